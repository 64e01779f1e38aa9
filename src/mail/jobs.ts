/** Names live in the queue: rename one and the jobs already waiting are lost. */
export const SEND_MAILS = 'mail:send'

/** Every minute what is due; a letter that is written has its own order, at once. */
export const mailCrontab = `* * * * * ${SEND_MAILS} ?id=send-mails&max=1`
