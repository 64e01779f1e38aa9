import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import canonicalize from 'canonicalize'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest, bank } from '../../tests/support/contest-of-every-kind.ts'
import { inTransaction } from '../platform/db.ts'
import { migrationsDirectory } from '../platform/migrate.ts'
import { loadContest } from '../setup/load-contest.ts'
import { listApprovedQuestions, listBanks } from './store.ts'

const BEFORE = new Date('2023-08-10T00:00:00Z')

describe('what a contest brings from its files', () => {
  const house = freshHouse()
  const load = (questions: typeof bank) =>
    loadContest(
      { owner: house.owner, identityKey: house.house.identityKey },
      { file: aContest({ bank: questions }), at: BEFORE },
    )
  const byCode = bank.toSorted((a, b) => (a.code < b.code ? -1 : 1))
  const approved = (banks?: string[]) =>
    listApprovedQuestions(house.house.keeper, house.contest.authorityId, banks)

  it('is in the bank, in force, and comes out of it as it went in', async () => {
    assert.deepEqual(
      (await approved()).map((each) => canonicalize(each)),
      byCode.map((each) => canonicalize(each)),
    )
    const [{ bank: name, ...counts } = { bank: '' }] = await listBanks(
      house.house.pool,
      house.contest.authorityId,
    )
    assert.deepEqual(counts, { questions: bank.length, approved: bank.length })
    assert.equal((await approved([name])).length, bank.length)
    assert.deepEqual(await approved(['khac']), [])
  })

  it('its keys are nothing for the role that takes requests', async () => {
    await assert.rejects(listApprovedQuestions(house.house.pool, house.contest.authorityId), {
      code: '42501',
    })
  })

  it('a question that was changed is another version, and the one before is kept', async () => {
    const [first, ...rest] = byCode
    const changed = {
      ...first!,
      text: 'Câu hỏi đã sửa, có khác?',
      validTo: '2030-01-01',
      replacedBy: 'Luật mới',
    }
    assert.ok((await load([changed, ...rest])).ok)
    assert.deepEqual(canonicalize((await approved())[0]), canonicalize(changed))
    const versions = await house.rows(
      `SELECT version_no AS no, v.state, approved_by AS by FROM bank_versions v JOIN bank_questions q ON q.id = v.question_id
       WHERE q.code = $1 ORDER BY version_no`,
      [first!.code],
    )
    assert.deepEqual(versions, [
      { no: 1, state: 'replaced', by: 'operator' },
      { no: 2, state: 'approved', by: 'operator' },
    ])
    assert.equal(await house.count('SELECT count(*) FROM bank_questions'), bank.length)
  })

  it('what was there before the bank was is filled in the same way', async () => {
    const tables = `SELECT q.code, q.bank, q.state, q.topic, q.text, q.document_key, q.search_key, q.near_key, v.version_no,
        v.state AS is, v.content - 'replacedBy' AS content, v.writers, k.correct, k.explanation
      FROM bank_versions v JOIN bank_questions q ON q.id = v.question_id JOIN bank_version_keys k ON k.version_id = v.id
      ORDER BY q.code, v.version_no`
    const entered = await house.rows(tables)
    await inTransaction(house.owner, async (tx) => {
      await tx.query('TRUNCATE bank_questions, bank_versions, bank_version_keys, legal_sources')
      const fill = readFileSync(join(migrationsDirectory, '20261122200100000_banks__fill.sql'), 'utf8')
      await tx.query(fill)
    })
    assert.deepEqual(await house.rows(tables), entered)
    assert.equal(await house.count('SELECT count(*) FROM legal_sources'), 1)
  })

  it('is not put there by the keeper unless it was approved, nor with another key', async () => {
    const { keeper } = house.house
    const insert = `INSERT INTO questions (id, authority_id, code, version_no, digest, topic, difficulty, kind, text, options,
        source, valid_from, practice)
      SELECT gen_random_uuid(), authority_id, code, 99, '', topic, difficulty, kind, 'x', options, source, valid_from, practice
      FROM questions LIMIT 1`
    await assert.rejects(keeper.query(insert), { code: '23000' })
    const approve = `UPDATE bank_versions SET state = 'approved', approved_by = writers[1], approved_at = now(), version_no = 98
      WHERE id = (SELECT id FROM bank_versions LIMIT 1)`
    await assert.rejects(keeper.query(approve), { code: '23000' })
    await assert.rejects(keeper.query(`UPDATE bank_versions SET content = '{}'`), { code: '23000' })
    await assert.rejects(keeper.query(`UPDATE bank_version_keys SET correct = '[4]'`), { code: '23000' })
  })
})
