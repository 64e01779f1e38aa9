/** A disk of our own: ext4 in a file, so that it can be small, and so that a copy of the file is what a power cut leaves. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, NotHere, tool } from './processes.ts'

export type Disk = { readonly image: string; readonly folder: string; unmount(): void }

export function makeDisk(stack: AsyncDisposableStack, megabytes: number): Disk {
  const image = join(makeFolder(stack), 'disk.img')
  tool('truncate', '-s', `${megabytes}M`, image)
  tool('mkfs.ext4', '-q', '-F', '-m', '0', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image)
  return mountDisk(stack, image)
}

/**
 * The journal is written when somebody asks for it (fsync), and else after five minutes; pages that nobody asked for stay in
 * memory for the kernel's 30 s, and no round lasts that long. So what is in the image is what was flushed.
 */
export function mountDisk(stack: AsyncDisposableStack, image: string): Disk {
  if (process.getuid?.() !== 0) throw new NotHere('only root can mount an image')
  const folder = join(makeFolder(stack), 'disk')
  mkdirSync(folder)
  tool('mount', '-t', 'ext4', '-o', 'loop,commit=300,noatime', image, folder)
  let isMounted = true
  const unmount = () => {
    if (!isMounted) return
    isMounted = false
    try {
      tool('umount', folder)
    } catch {
      // Somebody still stands in it: it goes when they do.
      tool('umount', '-l', folder)
    }
  }
  stack.defer(unmount)
  return { image, folder, unmount }
}

/** The image as it is at this instant; holes stay holes. */
export function copyImage(disk: Disk, to: string): void {
  tool('cp', '--sparse=always', '--reflink=auto', disk.image, to)
}
