import { bankQuestion } from '../contests/bank-file.ts'
import type { BankQuestion } from '../contests/model.ts'
import { faultsOf } from '../platform/http.ts'
import type { PointerFault } from '../platform/problem.ts'
import type { Content, Key } from './model.ts'

const TOPIC = /^[a-z][a-z0-9-]{1,39}$/

/** Whether a version is a question that can be asked (Q-5, Q-6, B-23), member by member as the editor has them. */
export function judgeQuestion(
  code: string,
  { topic, ...content }: Content,
  key: Key,
): { ok: true; question: BankQuestion } | { ok: false; faults: PointerFault[] } {
  const parsed = bankQuestion.safeParse({ ...content, code, ...key })
  const faults = parsed.success ? [] : faultsOf(parsed.error).map(inEditor)
  if (!TOPIC.test(topic)) faults.unshift({ pointer: '/content/topic', expected: 'code-form' })
  if (faults.length > 0 || !parsed.success) return { ok: false, faults }
  return { ok: true, question: { ...parsed.data, topic } }
}

function inEditor({ pointer, expected }: PointerFault): PointerFault {
  const part = /^\/(correct|explanation)\b/.test(pointer)
    ? '/key'
    : pointer.startsWith('/code')
      ? ''
      : '/content'
  return { pointer: `${part}${pointer}`, expected }
}
