/**
 * The rules of rules.ts as one statement, so that PostgreSQL puts a million people in line where their papers lie and
 * none of them passes through this process (ADR 19). A rulebook names keys, policies and a target out of closed lists;
 * each name stands for one fixed piece of SQL below, and what varies otherwise is a parameter: no text of anybody's
 * enters the statement. rules.ts is what these pieces mean: tests hold the two against each other on random contests.
 */
import type { PredictionRule, RankingKey, RankingRule, Rulebook } from '../contests/model.ts'

type Cumulative = NonNullable<Rulebook['cumulative']>

/**
 * R-1 to R-9. Parameters: those of `GIVEN`, then the round and the instant of the closing. Where nobody tried twice,
 * there is nothing to choose, and the attempts need not be put in the order of their persons first.
 */
export function compileStandings(
  rules: Pick<Rulebook, 'counting' | 'ranking'> & { prediction: Pick<PredictionRule, 'target'> | null },
  attempts: 'one each' | 'several',
  /** `ruled`: as they would stand under a ruling that is drawn up; it and its regrade are parameters. */
  as: 'decided' | 'ruled' = 'decided',
): string {
  const target = rules.prediction?.target
  return `WITH ${GIVEN}, finished AS (
  SELECT id AS attempt_id, contestant_id, unit_id, attempt_no, counts_as_participant AS participated, score, total,
    prediction, started_at, submitted_at, duration_ms, ${PERFECT} AS perfect
  FROM ${STANDING[as]} WHERE round_id = $6::uuid
), ${attempts === 'one each' ? EVERYBODY : chosen(rules.counting)}, figure AS MATERIALIZED (
  SELECT ${target ? FIGURE[target] : 'NULL::numeric'} AS units, coalesce(sum(unwritten), 0) AS unwritten FROM persons
), entries AS (
  SELECT ${ENTRY}, perfect, abs(round(prediction * steps) - units) AS distance
  FROM persons CROSS JOIN given CROSS JOIN figure
), ${inLine(rules.ranking)}`
}

/** R-10 to R-12. Parameters: those of `GIVEN`, then the newest rankings of all rounds in order, and a paper's time limit. */
export function compileFinalStandings(cumulative: Cumulative): string {
  return `WITH ${GIVEN}, taken AS (
  SELECT ${ENTRY}, distance, round.no AS round_no
  FROM unnest($6::uuid[]) WITH ORDINALITY AS round (ranking_id, no) JOIN standings USING (ranking_id)
  WHERE participated
), figure AS (
  SELECT NULL::numeric AS units, 0 AS unwritten
), span AS (
  SELECT cardinality($6::uuid[]) AS round_count, $7::bigint AS time_limit_ms
), ${ONE_EACH[cumulative.policy](cumulative.keys)}, ${inLine({ ...cumulative, gate: 'none' })}`
}

const STANDING = {
  decided: 'attempts_final($7::timestamptz)',
  ruled: 'attempts_ruled($7::timestamptz, $8::uuid, $9::uuid)',
}

const EVERYBODY = `persons AS MATERIALIZED (
  SELECT *, 1 AS attempts, perfect::integer AS perfect_attempts, participated AS took_part, (score IS NULL)::integer AS unwritten
  FROM finished
)`

function chosen(counting: Rulebook['counting']): string {
  return `in_choice AS (
  SELECT *, row_number() OVER (PARTITION BY contestant_id ORDER BY ${COUNTS[counting]}) AS choice,
    count(*) OVER person AS attempts, count(*) FILTER (WHERE perfect) OVER person AS perfect_attempts,
    bool_or(participated) OVER person AS took_part, count(*) FILTER (WHERE score IS NULL) OVER person AS unwritten
  FROM finished WINDOW person AS (PARTITION BY contestant_id)
), persons AS MATERIALIZED (
  SELECT * FROM in_choice WHERE choice = 1
)`
}

/** `steps`: how many of the smallest steps of a prediction make one; `drawn_from`: what a draw hashes before the attempt. */
const GIVEN = `given AS (
  SELECT $1::uuid AS ranking_id, $2::uuid AS authority_id, $3::numeric AS steps, $4::integer AS decimals, $5::text AS drawn_from
)`

/** What stands for one person. */
const ENTRY = `attempt_id, contestant_id, unit_id, participated, score, total, prediction, started_at, submitted_at, duration_ms,
    perfect_attempts`

const PERFECT = 'total > 0 AND score = total'

/** R-1: which attempt of a person comes first and so counts. */
const HIGHER_SCORE = 'score DESC, participated DESC'
const COUNTS: Record<Rulebook['counting'], string> = {
  only: 'attempt_no',
  first: 'attempt_no',
  last: 'attempt_no DESC',
  best: `${HIGHER_SCORE}, duration_ms, attempt_no`,
  bestEarliest: `${HIGHER_SCORE}, submitted_at, attempt_no`,
}

