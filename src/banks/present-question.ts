import type { Db } from '../platform/db.ts'
import type { NearView, QuestionRowView, QuestionView, SourceView, UseView, VersionView } from './contract.ts'
import type { BankedQuestion, Version } from './model.ts'
import { changesBetween, documentKeyOf, sealing, warnOfSource } from './rules.ts'
import { findSourceOf, type SourceRow } from './source-store.ts'
import {
  listUses,
  listVersions,
  loadVersion,
  type Near,
  namesOf,
  type QuestionRow,
  type Use,
} from './store.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

export function presentRow(row: QuestionRow, officerId: string, today: string): QuestionRowView {
  const { id, code, bank, state, topic, difficulty, kind, practice, text, version } = row
  const source = { validFrom: row.sourceFrom, validTo: row.sourceTo, replacedBy: row.sourceReplacedBy }
  return {
    ...{ id, code, bank, state, topic, difficulty, kind, practice, text, version },
    isInForce: row.inForceId !== null,
    isMine: row.writers.includes(officerId),
    warning: warnOfSource(source, row.replacedBy ? { replacedBy: row.replacedBy } : {}, today),
    changedAt: row.changedAt.toISOString(),
    submittedAt: iso(row.submittedAt),
  }
}

/** A question with its versions and where it was used; no key is in it. */
export async function presentQuestion(
  db: Db,
  question: BankedQuestion,
  { at, today }: { at: Date; today: string },
): Promise<QuestionView> {
  const versions = await listVersions(db, question.id)
  const uses = await listUses(db, question.id)
  const people = versions.flatMap(({ writers, approvedBy, returnedBy }) => [
    ...writers,
    approvedBy,
    returnedBy,
  ])
  const names = await namesOf(db, people)
  const newest = versions.find(({ id }) => id === question.newestId)!
  const source = await findSourceOf(db, question.authorityId, documentKeyOf(newest.content.source.document))
  const { id, code, bank, state, version, newestId, inForceId } = question
  return {
    ...{ id, code, bank, state, version, newestId, inForceId },
    changedAt: question.changedAt.toISOString(),
    warning: warnOfSource(source, newest.content, today),
    isSealed: sealing(uses, at).length > 0,
    versions: versions.map((each, index) => presentVersion(each, before(versions, index), names)),
    uses: uses.map((use) => presentUse(use, at)),
  }
}

/** The approved version that a version was made from. */
const before = (versions: readonly Version[], index: number): Version | null =>
  versions.slice(index + 1).find(({ approvedAt }) => approvedAt !== null) ?? null

function presentVersion(
  version: Version,
  earlier: Version | null,
  names: ReadonlyMap<string, string>,
): VersionView {
  const person = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? null })
  const { id, versionNo, state, content, why, returnedBecause } = version
  return {
    ...{ id, versionNo, state, content, why, returnedBecause },
    writers: version.writers.map((writer) => person(writer)!),
    writtenAt: version.writtenAt.toISOString(),
    submittedAt: iso(version.submittedAt),
    returnedBy: person(version.returnedBy),
    approvedBy: person(version.approvedBy),
    approvedAt: iso(version.approvedAt),
    endedAt: iso(version.endedAt),
    changes: earlier ? changesBetween(earlier.content, content) : [],
  }
}

function presentUse(use: Use, at: Date): UseView {
  const { slug, contest, roundNo, versionNo, papers, drawn, correct, blank, discrimination, choices } = use
  const isMeasured = papers !== null && drawn !== null && correct !== null && blank !== null
  return {
    ...{ slug, contest, roundNo, versionNo },
    opensAt: use.opensAt.toISOString(),
    closesAt: use.closesAt.toISOString(),
    isSealed: at < use.closesAt,
    figures: isMeasured
      ? {
          papers,
          drawn,
          correct,
          blank,
          facility: correct / drawn,
          discrimination,
          choices: choices && [...choices],
        }
      : null,
  }
}

export async function presentNear(db: Db, near: readonly Near[]): Promise<NearView[]> {
  return Promise.all(
    near.map(async ({ id, code, state, newestId, share }) => {
      const { text, options } = (await loadVersion(db, newestId)).content
      return { id, code, state, share, text, options }
    }),
  )
}

export function presentSource(source: SourceRow, today: string): SourceView {
  const { id, document, issuedOn, validFrom, validTo, replacedBy, version, questions } = source
  return {
    ...{ id, document, issuedOn, validFrom, validTo, replacedBy, version, questions },
    warning: warnOfSource(source, {}, today),
  }
}
