import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { PredictionRule } from '../contests/model.ts'
import type { Attempt, AttemptId, PaperDeed } from './model.ts'
import {
  deadlineOf,
  hasExpired,
  isParticipation,
  judge,
  nextSlots,
  readPrediction,
  stateOf,
  type Verdict,
} from './rules.ts'

const at = (time: string) => new Date(`2023-08-20T${time}+07:00`)
const closesAt = at('21:00:00')

/** An attempt without anything that the rules do not look at. */
function anAttempt(changes: Partial<Attempt> = {}): Attempt {
  const startedAt = at('20:00:00')
  return {
    id: 'attempt' as AttemptId,
    startedAt,
    deadlineAt: deadlineOf(startedAt, 600, closesAt),
    savedSequence: 0,
    savedAt: null,
    answers: {},
    prediction: null,
    sealed: null,
    voided: false,
    ...changes,
  } as Attempt
}

const save = (time: Date, sequence = 1, answers: Attempt['answers'] = { '1': [2] }): PaperDeed => ({
  kind: 'save',
  sequence,
  answers,
  prediction: undefined,
  arrivedAt: time,
})
const submission = (time: Date, answers?: Attempt['answers']): PaperDeed => ({
  kind: 'submission',
  answers,
  prediction: undefined,
  arrivedAt: time,
})
const expiry = (time: Date): PaperDeed => ({ kind: 'expiry', arrivedAt: time })

/** The attempt after a deed, sealed where the verdict seals it. */
function after(verdict: Verdict): Attempt {
  const { attempt, seal } = verdict
  return seal ? { ...attempt, sealed: { ...seal } as NonNullable<Attempt['sealed']> } : attempt
}

const told = (verdict: Verdict) => (verdict.ok ? (verdict.stale ? 'stale' : 'done') : verdict.reason)

describe('the deadline of an attempt', () => {
  const check = (startedAt: string, expected: string) =>
    assert.deepEqual(deadlineOf(at(startedAt), 600, closesAt), at(expected))
  it('is the end of its own time while the round is open long enough', () => {
    check('20:00:00', '20:10:00')
    check('20:49:59.999', '20:59:59.999')
  })
  it('is the closing of the round where that comes first, or at the same instant', () => {
    check('20:50:00', '21:00:00')
    check('20:50:00.001', '21:00:00')
    check('20:59:59.999', '21:00:00')
  })
  it('comes later by what the round stood still while it ran', () => {
    const paused = (from: string, until: string, startedAt = '20:00:00') =>
      deadlineOf(at(startedAt), 600, closesAt, [{ from: at(from), until: at(until) }])
    assert.deepEqual(paused('20:05:00', '20:08:00'), at('20:13:00'))
    assert.deepEqual(paused('20:09:59.999', '20:19:59.999'), at('20:20:00'))
    // Its time had run out at that very instant.
    assert.deepEqual(paused('20:10:00', '20:20:00'), at('20:10:00'))
    assert.deepEqual(paused('19:00:00', '20:00:00'), at('20:10:00'))
    assert.deepEqual(paused('19:00:00', '20:00:00.001'), at('20:10:00.001'))
    // Whatever stood still, the round closes when it closes.
    assert.deepEqual(paused('20:05:00', '20:56:00'), closesAt)
  })
  it('counts a second pause only where the first one left time for it', () => {
    const pauses = [
      { from: at('20:05:00'), until: at('20:06:00') },
      { from: at('20:10:30'), until: at('20:12:30') },
      { from: at('20:13:00'), until: at('20:20:00') },
    ]
    assert.deepEqual(deadlineOf(at('20:00:00'), 600, closesAt, pauses), at('20:13:00'))
  })
})

