/** The paper, what counts, the order and the prizes (docs/rules/rulebook.md, B-12 to B-19). */
import { z } from 'zod'
import { DIFFICULTIES, QUESTION_KINDS, RANKING_KEYS } from './model.ts'
import { bilingual, type Check, checkUnique, code, fault, localTime, wherever } from './schema-forms.ts'

const blueprintRow = z.strictObject({
  topic: code.optional(),
  difficulty: z.enum(DIFFICULTIES).optional(),
  kinds: z.array(z.enum(QUESTION_KINDS)).min(1).optional(),
  count: z.number().int().min(1).max(200),
})

export const paper = z.strictObject({
  timeLimitSeconds: z.number().int().min(30).max(86_400),
  shuffleOptions: z.boolean().default(true),
  blueprint: z.array(blueprintRow).min(1).max(50),
  /** How many questions a practice paper (thi thử) has; none: there is no practice. */
  practiceCount: z.number().int().min(0).max(50).default(5),
})

const cap = z.number().int().min(1).max(1000)
export const attempts = z.strictObject({
  perRound: cap.optional(),
  perDay: cap.optional(),
  total: cap.optional(),
})

export const prediction = z
  .strictObject({
    text: bilingual,
    target: z.enum(['allCorrectPersons', 'participants', 'attempts', 'percentAllCorrect']),
    /** Digits after the decimal mark; only a percentage may have any. */
    decimals: z.number().int().min(0).max(6).default(0),
    required: z.boolean().default(false),
  })
  .superRefine(
    (asked, check) => {
      if (asked.decimals > 0 && asked.target !== 'percentAllCorrect')
        fault(check, ['decimals'], 'only-percentages-have-decimals')
    },
    wherever('target', 'decimals'),
  )

type Order = { keys: readonly (typeof RANKING_KEYS)[number][]; ties: 'shared' | 'broken' }

function checkOrder(order: Order, check: Check): void {
  checkUnique(
    check,
    order.keys.map((key, index) => ({ key, path: ['keys', index] })),
  )
  order.keys.forEach((key, index) => {
    if (key === 'seededDraw' && index !== order.keys.length - 1)
      fault(check, ['keys', index], 'draw-comes-last')
  })
  if (order.ties === 'broken' && !order.keys.includes('seededDraw'))
    fault(check, ['ties'], 'broken-needs-draw')
}

export const ranking = z
  .strictObject({
    gate: z.enum(['none', 'allCorrect']),
    keys: z.array(z.enum(RANKING_KEYS)).min(1),
    ties: z.enum(['shared', 'broken']),
  })
  .superRefine(checkOrder, wherever('keys', 'ties'))

export const cumulative = z
  .strictObject({
    policy: z.enum(['sum', 'best']),
    keys: z.array(z.enum(RANKING_KEYS)).min(1),
    ties: z.enum(['shared', 'broken']),
  })
  .superRefine(checkOrder, wherever('keys', 'ties'))

export const prize = z.strictObject({
  scope: z.enum(['round', 'contest', 'collective', 'special']),
  name: bilingual,
  count: z.number().int().min(1).max(1000),
  amountVnd: z.number().int().min(0).max(1_000_000_000).optional(),
  stream: code.optional(),
  note: bilingual.optional(),
})

export const publication = z.strictObject({
  /** atClose: the standings appear when the books close; decided: when the organisers say so. */
  standings: z.enum(['atClose', 'decided']).default('atClose'),
  /** From when figures that hold the predicted quantity are withheld. Absent: the round's opening. */
  freezeAt: localTime.optional(),
  names: z.enum(['full', 'initials']).default('full'),
  score: z.enum(['afterSubmit', 'afterRound', 'never']).default('afterSubmit'),
})
