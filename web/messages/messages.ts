import { en } from './en.ts'
import type { Lang } from './format.ts'
import { type Messages, vi } from './vi.ts'

const tongues: Record<Lang, Messages> = { vi, en }

export function messagesOf(lang: Lang): Messages {
  return tongues[lang]
}
