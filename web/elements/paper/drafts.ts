/**
 * Where the unsent paper lies on the phone: answers and the id of the attempt, nothing about a person.
 *
 * Twice. localStorage is there at once and the same for every tab, but browsers bring it to the disk seconds or a
 * minute later: an answer would be gone with a browser that is killed. IndexedDB can be told to be strict, and is. What
 * the server holds is taken out of it again.
 */
import { isHeld, memoryStorage, parse } from './outbox.ts'

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>
export type Drafts = {
  storage: Storage
  key: string
  /** False where the browser keeps nothing (private windows, some in-app browsers): only this page has the answers. */
  isKept: boolean
}

const PREFIX = 'hoithi:draft:'
const DATABASE = 'hoithi'
const STORE = 'drafts'
/** A database that does not open is done without. */
const OPENS_WITHIN_MS = 1500

/** The draft of an attempt. Drafts of other attempts are over and forgotten. */
export async function openDrafts(attemptId: string): Promise<Drafts> {
  const key = PREFIX + attemptId
  const quick = localStorageOrNone()
  const strict = await openDatabase()
  if (!quick && !strict) return { storage: memoryStorage(), key, isKept: false }
  const storage = quick ?? memoryStorage()
  if (quick) for (const other of Object.keys(quick)) if (isOther(other, key)) quick.removeItem(other)
  if (!strict) return { storage, key, isKept: true }

  const [survived = null] = await readAll(strict, key)
  const [theirs, ours] = [parse(survived), parse(storage.getItem(key))]
  if (survived && theirs && (!ours || theirs.sequence > ours.sequence)) storage.setItem(key, survived)
  return {
    key,
    isKept: true,
    storage: {
      getItem: (name) => storage.getItem(name),
      setItem: (name, text) => {
        storage.setItem(name, text)
        const draft = parse(text)
        if (draft) write(strict, (drafts) => (isHeld(draft) ? drafts.delete(name) : drafts.put(text, name)))
      },
      removeItem: (name) => {
        storage.removeItem(name)
        write(strict, (drafts) => drafts.delete(name))
      },
    },
  }
}

/** Nothing of anybody stays: somebody signs out of a phone that others use too. */
export function forgetDrafts(): void {
  const quick = localStorageOrNone()
  if (quick) for (const key of Object.keys(quick)) if (key.startsWith(PREFIX)) quick.removeItem(key)
  try {
    indexedDB.deleteDatabase(DATABASE)
  } catch {
    // There is none.
  }
}

const isOther = (key: string, own: string) => key.startsWith(PREFIX) && key !== own

/** Private windows and some in-app browsers have none, or one that throws. */
function localStorageOrNone(): globalThis.Storage | null {
  try {
    localStorage.setItem('hoithi:probe', '1')
    localStorage.removeItem('hoithi:probe')
    return localStorage
  } catch {
    return null
  }
}

function openDatabase(): Promise<IDBDatabase | null> {
  return new Promise((done) => {
    setTimeout(() => done(null), OPENS_WITHIN_MS)
    try {
      const opening = indexedDB.open(DATABASE, 1)
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
      opening.onsuccess = () => {
        // Another tab signs out: its wish to delete everything goes before.
        opening.result.onversionchange = () => opening.result.close()
        done(opening.result)
      }
      opening.onerror = () => done(null)
    } catch {
      done(null)
    }
  })
}

function write(database: IDBDatabase, change: (drafts: IDBObjectStore) => void): void {
  try {
    change(database.transaction(STORE, 'readwrite', { durability: 'strict' }).objectStore(STORE))
  } catch {
    // Closed under us: localStorage still has it.
  }
}

/** The draft under this key; the others are put away. */
function readAll(database: IDBDatabase, key: string): Promise<(string | null)[]> {
  return new Promise((done) => {
    try {
      const drafts = database.transaction(STORE, 'readwrite', { durability: 'strict' }).objectStore(STORE)
      const names = drafts.getAllKeys()
      names.onsuccess = () => {
        for (const name of names.result) if (isOther(String(name), key)) drafts.delete(name)
      }
      const own = drafts.get(key)
      own.onsuccess = () => done([typeof own.result === 'string' ? own.result : null])
      own.onerror = () => done([])
    } catch {
      done([])
    }
  })
}
