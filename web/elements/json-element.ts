/** Facts for a script, as an element that is data to the browser and runs nothing. */
export function jsonElement(id: string, facts: unknown): string {
  const json = JSON.stringify(facts).replaceAll('<', '\\u003c')
  return `<script type="application/json" id="${id}">${json}</script>`
}
