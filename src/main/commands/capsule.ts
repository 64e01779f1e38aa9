/** `npx hoithi capsule inspect`: 0 genuine, 1 false, 2 cannot tell. It looks and says; nothing is counted or changed. */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Command } from 'commander'
import { type Inspection, inspectCapsule } from '../../capsules/inspect-capsule.ts'
import { LARGEST_BYTES } from '../../capsules/read-capsule.ts'
import { systemClock } from '../../platform/clock.ts'
import { readConfig } from '../config.ts'
import { openHouse, readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, tell } from './print.ts'
import { printInspection } from './print-inspection.ts'

const EXIT: Record<Inspection['verdict'], number> = { genuine: 0, false: 1, 'cannot-tell': 2 }

export function capsuleCommands(program: Command): void {
  program
    .command('capsule')
    .description('Niêm phong từ điện thoại / capsules sealed by phones')
    .command('inspect <file>')
    .description(
      'Xem một niêm phong: tệp JSON, hoặc "-" để dán chữ từ mã vuông; không tính, không đổi gì / look at a capsule: a JSON file, or "-" for text from the QR code; counts and changes nothing',
    )
    .option('--json', 'in một giá trị JSON / print one JSON value')
    .addHelpText(
      'after',
      `
Kết quả / exit code: 0 đúng niêm phong của lượt thi / genuine · 1 giả hoặc đã bị sửa / false · 2 không kết luận được / cannot tell
Ví dụ / examples:
  npx hoithi capsule inspect niem-phong-hoa-binh-2023-2-0189f18e.json
  echo 'HOITHI1~…' | npx hoithi capsule inspect -`,
    )
    .action(async (file: string, { json }: { json?: boolean }) => {
      const text = await readAtMost(file === '-' ? process.stdin : createReadStream(file))
      const config = readConfig(process.env)
      const database = await openDatabase(config, tell, { mustExist: true })
      const house = await openHouse({
        ...readKeys(config.dataDirectory, config.keysDirectory),
        url: database.owner,
        web: database.web,
        keeper: database.keeper,
        clock: systemClock,
        log: tell,
      })
      try {
        const inspection = await inspectCapsule(
          { ...house, pool: house.keeper },
          { text, at: systemClock.now() },
        )
        if (json) await printJson(inspection)
        else printInspection(inspection)
        process.exitCode = EXIT[inspection.verdict]
      } finally {
        await house.close()
        await database.close()
      }
    })
}

/** No more than it takes to see that it is too much: somebody may hand over a film. */
async function readAtMost(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk))
    size += chunks.at(-1)!.length
    if (size > LARGEST_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
