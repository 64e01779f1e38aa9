/** The question bank as files (docs/rules/rulebook.md, B-23). */
import { z } from 'zod'
import { DIFFICULTIES, QUESTION_KINDS } from './model.ts'
import { code, fault, line, localDate, shaped } from './schema-forms.ts'

/** A question as the bank file has it; `correct` holds option numbers from 1, or accepted strings. */
export const bankFile = z.strictObject({
  topic: code,
  questions: z.array(
    z
      .strictObject({
        code: shaped(/^[A-Z0-9]+(-[A-Z0-9]+)+$/, 'question-code-form'),
        difficulty: z.enum(DIFFICULTIES),
        kind: z.enum(QUESTION_KINDS),
        text: z.string().trim().min(5).max(2000),
        /** For matching: the rows on the left; `options` are the right-hand sides. */
        rows: z.array(line).min(2).max(12).optional(),
        options: z.array(z.string().trim().min(1).max(1000)).max(12).default([]),
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
        const chooses = ['single', 'multiple', 'true-false', 'ordering', 'matching'].includes(question.kind)
        if (chooses && question.options.length < 2) fault(check, ['options'], 'two-options')
        if (
          chooses &&
          !question.correct.every((no) => typeof no === 'number' && no <= question.options.length)
        )
          fault(check, ['correct'], 'option-numbers')
        if (!chooses && !question.correct.every((answer) => typeof answer === 'string'))
          fault(check, ['correct'], 'accepted-strings')
        if (['single', 'true-false'].includes(question.kind) && question.correct.length !== 1)
          fault(check, ['correct'], 'exactly-one')
        if (question.kind === 'ordering' && new Set(question.correct).size !== question.options.length)
          fault(check, ['correct'], 'all-in-order')
        if (question.kind === 'matching' && question.correct.length !== question.rows?.length)
          fault(check, ['correct'], 'one-per-row')
        if (new Set(question.options).size !== question.options.length) fault(check, ['options'], 'unique')
        if (question.validTo && question.validTo <= question.validFrom)
          fault(check, ['validTo'], 'after-validFrom')
      }),
  ),
})
