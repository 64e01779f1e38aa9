import type { ItemFault } from './model.ts'

/**
 * A file that is not read at all. It is thrown, although it is an expected "no": it is found deep inside a stream of an
 * archive or the middle of an XML text, and nothing that was read until then may be used. Whoever reads a file for
 * somebody catches it once, in read-question-file.ts.
 */
export class FileRefusal extends Error {
  readonly fault: ItemFault
  constructor(fault: ItemFault) {
    super(`${fault.where}: ${fault.found} (${fault.expected})`)
    this.fault = fault
  }
}

export function refuseFile(fault: ItemFault): never {
  throw new FileRefusal(fault)
}
