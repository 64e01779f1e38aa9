/** The only source of the present. Rules never see it: they are handed instants. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }
