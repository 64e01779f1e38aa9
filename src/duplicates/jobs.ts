/** Names live in the queue: rename one and the jobs already waiting are lost. */
export const SEARCH_DUPLICATES = 'duplicates:search'
