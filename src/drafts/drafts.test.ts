import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { ask, type Browser, seat, seated, told } from '../../tests/support/officers.ts'
import { digestRules } from '../contests/digest-rules.ts'
import type { Rulebook } from '../contests/model.ts'
import { readContestFile } from '../contests/read-contest-file.ts'
import { readYaml } from '../contests/read-yaml.ts'
import { rulebook } from '../contests/rulebook.ts'
import { SECTIONS, type Section } from '../contests/sections.ts'

const DRAFTS = '/api/v1/console/drafts'
const folder = join(import.meta.dirname, '..', '..', 'contests', 'hoa-binh-2023')
const read = await readContestFile(folder, new Date('2023-08-01T00:00:00Z'))
assert.ok(read.ok)
const real = read.contest
/** Last year's: the authority has its units and its bank. */
const earlier = { ...real, rules: { ...real.rules, slug: 'hoa-binh-2022' }, digest: 'earlier' }
const JULY = '2023-08-01T08:00:00+07:00'
const WEEK_TWO = '2023-08-22T08:00:00+07:00'

const partOf = (rules: Rulebook, section: Section): Record<string, unknown> =>
  Object.fromEntries((SECTIONS[section] as readonly (keyof Rulebook)[]).map((entry) => [entry, rules[entry]]))