describe('a paper', () => {
  const verdicts = (deed: (time: Date) => PaperDeed, attempt = anAttempt()) =>
    ['20:09:59.999', '20:10:00.000', '20:10:00.001'].map((time) => told(judge(attempt, deed(at(time)))))
  it('is saved until just before its deadline, and not at that instant', () =>
    assert.deepEqual(verdicts(save), ['done', 'too-late', 'too-late']))
  it('is handed in until just before its deadline, and not at that instant', () =>
    assert.deepEqual(verdicts(submission), ['done', 'too-late', 'too-late']))
  it('expires at its deadline, and not before', () =>
    assert.deepEqual(verdicts(expiry), ['stale', 'done', 'done']))
  it('that expired has its deadline as its time, whenever that is written down', () => {
    const saved = after(judge(anAttempt(), save(at('20:05:00'))))
    for (const time of ['20:10:00', '21:00:00', '23:59:59']) {
      const { seal } = judge(saved, expiry(at(time)))
      assert.deepEqual(seal, {
        ending: 'expired',
        submittedAt: at('20:10:00'),
        arrivedAt: at('20:05:00'),
      })
    }
  })
  it('that expired with nothing saved arrived when it was started', () =>
    assert.deepEqual(judge(anAttempt(), expiry(at('20:10:00'))).seal?.arrivedAt, at('20:00:00')))
  it('that was handed in stays what it is, whatever comes later', () => {
    const sealed = after(judge(anAttempt(), submission(at('20:05:00'), { '1': [3] })))
    for (const time of ['20:05:00', '20:09:59', '20:10:00', '22:00:00']) {
      assert.equal(told(judge(sealed, save(at(time), 9))), 'already-submitted')
      assert.equal(told(judge(sealed, submission(at(time), { '1': [1] }))), 'stale')
      assert.equal(told(judge(sealed, expiry(at(time)))), 'stale')
      assert.deepEqual(judge(sealed, submission(at(time), { '1': [1] })).attempt, sealed)
    }
  })
  it('keeps what was saved last when it is handed in without answers', () => {
    const saved = after(judge(anAttempt(), save(at('20:05:00'), 4, { '1': [2], '2': [] })))
    const sealed = after(judge(saved, submission(at('20:06:00'))))
    assert.deepEqual([sealed.answers, sealed.savedSequence], [{ '1': [2] }, 4])
    assert.deepEqual(after(judge(saved, submission(at('20:06:00'), {}))).answers, {})
  })
  it('is not changed by a save that is not above the saved sequence', () => {
    const saved = after(judge(anAttempt(), save(at('20:05:00'), 4)))
    for (const sequence of [1, 3, 4]) {
      const verdict = judge(saved, save(at('20:06:00'), sequence, { '1': [1] }))
      assert.deepEqual([told(verdict), verdict.attempt], ['stale', saved])
    }
    assert.equal(told(judge(saved, save(at('20:06:00'), 5))), 'done')
  })
  it('is open, sealed, expired or void', () => {
    const sealed = after(judge(anAttempt(), submission(at('20:05:00'))))
    const expired = after(judge(anAttempt(), expiry(at('20:10:00'))))
    const times = ['20:09:59.999', '20:10:00.000']
    const states = (attempt: Attempt) => times.map((time) => stateOf(attempt, at(time)))
    assert.deepEqual(states(anAttempt()), ['open', 'expired'])
    assert.deepEqual(states(sealed), ['sealed', 'sealed'])
    assert.deepEqual(states(expired), ['expired', 'expired'])
    assert.deepEqual(states({ ...sealed, voided: true }), ['void', 'void'])
    assert.deepEqual(
      times.map((time) => hasExpired(anAttempt(), at(time))),
      [false, true],
    )
  })
  it('is nobody’s participation when its time ran out with no answer saved', () => {
    const some = { savedSequence: 1, answers: { '1': [1] } }
    const cleared = { savedSequence: 2, answers: {} }
    assert.deepEqual(
      [some, cleared, { savedSequence: 0, answers: {} }].map((each) => isParticipation('expired', each)),
      [true, false, false],
    )
    assert.equal(isParticipation('submitted', { savedSequence: 0, answers: {} }), true)
  })
})

