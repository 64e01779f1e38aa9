/** Names live in the queue: rename one and the jobs already waiting are lost. */
export const ERASE_OLD_ENQUIRIES = 'helpdesk:erase-old'

/** Once a night; a machine that slept through it catches up, since it asks what is due. */
export const helpdeskCrontab = `23 19 * * * ${ERASE_OLD_ENQUIRIES} ?id=erase-old&fill=2d`
