/** Days, hours, minutes and seconds that are left, as a countdown shows them. */
export function cellsOf(leftMs: number): [string, string, string, string] {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  return [
    String(Math.floor(seconds / 86_400)),
    two(Math.floor(seconds / 3600) % 24),
    two(Math.floor(seconds / 60) % 60),
    two(seconds % 60),
  ]
}