/** What the rules say, told once more by somebody who knows nothing of how they are written. */
class NaivePaper {
  sequence = 0
  answers: Record<string, unknown> = {}
  end: { how: 'submitted' | 'expired'; at: number } | null = null
  readonly deadline: number
  constructor(deadline: number) {
    this.deadline = deadline
  }
  do(deed: PaperDeed): string {
    const now = deed.arrivedAt.getTime()
    if (!this.end && now >= this.deadline) this.end = { how: 'expired', at: this.deadline }
    if (this.end?.how === 'submitted') return deed.kind === 'save' ? 'already-submitted' : 'ok'
    if (this.end) return deed.kind === 'expiry' ? 'ok' : 'too-late'
    if (deed.kind === 'save' && deed.sequence > this.sequence) {
      this.sequence = deed.sequence
      this.answers = deed.answers
    }
    if (deed.kind === 'submission') {
      this.answers = deed.answers ?? this.answers
      this.end = { how: 'submitted', at: now }
    }
    return 'ok'
  }
}

const someAnswers = fc.dictionary(fc.constantFrom('1', '2', '3'), fc.tuple(fc.integer({ min: 1, max: 4 })))
const someDeed = (time: fc.Arbitrary<Date>): fc.Arbitrary<PaperDeed> =>
  fc.oneof(
    fc
      .record({ arrivedAt: time, sequence: fc.integer({ min: 1, max: 8 }), answers: someAnswers })
      .map((each) => ({ kind: 'save' as const, prediction: undefined, ...each })),
    fc
      .record({ arrivedAt: time, answers: fc.option(someAnswers, { nil: undefined }) })
      .map((each) => ({ kind: 'submission' as const, prediction: undefined, ...each })),
    time.map(expiry),
  )
const DEADLINE = at('20:10:00')
const around = (milliseconds: number) =>
  fc.integer({ min: -milliseconds, max: milliseconds }).map((off) => new Date(DEADLINE.getTime() + off))

describe('whatever happens to a paper, in whatever order', () => {
  it('the verdicts are those of a naive model', () =>
    fc.assert(
      fc.property(fc.array(someDeed(around(3)), { maxLength: 12 }), (deeds) => {
        const naive = new NaivePaper(DEADLINE.getTime())
        let attempt = anAttempt()
        for (const deed of deeds.toSorted((a, b) => a.arrivedAt.getTime() - b.arrivedAt.getTime())) {
          const verdict = judge(attempt, deed)
          attempt = after(verdict)
          assert.equal(verdict.ok ? 'ok' : verdict.reason, naive.do(deed))
          assert.deepEqual(attempt.answers, { ...naive.answers })
          assert.equal(attempt.savedSequence, naive.sequence)
          assert.equal(attempt.sealed?.ending ?? null, naive.end?.how ?? null)
          assert.equal(attempt.sealed?.submittedAt.getTime() ?? null, naive.end?.at ?? null)
        }
      }),
      { numRuns: 5000 },
    ))

  it('only its arrival decides whether it is in time, however long it waited in a queue', () => {
    // Two seconds either side of the close of the round, judged up to a minute later.
    const close = at('21:00:00')
    const attempt = anAttempt({
      startedAt: at('20:55:00'),
      deadlineAt: deadlineOf(at('20:55:00'), 600, close),
    })
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            off: fc.oneof(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -1, max: 1 })),
            waited: fc.integer({ min: 0, max: 60_000 }),
            isSave: fc.boolean(),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        (requests) => {
          for (const { off, waited, isSave } of requests) {
            const arrivedAt = new Date(close.getTime() + off)
            const judgedAt = new Date(arrivedAt.getTime() + waited)
            const verdict = judge(attempt, isSave ? save(arrivedAt) : submission(arrivedAt))
            assert.equal(
              verdict.ok,
              off < 0,
              `arrived ${off} ms from the close, judged at ${judgedAt.toISOString()}`,
            )
            if (!verdict.ok) assert.deepEqual(verdict.seal?.submittedAt, close)
          }
        },
      ),
      { numRuns: 100_000 },
    )
  })
})

