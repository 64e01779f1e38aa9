/** Names live in the queue: rename one and the jobs already waiting are lost. */
export const REHEARSE = 'rehearsals:rehearse'
export const FORGET_REHEARSALS = 'rehearsals:forget'

/** What came of a rehearsal is kept so long (F-6). */
export const RESULT_DAYS = 7

/** Once a night. */
export const rehearsalCrontab = `53 19 * * * ${FORGET_REHEARSALS} ?id=forget-rehearsals&fill=2d`
