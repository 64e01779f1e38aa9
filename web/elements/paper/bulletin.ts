/**
 * What the organisers decide while a paper is open (docs/rules/incidents.md, I-3 to I-8): announcements, a pause, another
 * deadline. Asked for every twenty seconds while somebody looks, each phone at its own moment; the same for everybody, so
 * it is mostly not even sent again. One's own deadline is asked for only after a decision.
 */
import { ask } from '../ask.ts'
import type { PaperFacts } from './facts.ts'

const EVERY_MS = 20_000
const SOON_MS = 1500
const PATIENCE_MS = 10_000
/** A decision is heard of a little before deadlines are written by it: they are asked for once more. */
const TIMES = 2

export type News = {
  changes: number
  pausedUntil?: string | undefined
  announcements: { id: string; at: string; text: string; textEn?: string | undefined }[]
}
type Clock = { move(deadlineAt: string): boolean; pause(until: string | undefined): void }
type Item = { id: string; before?: string; text: string }

export function followBulletin(
  { attemptId, bulletin, words, zone }: Pick<PaperFacts, 'attemptId' | 'bulletin' | 'words' | 'zone'>,
  clock: Clock,
) {
  const region = document.querySelector<HTMLElement>('[data-bulletin]')
  const link = document.querySelector<HTMLElement>('[data-news]')
  const minutes = new Intl.DateTimeFormat('vi-VN', { timeStyle: 'short', dateStyle: 'short', timeZone: zone })
  const seconds = new Intl.DateTimeFormat('vi-VN', { timeStyle: 'medium', timeZone: zone })
  const timeOf = (format: Intl.DateTimeFormat, at: string) => format.format(new Date(at))
  const markOf = (news: News | null) => `${news?.changes} ${news?.pausedUntil}`
  let news = bulletin?.news ?? null
  let mark = markOf(news)
  let toAsk = 0
  let movedTo: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function plan(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(look, ms)
  }

  async function look(): Promise<void> {
    plan(EVERY_MS * (0.75 + Math.random() / 2))
    if (!bulletin || document.hidden || !navigator.onLine) return
    const answer = await ask(bulletin.url, PATIENCE_MS)
    if (answer?.afterMs) plan(EVERY_MS + answer.afterMs)
    if (answer?.status !== 200) return
    news = answer.body as unknown as News
    clock.pause(news.pausedUntil)
    if (markOf(news) !== mark) toAsk = TIMES
    mark = markOf(news)
    show()
    if (toAsk === 0) return
    const own = await ask(`/api/v1/attempts/${attemptId}`, PATIENCE_MS)
    if (own?.status !== 200) return
    toAsk--
    if (own.body.state === 'open') moved(String(own.body.deadlineAt))
  }

  /** The deadline as the server has it now. */
  function moved(deadlineAt: string): void {
    if (!clock.move(deadlineAt)) return
    movedTo = deadlineAt
    const line = document.querySelector('[data-deadline]')
    if (line) line.textContent = words.moved.replace('{time}', timeOf(seconds, deadlineAt))
    show()
    // A save told of it: why it was moved stands in the bulletin.
    plan(Math.random() * SOON_MS)
  }

  function items(): Item[] {
    const { pausedUntil, announcements = [] } = news ?? {}
    const paused = pausedUntil && words.pausedUntil.replace('{time}', timeOf(minutes, pausedUntil))
    return [
      ...(paused ? [{ id: `paused ${pausedUntil}`, text: paused }] : []),
      ...(movedTo
        ? [{ id: `moved ${movedTo}`, text: words.moved.replace('{time}', timeOf(seconds, movedTo)) }]
        : []),
      ...announcements.map(({ id, at, text, textEn }) => ({
        id,
        before: words.announced.replace('{time}', timeOf(minutes, at)),
        text: document.documentElement.lang === 'en' ? (textEn ?? text) : text,
      })),
    ]
  }

  /** What stands there already is left alone: a screen reader speaks only what is new. */
  function show(): void {
    if (!region) return
    const wanted = items()
    const there = new Set<string | undefined>()
    for (const note of region.querySelectorAll<HTMLElement>('[data-item]')) {
      if (wanted.some(({ id }) => id === note.dataset.item)) there.add(note.dataset.item)
      else note.remove()
    }
    for (const { id, before, text } of wanted.filter((item) => !there.has(item.id))) {
      const note = document.createElement('p')
      note.className = 'note'
      note.dataset.item = id
      if (before) note.append(Object.assign(document.createElement('strong'), { textContent: before }), ' ')
      note.append(text)
      region.append(note)
      // Who is further down does not see it come: the bar at the top says so.
      if (link) link.hidden = scrollY < region.offsetTop
    }
    if (link && wanted.length === 0) link.hidden = true
  }

  link?.addEventListener('click', () => {
    link.hidden = true
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) plan(Math.random() * SOON_MS)
  })
  plan(EVERY_MS * (0.75 + Math.random() / 2))
  return { moved }
}
