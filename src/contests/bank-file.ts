import { z } from 'zod'
import { DIFFICULTIES, PICTURE_PLACES, QUESTION_KINDS } from './model.ts'
import { code, fault, line, localDate, shaped } from './schema-forms.ts'

/** A picture of the question or of one option; its bytes are kept by their digest (docs/rules/banks.md, K-9). */
const picture = z.strictObject({
  at: z.enum(PICTURE_PLACES),
  digest: shaped(/^[0-9a-f]{64}$/, 'picture-digest'),
  alt: line,
  width: z.number().int().min(1).max(4000),
  height: z.number().int().min(1).max(4000),
})

/** A question as the bank file has it; `correct` holds option numbers from 1, or accepted strings. */
export const bankQuestion = z
  .strictObject({
    code: shaped(/^[A-Z0-9]+(-[A-Z0-9]+)+$/, 'question-code-form'),
    difficulty: z.enum(DIFFICULTIES),
    kind: z.enum(QUESTION_KINDS),
    text: z.string().trim().min(5).max(2000),
    /** For matching: the rows on the left; `options` are the right-hand sides. */
    rows: z.array(line).min(2).max(12).optional(),
    options: z.array(z.string().trim().min(1).max(1000)).max(12).default([]),
    images: z.array(picture).max(13).optional(),
    correct: z.array(z.union([z.number().int().min(1), z.string().trim().min(1)])).min(1),
    explanation: z.string().trim().max(2000).optional(),
    source: z.strictObject({
      document: line,
      article: line.optional(),
      clause: line.optional(),
      issuedOn: localDate.optional(),
    }),
    validFrom: localDate,
    validTo: localDate.optional(),
    replacedBy: line.optional(),
    practice: z.boolean().default(false),
  })
  .superRefine((question, check) => {
    const { kind, options, correct, rows, images = [] } = question
    const chooses = ['single', 'multiple', 'true-false', 'ordering', 'matching'].includes(kind)
    if (chooses && options.length < 2) fault(check, ['options'], 'two-options')
    if (chooses && !correct.every((no) => typeof no === 'number' && no <= options.length))
      fault(check, ['correct'], 'option-numbers')
    if (!chooses && !correct.every((answer) => typeof answer === 'string'))
      fault(check, ['correct'], 'accepted-strings')
    if (['single', 'true-false'].includes(kind) && correct.length !== 1)
      fault(check, ['correct'], 'exactly-one')
    if (kind === 'ordering' && new Set(correct).size !== options.length)
      fault(check, ['correct'], 'all-in-order')
    if (kind === 'matching' && correct.length !== rows?.length) fault(check, ['correct'], 'one-per-row')
    if (new Set(options).size !== options.length) fault(check, ['options'], 'unique')
    for (const [index, { at }] of images.entries())
      if (at !== 'text' && Number(at.slice('option '.length)) > options.length)
        fault(check, ['images', index, 'at'], 'picture-of-an-option')
    if (question.validTo && question.validTo <= question.validFrom)
      fault(check, ['validTo'], 'after-validFrom')
  })

export const bankFile = z.strictObject({ topic: code, questions: z.array(bankQuestion) })
