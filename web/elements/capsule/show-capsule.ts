/** Shows a sealed capsule: a picture to be scanned, a file to be kept, and the text itself where neither can be. */
import type { CapsuleFacts, Sealed } from './seal.ts'

type Draw = (text: string) => string | null
export type Drawer = { fetch(): void; draw(text: string): Promise<string | null> }

/** Fetches what draws QR codes ahead of the need: when it is needed there is no network. */
export function drawerFrom(url: string): Drawer {
  let tries = 0
  let fetched: Promise<Draw | null> | null = null
  const load = (): Promise<Draw | null> =>
    // A module that failed once stays failed under its address.
    import(/* @vite-ignore */ tries++ === 0 ? url : `${url}?${tries}`).then(
      (module: { drawQr: Draw }) => module.drawQr,
      () => {
        fetched = null
        return null
      },
    )
  const get = () => {
    fetched ??= load()
    return fetched
  }
  return {
    fetch: () => void get(),
    draw: async (text) => (await get())?.(text) ?? null,
  }
}

export async function showCapsule(sealed: Sealed, facts: CapsuleFacts, drawer: Drawer): Promise<void> {
  const { line, capsule } = sealed
  const section = document.getElementById('capsule')
  if (!section?.hidden) return
  const find = <Kind extends HTMLElement>(name: string) => section.querySelector<Kind>(`[data-${name}]`)
  for (const count of section.querySelectorAll('[data-count]'))
    count.textContent = String(capsule.unsent.length)
  const file = find<HTMLAnchorElement>('file')
  if (file) {
    const json = JSON.stringify(fileOf(sealed, facts, section.dataset.note ?? ''), null, 2)
    file.href = URL.createObjectURL(new Blob([json], { type: 'application/json' }))
    file.download = `niem-phong-${facts.contest}-${facts.round}-${capsule.attemptId.slice(0, 8)}.json`
  }
  const text = find<HTMLTextAreaElement>('text')
  if (text) {
    text.value = line
    text.addEventListener('focus', () => text.select())
  }
  section.hidden = false
  const picture = await drawer.draw(line)
  const figure = find('qr')
  const none = find('no-qr')
  if (picture && figure) figure.insertAdjacentHTML('afterbegin', picture)
  else if (none) none.hidden = false
  if (figure) figure.hidden = !picture
}

/** The same for whoever opens the file: readable above, and under `sealed` the line that is checked. */
function fileOf({ line, capsule }: Sealed, { contest, round }: CapsuleFacts, note: string): object {
  const iso = (at: number) => new Date(Math.round(at)).toISOString()
  return {
    hoithi: 'capsule',
    note,
    contest,
    round,
    ...capsule,
    sinceHeardMs: Math.round(capsule.sinceHeardMs),
    changedAt: iso(capsule.changedAt),
    sealedAt: iso(capsule.sealedAt),
    heardAt: iso(capsule.heardAt),
    phoneAt: iso(capsule.phoneAt),
    sealed: line,
  }
}
