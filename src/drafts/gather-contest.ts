/** A draft with everything that a contest is made of: the rules, the units, the questions, who may not take part. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { checkChoices } from '../contests/check-choices.ts'
import { checkDraft, type DraftFault, pointerOf } from '../contests/check-draft.ts'
import { checkPaper, type Finding } from '../contests/check-paper.ts'
import { formVoice } from '../contests/form-messages.ts'
import type { Rulebook, UnitRow } from '../contests/model.ts'
import { sectionOf } from '../contests/sections.ts'
import type { Db } from '../platform/db.ts'
import { localDateOf } from '../platform/zone.ts'
import type { BankAddition } from '../questions/store.ts'
import type { Writing } from '../setup/write-contest.ts'
import { writeUnits } from '../setup/write-units.ts'
import type { UnitId } from '../units/model.ts'
import { listUnitsAsOf } from '../units/tree-store.ts'
import type { Draft, ListedPerson } from './model.ts'
import { chosenUnits } from './rules.ts'
import * as store from './store.ts'

export type Gathered = {
  readonly rules: Rulebook
  readonly digest: string
  readonly content: Pick<Writing, 'writeUnits' | 'listBank' | 'listExcluded'>
}

/** What is lacking or wrong is named, as long as there is anything. */
export async function gatherContest(
  db: Db,
  draft: Draft,
  at: Date,
): Promise<{ ok: true; gathered: Gathered } | { ok: false; faults: DraftFault[] }> {
  const people = await store.listPeople(db, draft.id)
  const check = checkDraft(draft.rules)
  const faults = [...check.faults, ...emptyLists(draft, people)]
  const { rules } = check
  if (!rules || faults.length > 0) return { ok: false, faults }
  const units = await listChosenUnits(db, draft, rules, at)
  const bank = await store.listInForce(db, draft.authorityId, rules.banks)
  const found = [
    ...checkChoices(rules, units, at, formVoice),
    ...checkPaper(rules, bank, at, formVoice).errors,
  ]
  if (found.length > 0) return { ok: false, faults: found.map(asFault) }
  return {
    ok: true,
    gathered: {
      rules,
      digest: digestOf(rules, units, bank, people),
      content: {
        writeUnits: (tx, contest) => writeUnits(tx, contest, rules, units),
        listBank: async () => bank,
        listExcluded: () =>
          people.map(({ listNo, field, hash }) => ({
            field,
            hash,
            reason: rules.exclusions[listNo]!.reason,
          })),
      },
    },
  }
}

type ChosenUnit = UnitRow & { readonly id: UnitId }

/** E-6. As the tree stands when the contest begins. */
export async function listChosenUnits(
  db: Db,
  draft: Pick<Draft, 'authorityId' | 'unitRoots'>,
  { rounds, zone }: Pick<Rulebook, 'rounds' | 'zone'>,
  at: Date,
): Promise<ChosenUnit[]> {
  const on = Array.isArray(rounds) ? rounds[0]!.opensAt.slice(0, 10) : localDateOf(at, zone)
  const all = await listUnitsAsOf(db, draft.authorityId, { on })
  return chosenUnits(all, draft.unitRoots).map(({ unitId, ...unit }) => ({ ...unit, id: unitId }))
}

const asFault = ({ path, said }: Finding): DraftFault => ({
  section: sectionOf(String(path[0])) ?? 'units',
  pointer: pointerOf(path),
  isMissing: false,
  said,
})

/** A list that nobody is on is not written yet. */
export function emptyLists({ rules }: Draft, people: readonly ListedPerson[]): DraftFault[] {
  const lists = Array.isArray(rules.exclusions) ? rules.exclusions : []
  return lists.flatMap((_, at): DraftFault[] =>
    people.some(({ listNo }) => listNo === at)
      ? []
      : [
          {
            section: 'exclusions',
            pointer: `/exclusions/${at}/values`,
            isMissing: true,
            said: formVoice.say.listLength(1, undefined),
          },
        ],
  )
}

function digestOf(
  rules: Rulebook,
  units: readonly ChosenUnit[],
  bank: readonly BankAddition[],
  people: readonly ListedPerson[],
): string {
  const content = {
    rules,
    units,
    bank: bank.map(({ id }) => id),
    people: people.map(({ listNo, field, hash }) => `${listNo}/${field}/${hash.toString('hex')}`).sort(),
  }
  return createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex')
}
