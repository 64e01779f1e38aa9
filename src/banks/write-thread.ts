/** Writes the file that it is asked for and hands it over. Started by export-bank.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Item } from '../question-files/model.ts'
import { type ExportFormat, writeQuestionFile } from '../question-files/write-question-file.ts'

const { format, items } = workerData as { format: ExportFormat; items: readonly Item[] }
parentPort!.postMessage(await writeQuestionFile(format, items))
