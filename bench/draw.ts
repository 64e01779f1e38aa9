/**
 * Charts as SVG, by hand: bars in groups, and lines. Each has its own ground, light or dark as the reader's system is, so
 * that it is legible wherever it is shown; every axis has its unit, and every bar its figure.
 */
const WIDTH = 720
const LEFT = 76
const RIGHT = 36
const TOP = 84

/** Blue, orange, green, purple: told apart in both grounds, and by people who do not see red and green apart. */
const STYLE = `
  .ground { fill: #ffffff } .ink { fill: #1d232b } .soft { fill: #56606b } .line { stroke: #d4d9df } .axis { stroke: #8a939d }
  .c0 { fill: #1f6fb2; stroke: #1f6fb2 } .c1 { fill: #c8641a; stroke: #c8641a } .c2 { fill: #2a8a57; stroke: #2a8a57 }
  .c3 { fill: #7b52ab; stroke: #7b52ab } .goal { stroke: #b3261e } .goal-ink { fill: #b3261e }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #14181d } .ink { fill: #e9edf1 } .soft { fill: #a6b0ba } .line { stroke: #2c333b } .axis { stroke: #6c7680 }
    .c0 { fill: #6cb2ee; stroke: #6cb2ee } .c1 { fill: #f0a063; stroke: #f0a063 } .c2 { fill: #6ecb98; stroke: #6ecb98 }
    .c3 { fill: #b99be0; stroke: #b99be0 } .goal { stroke: #ff8a80 } .goal-ink { fill: #ff8a80 }
  }
  text { font: 13px system-ui, 'Noto Sans', sans-serif } .title { font-size: 16px; font-weight: 600 }
  polyline { fill: none; stroke-width: 2.5 } .goal { stroke-width: 1.5; stroke-dasharray: 6 4 }`

export type Goal = { readonly at: number; readonly words: string }
export type Bars = {
  readonly title: string
  readonly unit: string
  /** What the colours mean. */
  readonly series: readonly string[]
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[]
  readonly goal?: Goal
}

/** Lying bars, so that names have room. */
export function drawBars({ title, unit, series, groups, goal }: Bars): string {
  const [thick, apart] = [18, 16]
  const names = Math.min(350, 30 + 7.2 * Math.max(...groups.map(({ name }) => name.length)))
  const tall = groups.reduce((sum, { values }) => sum + values.length * thick + apart, 0)
  const largest = Math.max(...groups.flatMap(({ values }) => values), goal?.at ?? 0)
  const scale = ticksUpTo(largest)
  const across = (value: number) => names + ((WIDTH - names - RIGHT - 60) * value) / scale.at(-1)!
  const marks = scale.map(
    (tick) =>
      `<line class="line" x1="${n(across(tick))}" x2="${n(across(tick))}" y1="${TOP}" y2="${TOP + tall}"/>` +
      text(across(tick), TOP + tall + 18, written(tick), 'soft', 'middle'),
  )
  let y = TOP + apart / 2
  const bars = groups.map(({ name, values }) => {
    const middle = y + (values.length * thick) / 2 + 4
    const drawn = values.map((value, index) => {
      const top = y + index * thick
      return `<rect class="c${index}" x="${names}" y="${n(top + 1)}" width="${n(Math.max(0, across(value) - names))}" height="${thick - 3}" stroke="none"/>${text(across(value) + 6, top + 13, written(value), 'ink')}`
    })
    y += values.length * thick + apart
    return text(names - 10, middle, name, 'ink', 'end') + drawn.join('')
  })
  const height = TOP + tall + 52
  return frame(title, series, height, [
    ...marks,
    ...bars,
    text((names + WIDTH - RIGHT) / 2, TOP + tall + 40, unit, 'soft', 'middle'),
    goal
      ? `<line class="goal" x1="${n(across(goal.at))}" x2="${n(across(goal.at))}" y1="${TOP - 4}" y2="${TOP + tall}"/>${text(across(goal.at), TOP - 9, goal.words, 'goal-ink', 'middle')}`
      : '',
  ])
}