/** R-5, over one row per person. Of a percentage half a step is added before it is cut off: half up, in whole numbers. */
const PARTICIPANTS = 'count(*) FILTER (WHERE took_part)'
const ALL_CORRECT = 'count(*) FILTER (WHERE perfect_attempts > 0)'
const FIGURE: Record<PredictionRule['target'], string> = {
  attempts: 'coalesce(sum(attempts), 0)',
  participants: `${PARTICIPANTS}::numeric`,
  allCorrectPersons: `${ALL_CORRECT}::numeric`,
  percentAllCorrect: `coalesce(
    div(200 * (SELECT steps FROM given) * ${ALL_CORRECT} + ${PARTICIPANTS}, nullif(2 * ${PARTICIPANTS}, 0)), 0)`,
}

const DRAW = `sha256(convert_to(drawn_from || attempt_id, 'UTF8'))`

/** R-3: what each key compares, and R-9: how its value is written. */
const KEYS: Record<RankingKey, { column: string; order: string; written: string }> = {
  score: { column: 'score', order: 'score DESC', written: 'score::text' },
  predictionDistance: {
    column: 'distance',
    order: 'distance NULLS LAST',
    written: `coalesce(round(distance / steps, decimals)::text, '')`,
  },
  durationMs: { column: 'duration_ms', order: 'duration_ms', written: 'duration_ms::text' },
  submittedAt: { column: 'submitted_at', order: 'submitted_at', written: instant('submitted_at') },
  startedAt: { column: 'started_at', order: 'started_at', written: instant('started_at') },
  perfectAttempts: {
    column: 'perfect_attempts',
    order: 'perfect_attempts DESC',
    written: 'perfect_attempts::text',
  },
  seededDraw: { column: 'draw', order: 'draw', written: `encode(draw, 'hex')` },
}

function instant(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** R-11, R-12: one entry per person out of all rounds. */
const ONE_EACH: Record<Cumulative['policy'], (keys: readonly RankingKey[]) => string> = {
  sum: () => `in_choice AS (
  SELECT contestant_id, attempt_id, unit_id, participated, started_at, submitted_at,
    row_number() OVER (PARTITION BY contestant_id ORDER BY round_no DESC) AS choice,
    count(*) OVER person AS rounds, count(distance) OVER person AS distances, sum(score) OVER person AS score,
    sum(total) OVER person AS total, sum(distance) OVER person AS distance_sum, sum(duration_ms) OVER person AS duration_sum,
    sum(perfect_attempts) OVER person AS perfect_attempts
  FROM taken WINDOW person AS (PARTITION BY contestant_id)
), entries AS (
  SELECT attempt_id, contestant_id, unit_id, participated, score, total, NULL::numeric AS prediction, started_at, submitted_at,
    duration_sum + (round_count - rounds) * time_limit_ms AS duration_ms, perfect_attempts,
    CASE WHEN distances = round_count THEN distance_sum END AS distance
  FROM in_choice CROSS JOIN span WHERE choice = 1
)`,
  best: (keys) => `in_choice AS (
  SELECT drawn.*, row_number() OVER (PARTITION BY contestant_id ORDER BY ${orderOf(keys)}, attempt_id) AS choice
  FROM (SELECT taken.*, ${keys.includes('seededDraw') ? DRAW : 'NULL::bytea'} AS draw FROM taken CROSS JOIN given) AS drawn
), entries AS (
  SELECT ${ENTRY}, distance FROM in_choice WHERE choice = 1
)`,
}

function orderOf(keys: readonly RankingKey[]): string {
  return keys.map((key) => KEYS[key].order).join(', ')
}

/** R-3 to R-9: the entries in line, written down (none while one of them is not graded), and how many they are. */
function inLine({ gate, keys, ties }: RankingRule): string {
  const order = `placed DESC, ${orderOf(keys)}`
  const decided = keys.map((key) => {
    const { column } = KEYS[key]
    return `WHEN ${column} IS DISTINCT FROM lag(${column}) OVER line THEN '${key}'`
  })
  return `drawn AS (
  SELECT entries.*, participated${gate === 'allCorrect' ? ' AND perfect' : ''} AS placed${
    keys.includes('seededDraw') ? `, ${DRAW} AS draw` : ''
  }
  FROM entries CROSS JOIN given
), lined AS (
  SELECT *, row_number() OVER line AS position,
    ${ties === 'broken' ? 'row_number() OVER line' : `rank() OVER (ORDER BY ${order})`} AS place,
    CASE WHEN NOT placed OR lag(attempt_id) OVER line IS NULL THEN NULL ${decided.join(' ')} END AS decided_by
  FROM drawn WINDOW line AS (ORDER BY ${order}, attempt_id)
), written AS (
  INSERT INTO standings (ranking_id, authority_id, position, place, attempt_id, contestant_id, unit_id, participated, score,
    total, prediction, distance, started_at, submitted_at, duration_ms, perfect_attempts, decided_by, trace)
  SELECT ranking_id, authority_id, position, CASE WHEN placed THEN place END, attempt_id, contestant_id, unit_id, participated,
    score, total, prediction, distance, started_at, submitted_at, duration_ms, perfect_attempts, decided_by,
    ARRAY[${keys.map((key) => KEYS[key].written).join(', ')}]
  FROM lined CROSS JOIN given CROSS JOIN figure WHERE unwritten = 0
  RETURNING place
)
SELECT count(*)::integer AS people, count(place)::integer AS placed, (SELECT units FROM figure) AS units,
  (SELECT unwritten FROM figure)::integer AS unwritten
FROM written`
}
