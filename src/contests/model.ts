/** The nouns of a contest. What its files may say is in rulebook.ts and bank-file.ts. */
import type { z } from 'zod'
import type { Brand } from '../platform/brand.ts'
import type { bankQuestion } from './bank-file.ts'
import type { rulebook } from './rulebook.ts'

export type AuthorityId = Brand<string, 'AuthorityId'>
export type ContestId = Brand<string, 'ContestId'>

/** Where a picture may stand: with the question, or with one option. */
export const PICTURE_PLACES = ['text', ...Array.from({ length: 12 }, (_, at) => `option ${at + 1}`)]
export const QUESTION_KINDS = [
  'single',
  'multiple',
  'true-false',
  'ordering',
  'matching',
  'numeric',
  'short',
] as const
export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const
export const UNIT_KINDS = [
  'authority',
  'province',
  'block',
  'agency',
  'public-unit',
  'district',
  'commune',
  'school',
  'party-body',
  'mass-organisation',
  'armed-forces',
  'central-body',
  'press',
] as const
export const RANKING_KEYS = [
  'score',
  'predictionDistance',
  'durationMs',
  'submittedAt',
  'startedAt',
  'perfectAttempts',
  'seededDraw',
] as const

export type Rulebook = z.output<typeof rulebook>
export type Stream = Rulebook['streams'][number]
export type RegistrationField = Stream['fields'][number]
export type BlueprintRow = Rulebook['paper']['blueprint'][number]
export type PredictionRule = NonNullable<Rulebook['prediction']>
export type RankingKey = (typeof RANKING_KEYS)[number]
export type RankingRule = Rulebook['ranking']
export type UnitKind = (typeof UNIT_KINDS)[number]
export type QuestionKind = (typeof QUESTION_KINDS)[number]
export type Difficulty = (typeof DIFFICULTIES)[number]

/** A line of the units file. */
export type UnitRow = {
  code: string
  parentCode: string | null
  kind: UnitKind
  name: string
  choosable: boolean
  headcount: number | null
  validFrom: string | null
  /** The first day on which the unit is no more. */
  validTo: string | null
  note: string | null
}
/** With the line of the file on which it stands. */
export type LocatedUnit = UnitRow & { line: number }

/** How many questions a paper has: the sum of the blueprint. */
export function questionCount(rules: Pick<Rulebook, 'paper'>): number {
  return rules.paper.blueprint.reduce((sum, row) => sum + row.count, 0)
}

export type BankQuestion = z.output<typeof bankQuestion> & { topic: string }
export type QuestionPicture = NonNullable<BankQuestion['images']>[number]
