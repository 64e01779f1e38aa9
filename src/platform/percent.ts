/**
 * 100 × part / whole with so many decimals, half up, as a whole number of the last decimal: 1 of 3 with two decimals
 * is 3333. 0 where the whole is 0. In whole numbers throughout, so that 0.5 is never 0.49999.
 */
export function percentHalfUp(part: number, whole: number, decimals: number): number {
  if (whole === 0) return 0
  const twice = 200n * 10n ** BigInt(decimals) * BigInt(part) + BigInt(whole)
  return Number(twice / (2n * BigInt(whole)))
}