describe('numbered slots', () => {
  const none = { inRound: 0, onDay: 0, inContest: 0 }
  it('are given up to each cap, and not one more', () => {
    for (const [caps, taken] of [
      [{ perRound: 2 }, 'inRound'],
      [{ perDay: 2 }, 'onDay'],
      [{ total: 2 }, 'inContest'],
    ] as const) {
      assert.ok(!('ok' in nextSlots(caps, { ...none, [taken]: 1 })), taken)
      for (const count of [2, 3])
        assert.deepEqual(nextSlots(caps, { ...none, [taken]: count }), {
          ok: false,
          reason: 'attempts-used-up',
        })
    }
  })
  it('carry the caps of the rulebook, and none where it names none', () => {
    assert.deepEqual(nextSlots({}, { inRound: 41, onDay: 7, inContest: 50 }), {
      attemptNo: 42,
      attemptsAllowed: null,
      dayNo: null,
      dayAllowed: null,
      contestNo: null,
      contestAllowed: null,
    })
    assert.deepEqual(
      nextSlots({ perRound: 3, perDay: 2, total: 9 }, { inRound: 2, onDay: 1, inContest: 8 }),
      {
        attemptNo: 3,
        attemptsAllowed: 3,
        dayNo: 2,
        dayAllowed: 2,
        contestNo: 9,
        contestAllowed: 9,
      },
    )
  })
})

describe('a prediction', () => {
  const rule = (changes: Partial<PredictionRule> = {}): PredictionRule => ({
    text: { vi: '?', en: '?' },
    target: 'allCorrectPersons',
    decimals: 0,
    required: false,
    ...changes,
  })
  const read = (given: number | string | null | undefined, of = rule()) => {
    const reading = readPrediction(of, given)
    return reading.ok ? reading.value : 'refused'
  }
  it('is a number, or a string as people write it', () => {
    for (const [given, expected] of [
      [1234, 1234],
      [0, 0],
      [-0, 0],
      ['1.234', 1234],
      ['1 234', 1234],
      ['1,234', 1234],
      [' 12 ', 12],
    ] as const)
      assert.equal(read(given), expected, JSON.stringify(given))
  })
  it('is refused where it cannot be read, is negative, or has decimals that the rules do not allow', () => {
    const bad = [
      '-5',
      '1e3',
      '１２',
      '12abc',
      'NaN',
      'Infinity',
      '1/2',
      '--',
      -5,
      1e308,
      1e21,
      Number.NaN,
      1.5,
      1.234,
    ]
    for (const given of [...bad, 1e13, '87,65', Number.POSITIVE_INFINITY])
      assert.equal(read(given), 'refused', `${given}`)
  })
  it('is cleared by null or an empty text, and stays as it was when nothing is said', () => {
    assert.deepEqual(
      [null, '', ' \u00a0'].map((given) => read(given)),
      [null, null, null],
    )
    assert.equal(read(undefined), undefined)
  })
  it('is not asked for, and so not read, where the rulebook has none', () =>
    assert.deepEqual(readPrediction(null, 'nonsense'), { ok: true, value: undefined }))
  it('may have decimals and may not exceed a hundred where it is a percentage', () => {
    const percent = rule({ target: 'percentAllCorrect', decimals: 2 })
    for (const [given, expected] of [
      ['87,65', 87.65],
      ['87.65', 87.65],
      [87.65, 87.65],
      [0.1, 0.1],
      ['100', 100],
      ['100,01', 'refused'],
      [100.01, 'refused'],
      ['87,655', 'refused'],
      [87.655, 'refused'],
      ['-1', 'refused'],
      [1e-7, 'refused'],
    ] as const)
      assert.equal(read(given, percent), expected, JSON.stringify(given))
  })
})