export type Axis = {
  readonly words: string
  readonly ticks: readonly { readonly at: number; readonly words: string }[]
  readonly isLogarithmic?: boolean
}
export type Lines = {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly lines: readonly {
    readonly name: string
    readonly points: readonly (readonly [number, number])[]
  }[]
  readonly goal?: Goal
}

export function drawLines({ title, x, y, lines, goal }: Lines): string {
  const [bottom, height] = [TOP + 300, TOP + 352]
  const along = (axis: Axis, from: number, to: number) => {
    const place = (value: number) => (axis.isLogarithmic ? Math.log10(value) : value)
    const [low, high] = [place(axis.ticks[0]!.at), place(axis.ticks.at(-1)!.at)]
    return (value: number) => from + ((to - from) * (place(value) - low)) / (high - low)
  }
  const [px, py] = [along(x, LEFT, WIDTH - RIGHT), along(y, bottom, TOP)]
  return frame(
    title,
    lines.map(({ name }) => name),
    height,
    [
      ...y.ticks.map(
        ({ at, words }) =>
          `<line class="line" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(py(at))}" y2="${n(py(at))}"/>${text(LEFT - 8, py(at) + 4, words, 'soft', 'end')}`,
      ),
      ...x.ticks.map(
        ({ at, words }) =>
          `<line class="axis" x1="${n(px(at))}" x2="${n(px(at))}" y1="${bottom}" y2="${bottom + 5}"/>${text(px(at), bottom + 20, words, 'soft', 'middle')}`,
      ),
      text((LEFT + WIDTH - RIGHT) / 2, bottom + 42, x.words, 'soft', 'middle'),
      `<text class="soft" text-anchor="middle" transform="translate(18 ${(TOP + bottom) / 2}) rotate(-90)">${safe(y.words)}</text>`,
      ...lines.map(
        ({ points }, index) =>
          `<polyline class="c${index}" style="fill:none" points="${points.map(([at, value]) => `${n(px(at))},${n(py(value))}`).join(' ')}"/>`,
      ),
      goal
        ? `<line class="goal" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(py(goal.at))}" y2="${n(py(goal.at))}"/>${text(WIDTH - RIGHT, py(goal.at) - 6, goal.words, 'goal-ink', 'end')}`
        : '',
    ],
  )
}

/** From 0 in steps of 1, 2 or 5 to what holds the largest. */
export function ticksUpTo(largest: number): number[] {
  const rough = Math.max(largest, 1e-9) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10)
  const count = Math.ceil(largest / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(10)))
}

/** 1, 2, 5, 10 … so that all values lie between the first and the last. */
export function decadesAround(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const each of [1, 2, 5]) ticks.push(Number((each * 10 ** power).toPrecision(3)))
  const first = ticks.findLastIndex((tick) => tick <= low)
  const last = ticks.findIndex((tick) => tick >= high)
  return ticks.slice(first, last + 1)
}

export function written(value: number): string {
  const [whole = '', rest] = String(Number(value.toPrecision(value >= 100 ? 4 : 3))).split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? `.${rest}` : '')
}

function frame(title: string, series: readonly string[], height: number, parts: readonly string[]): string {
  let x = 24
  const legend = series.map((name, index) => {
    const at = x
    x += 34 + 7.2 * name.length
    return `<rect class="c${index}" x="${n(at)}" y="46" width="13" height="13" rx="2" stroke="none"/>${text(at + 19, 57, name, 'ink')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${safe(title)}">
<style>${STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
<text class="ink title" x="24" y="30">${safe(title)}</text>
${[...legend, ...parts].filter(Boolean).join('\n')}
</svg>
`
}

function text(x: number, y: number, words: string, look: string, anchor = 'start'): string {
  return `<text class="${look}" x="${n(x)}" y="${n(y)}" text-anchor="${anchor}">${safe(words)}</text>`
}

const n = (value: number) => String(Math.round(value * 10) / 10)
const safe = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
