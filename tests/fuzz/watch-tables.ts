/**
 * Did a refused request change a row? Every table of the database gets a trigger that writes down each change of a row,
 * in the change's own transaction: what is rolled back leaves nothing. One question of a fifth of a millisecond after
 * each reply says whether anything happened, and no table has to be read for it.
 */
import type pg from 'pg'

export type Change = { relation: string; deed: string; isDue: boolean }

/**
 * Three changes are due whatever else is refused: that a paper's time ran out is written down (rule A-5; it was so before),
 * guesses at somebody's name or passphrase are counted, and a sign-in that was refused is on record (P-18).
 */
const WATCH = `
CREATE SCHEMA fuzz;
CREATE TABLE fuzz.changes (id bigserial PRIMARY KEY, relation text NOT NULL, deed text NOT NULL, is_due boolean NOT NULL);
CREATE FUNCTION fuzz.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE due boolean := TG_TABLE_NAME IN ('guesses', 'staff_guesses');
BEGIN
  IF TG_TABLE_NAME = 'attempts' AND TG_OP = 'UPDATE' THEN
    due := OLD.ending IS NULL AND NEW.ending IS NOT DISTINCT FROM 'expired';
  ELSIF TG_TABLE_NAME = 'participation_ledger' AND TG_OP = 'INSERT' THEN
    due := EXISTS (SELECT FROM public.attempts a WHERE a.id = NEW.attempt_id AND a.ending = 'expired');
  ELSIF TG_TABLE_NAME = 'deeds' AND TG_OP = 'INSERT' THEN
    due := NEW.deed = 'session.refused';
  END IF;
  INSERT INTO fuzz.changes (relation, deed, is_due) VALUES (TG_TABLE_NAME, TG_OP, due);
  RETURN NULL;
END $$;
-- A sequence says 1 before its first value and after it: from here on it says what was written.
INSERT INTO fuzz.changes (relation, deed, is_due) VALUES ('changes', 'INSERT', false);
DO $$
DECLARE watched regclass;
BEGIN
  FOR watched IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'fuzz')
  LOOP
    EXECUTE format('CREATE TRIGGER watched AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION fuzz.note()', watched);
  END LOOP;
END $$`

export class TableWatch {
  readonly #client: pg.PoolClient
  #seen = 0

  private constructor(client: pg.PoolClient) {
    this.#client = client
  }

  static async over(owner: pg.Pool): Promise<TableWatch> {
    const client = await owner.connect()
    await client.query(WATCH)
    const watch = new TableWatch(client)
    await watch.changes()
    return watch
  }

  /** What has changed since it was last asked. */
  async changes(): Promise<Change[]> {
    const { rows } = await this.#client.query<{ last: number }>({
      name: 'fuzz_last',
      text: 'SELECT last_value AS last FROM fuzz.changes_id_seq',
    })
    const last = rows[0]!.last
    if (last === this.#seen) return []
    const since = await this.#client.query<Change>({
      name: 'fuzz_since',
      text: 'SELECT relation, deed, is_due AS "isDue" FROM fuzz.changes WHERE id > $1 ORDER BY id',
      values: [this.#seen],
    })
    this.#seen = last
    return since.rows
  }

  close(): void {
    this.#client.release()
  }
}
