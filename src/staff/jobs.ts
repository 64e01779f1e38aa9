/** Names live in the queue: rename one and the jobs already waiting are lost. */
export const DROP_OLD_STAFF_ROWS = 'staff:drop-old'

/** Once a night (P-22). */
export const staffCrontab = `41 19 * * * ${DROP_OLD_STAFF_ROWS} ?id=drop-old-staff-rows&fill=2d`