describe('setting a contest up in the console', () => {
  const house = freshHouse({ contests: [earlier, aContest()], now: JULY })
  let browser: Browser
  let second: Browser
  let staffId: Parameters<typeof seat>[1]
  let foreigner: Browser
  // biome-ignore lint/suspicious/noExplicitAny: the view of a draft, as a page has it.
  let draft: any
  const get = (id: string, as = browser) => ask(house, as, 'GET', `${DRAFTS}/${id}`)
  const put = (path: string, body: object, as = browser) =>
    ask(house, as, 'PUT', `${DRAFTS}/${draft.id}/${path}`, { body: { version: draft.version, ...body } })
  const putSection = async (section: Section, value: Record<string, unknown>) => {
    const { authority: _, zone: __, ...own } = value
    const reply = await put(`sections/${section}`, { value: own })
    assert.equal(reply.status, 200, `${section}: ${reply.text}`)
    draft = reply.body
  }
  const post = (what: string, body: object, as = browser) =>
    ask(house, as, 'POST', `${DRAFTS}/${draft.id}/${what}`, { body: { version: draft.version, ...body } })
  /** Whoever was away proves anew who they are. */
  const sit = async () => {
    browser = await seat(house, staffId)
  }

  before(async () => {
    const of = async (code: string) =>
      (await house.rows<{ id: string }>('SELECT id FROM authorities WHERE code = $1', [code]))[0]!.id
    const authorityId = await of('hoa-binh')
    const officer = await seated(house, ['organiser'], { authorityId })
    staffId = officer.id
    browser = officer.browser
    second = (await seated(house, ['organiser'], { authorityId })).browser
    foreigner = (await seated(house, ['organiser'], { authorityId: await of('tinh') })).browser
  })

  it('begins from nothing: what is missing is named, nothing is wrong', async () => {
    const begun = await ask(house, browser, 'POST', DRAFTS, { body: { from: 'nothing' } })
    assert.equal(begun.status, 201, begun.text)
    draft = begun.body
    assert.ok(
      draft.faults.length > 5 && draft.faults.every((fault: { isMissing: boolean }) => fault.isMissing),
    )
    assert.deepEqual(draft.rules.authority, real.rules.authority)
    assert.deepEqual(draft.bank.banks, [{ bank: 'cai-cach-hanh-chinh', approved: real.bank.length }])
    assert.ok(draft.units.chosen > 150)
  })

  it('is nobody else’s: an officer of another authority finds nothing', async () => {
    assert.equal(told(await get(draft.id, foreigner)), '404 not-found')
    assert.equal(told(await put('sections/plan', { value: {} }, foreigner)), '404 not-found')
    assert.equal(told(await post('contest', {}, foreigner)), '404 not-found')
    assert.deepEqual((await ask(house, foreigner, 'GET', DRAFTS)).body, [])
    assert.deepEqual(
      (await ask(house, second, 'GET', DRAFTS)).body.map((each: { id: string }) => each.id),
      [draft.id],
    )
  })

  it('keeps what was typed though it is wrong, and says what is wrong at its field', async () => {
    const rounds = real.rules.rounds as { closesAt: string }[]
    await putSection('rounds', { rounds: [{ ...rounds[0], closesAt: '2023-08-13T21:00' }] })
    const [fault] = draft.faults.filter((each: { section: string }) => each.section === 'rounds')
    assert.equal(fault.pointer, '/rounds/0/closesAt')
    assert.equal(draft.rules.rounds[0].closesAt, '2023-08-13T21:00')
  })

  it('tells who is late what there is now', async () => {
    const late = await ask(house, second, 'PUT', `${DRAFTS}/${draft.id}/sections/attempts`, {
      body: { version: draft.version - 1, value: { counting: 'best' } },
    })
    assert.equal(told(late), '409 changed-meanwhile')
    assert.equal(late.body.current.version, draft.version)
    assert.equal((await get(draft.id)).body.rules.counting, undefined)
  })

  it('looks ahead without changing anything', async () => {
    const ahead = await ask(house, browser, 'POST', `${DRAFTS}/${draft.id}/previews`, {
      body: { section: 'attempts', value: { attempts: { perRound: 2 }, counting: 'only' } },
    })
    assert.ok(ahead.body.faults.some((fault: { pointer: string }) => fault.pointer === '/counting'))
    assert.equal((await get(draft.id)).body.version, draft.version)
  })

  it('is the contest of the folder when the same is typed, section by section', async () => {
    for (const section of Object.keys(SECTIONS) as Section[])
      if (section !== 'exclusions' && section !== 'units')
        await putSection(section, partOf(real.rules, section))
    const lists = real.rules.exclusions.map(({ field, values, reason }) => ({
      was: null,
      field,
      reason,
      add: values,
    }))
    const reply = await put('exclusions', { lists })
    assert.equal(reply.status, 200, reply.text)
    draft = reply.body
    assert.deepEqual(draft.excluded, [7, 5])
    assert.deepEqual(draft.faults, [])
    assert.deepEqual(
      new Set(draft.sections.map((each: { state: string }) => each.state)),
      new Set(['complete']),
    )
    const yaml = await ask(house, browser, 'GET', `${DRAFTS}/${draft.id}/contest.yaml`)
    assert.equal(digestRules(readYaml('contest.yaml', yaml.text, rulebook).value!), digestRules(real.rules))
    const onDisk = readYaml('contest.yaml', yaml.text, rulebook)
    assert.deepEqual(onDisk.errors, [])
  })

  it('counts the bank for each row and each round', () => {
    assert.equal(draft.bank.rows.length, real.rules.paper.blueprint.length)
    for (const row of draft.bank.rows) {
      assert.deepEqual(
        row.rounds.map((each: { no: number }) => each.no),
        [1, 2, 3, 4],
      )
      assert.ok(row.rounds.every((each: { found: number }) => each.found >= 2))
    }
  })

  it('keeps nobody’s number in the clear, and knows them all the same', async () => {
    const dump = await house.rows<{ all: string }>(
      `SELECT (SELECT string_agg(t::text, ' ') FROM contest_drafts t) || (SELECT string_agg(t::text, ' ') FROM draft_exclusions t)
        || (SELECT string_agg(t::text, ' ') FROM deeds t) AS all`,
    )
    assert.ok(dump[0]!.all.includes(draft.id))
    assert.ok(!/HB-BTC-00|HB-TGV-00/.test(dump[0]!.all), 'a code in the clear')
    const lists = real.rules.exclusions.map(({ field, reason }, was) => ({ was, field, reason }))
    const [first, other] = lists
    const changed = await put('exclusions', {
      lists: [{ ...first, add: ['hb-btc-001', 'HB-BTC-008'], remove: ['HB-BTC-002'] }, other],
    })
    assert.deepEqual(changed.body.excluded, [7, 5])
    draft = changed.body
    const wrong = await put('exclusions', { lists: [{ ...first, add: ['!'] }, other] })
    assert.deepEqual(wrong.body.errors, [{ pointer: '/lists/0/add/0', expected: 'a value of this field' }])
  })

  it('becomes the contest by its keeper, with units, questions and secrets', async () => {
    const made = await post('contest', {})
    assert.deepEqual(made.body, { slug: 'hoa-binh-2023', became: 'new', versionNo: 1 })
    const { contests } = { contests: house.house.calendar.contests() }
    const contest = contests.find(({ slug }) => slug === 'hoa-binh-2023')!
    assert.equal(digestRules(contest.rules), digestRules(real.rules))
    const same = (table: string, column = 'contest_id') => `
      SELECT count(*) FROM (SELECT ${table}.*, c.slug FROM ${table} JOIN contests c ON c.id = ${table}.${column}) x WHERE slug = $1`
    for (const [table, column] of [
      ['contest_units', 'contest_id'],
      ['practice_questions', 'contest_id'],
      ['rounds', 'contest_id'],
      ['exclusions', 'contest_id'],
    ])
      assert.equal(
        await house.count(same(table!, column), ['hoa-binh-2023']),
        await house.count(same(table!, column), ['hoa-binh-2022']),
        table,
      )
    const pools =
      await house.rows(`SELECT c.slug, r.no, md5(string_agg(q.question_id::text, ',' ORDER BY q.position)) AS pool
      FROM round_questions q JOIN rounds r ON r.id = q.round_id JOIN contests c ON c.id = r.contest_id
      WHERE c.slug LIKE 'hoa-binh%' GROUP BY 1, 2 ORDER BY 2, 1`)
    assert.equal(pools.length, 8)
    assert.equal(new Set(pools.map((each) => (each as { pool: string }).pool)).size, 1)
    const [deed] = await house.rows<{ actor: string }>(
      `SELECT actor FROM deeds WHERE subject = $1 AND deed = 'contest.loaded'`,
      [contest.id],
    )
    assert.equal(deed!.actor, staffId)
  })

  it('may be changed and made again before the opening, and its rounds move with it', async () => {
    draft = (await get(draft.id)).body
    const rounds = structuredClone(draft.rules.rounds)
    rounds[3].closesAt = '2023-09-11T00:00'
    await putSection('rounds', { rounds })
    assert.equal(told(await post('rule-change', { reason: 'vì thế' })), '409 not-opened')
    assert.deepEqual((await post('contest', {})).body, {
      slug: 'hoa-binh-2023',
      became: 'changed',
      versionNo: 2,
    })
    assert.deepEqual((await post('contest', {})).body.became, 'unchanged')
    const contest = house.house.calendar.contestOf('hoa-binh-2023')!
    assert.equal(contest.rounds[3]!.closesAt.toISOString(), '2023-09-10T17:00:00.000Z')
    assert.deepEqual(contest.ruleChanges, [])
  })

  it('cannot take somebody else’s address, nor begin in the past', async () => {
    const slug = draft.rules.slug
    await putSection('plan', { ...partOf(draft.rules, 'plan'), slug: 'thi' })
    assert.equal(told(await post('contest', {})), '409 slug-stays')
    await putSection('plan', { ...partOf(draft.rules, 'plan'), slug })
    const copy = (
      await ask(house, browser, 'POST', DRAFTS, { body: { from: 'copy', contest: 'hoa-binh-2022' } })
    ).body
    assert.equal(copy.rules.slug, undefined)
    assert.equal(copy.rules.document, undefined)
    assert.deepEqual(copy.excluded, [0, 0])
    assert.deepEqual(copy.rules.streams, real.rules.streams)
  })

  it('after the opening takes a reason, a second person and its time; the public reads what changed', async () => {
    const opening = '/api/v1/console/contests/hoa-binh-2023/opening'
    const publicRules = '/api/v1/contests/hoa-binh-2023/rulebook'
    assert.equal(told(await ask(house, null, 'GET', publicRules)), '404 no-such-contest', 'nobody opened it')
    const opened = await ask(house, browser, 'PUT', opening, { body: { reason: 'đã đủ điều kiện' } })
    assert.equal(opened.status, 200, opened.text)
    house.setClock(WEEK_TWO)
    await sit()
    assert.equal(told(await post('contest', {})), '409 already-opened')
    const proposed = () => post('rule-change', { reason: 'Quyết định số 130/QĐ-BTCCT' })
    assert.equal(told(await proposed()), '409 nothing-changed')
    await putSection('support', {
      ...partOf(draft.rules, 'support'),
      appeals: { ...draft.rules.appeals, openDays: 7 },
    })
    assert.deepEqual(
      draft.changes.map((each: { before: { vi: string }; after: { vi: string } }) => [
        each.before.vi,
        each.after.vi,
      ]),
      [['5 ngày kể từ khi công bố kết quả.', '7 ngày kể từ khi công bố kết quả.']],
    )
    const effectiveAt = '2023-08-23T00:00:00.000Z'
    const offer = await post('rule-change', { reason: 'Quyết định số 130/QĐ-BTCCT', effectiveAt })
    assert.equal(offer.status, 201, offer.text)
    const confirm = (as: Browser) =>
      ask(house, as, 'PUT', `/api/v1/staff/proposals/${offer.body.proposalId}/confirmation`)
    assert.equal(told(await confirm(browser)), '403 same-person')
    const other = await seated(house, ['organiser'])
    assert.equal((await confirm(other.browser)).status, 200)
    await house.house.calendar.refresh()
    const rules = async () => (await ask(house, null, 'GET', publicRules)).body
    const announced = await rules()
    assert.deepEqual([announced.version, announced.appeals.openDays], [2, 5], 'not before its time')
    assert.deepEqual(
      announced.changes.map((each: { version: number; reason: string; effectiveAt: string }) => [
        each.version,
        each.reason,
        each.effectiveAt,
      ]),
      [[3, 'Quyết định số 130/QĐ-BTCCT', effectiveAt]],
    )
    assert.equal(announced.changes[0].changes[0].after.en, '7 days from publication.')
    house.setClock(effectiveAt)
    await house.house.calendar.refresh()
    assert.deepEqual([(await rules()).version, (await rules()).appeals.openDays], [3, 7])
  })

  it('leaves alone what an open round has', async () => {
    await sit()
    draft = (await get(draft.id)).body
    const untouched = {
      rounds: draft.rules.rounds,
      ranking: draft.rules.ranking,
      cumulative: draft.rules.cumulative,
    }
    const proposed = async (more = {}) => told(await post('rule-change', { reason: 'vì thế', ...more }))
    const rounds = structuredClone(untouched.rounds)
    rounds[1].closesAt = '2023-08-27T22:00'
    await putSection('rounds', { rounds })
    assert.equal(await proposed(), '409 opened-rounds-stay')
    await putSection('rounds', { rounds: untouched.rounds })
    const { cumulative } = untouched
    await putSection('ranking', {
      cumulative,
      ranking: { ...untouched.ranking, keys: ['score', 'seededDraw'] },
    })
    assert.equal(await proposed(), '409 open-round-keeps-its-order')
    assert.equal(await proposed({ effectiveAt: '2023-08-27T15:00:00.000Z' }), '201')
    await putSection('ranking', { cumulative, ranking: untouched.ranking })
    const blueprint = [{ topic: 'programme', difficulty: 'easy', kinds: ['single'], count: 60 }]
    await putSection('paper', { banks: draft.rules.banks, paper: { ...draft.rules.paper, blueprint } })
    assert.equal(await proposed(), '409 draft-incomplete')
    await putSection('paper', { banks: draft.rules.banks, paper: real.rules.paper })
  })

  it('is not what was proposed once somebody has changed it', async () => {
    await putSection('support', {
      ...partOf(draft.rules, 'support'),
      appeals: { ...draft.rules.appeals, openDays: 9 },
    })
    const offer = await post('rule-change', { reason: 'vì thế' })
    await putSection('support', {
      ...partOf(draft.rules, 'support'),
      appeals: { ...draft.rules.appeals, openDays: 20 },
    })
    const other = await seated(house, ['organiser'])
    const confirmed = await ask(
      house,
      other.browser,
      'PUT',
      `/api/v1/staff/proposals/${offer.body.proposalId}/confirmation`,
    )
    assert.equal(told(confirmed), '409 conflict')
  })

  it('comes from a file: every fault with its line, and nothing begun; or all of it', async () => {
    const send = async (text: string) => {
      const bytes = Buffer.from(text)
      const upload = await ask(house, browser, 'POST', '/api/v1/console/uploads', {
        body: { name: 'contest.yaml', size: bytes.length },
      })
      await ask(house, browser, 'PUT', `/api/v1/console/uploads/${upload.body.id}/parts/0`, {
        raw: bytes,
        headers: { 'content-type': 'application/octet-stream' },
      })
      return ask(house, browser, 'POST', DRAFTS, { body: { from: 'file', uploadId: upload.body.id } })
    }
    const text = (await ask(house, browser, 'GET', '/api/v1/console/contests/hoa-binh-2022/contest.yaml'))
      .text
    const wrong = await send(text.replace('counting: only', 'counting: onli').replace('bogus', ''))
    assert.equal(told(wrong), '400 malformed')
    assert.equal(wrong.body.faults.length, 1)
    assert.equal(text.split('\n')[wrong.body.faults[0].line - 1], 'counting: only')
    const other = await send(text.replace('code: hoa-binh', 'code: lang-son'))
    assert.equal(told(other), '409 another-authority')
    const good = await send(
      text
        .replace('slug: hoa-binh-2022', 'slug: hoa-binh-2024')
        .replace('values: []', 'values: [HB-BTC-001]'),
    )
    assert.equal(good.status, 201, good.text)
    assert.deepEqual(good.body.excluded, [1, 0])
    assert.ok(!good.text.includes('HB-BTC-001'))
  })

  it('is thrown away with all that was typed; the contest stays', async () => {
    assert.equal((await ask(house, browser, 'DELETE', `${DRAFTS}/${draft.id}`)).status, 204)
    assert.equal(told(await get(draft.id)), '404 not-found')
    assert.equal(
      await house.count('SELECT count(*) FROM draft_exclusions WHERE draft_id = $1', [draft.id]),
      0,
    )
    assert.ok(house.house.calendar.contestOf('hoa-binh-2023'))
    const again = await ask(house, browser, 'POST', DRAFTS, {
      body: { from: 'change', contest: 'hoa-binh-2023' },
    })
    assert.deepEqual(again.body.excluded, [7, 5])
    assert.deepEqual(again.body.changes, [])
    const late = await seated(house, ['organiser'])
    const twice = await ask(house, late.browser, 'POST', DRAFTS, {
      body: { from: 'change', contest: 'hoa-binh-2023' },
    })
    assert.equal(twice.body.id, again.body.id)
  })
})
