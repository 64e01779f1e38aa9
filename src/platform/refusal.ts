/** An expected "no", decided by the rules of the contest. Returned, never thrown. */
export type Refusal<Reason extends string> = { readonly ok: false; readonly reason: Reason }

export function refuse<Reason extends string>(reason: Reason): Refusal<Reason> {
  return { ok: false, reason }
}
