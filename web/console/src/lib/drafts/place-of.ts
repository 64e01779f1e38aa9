/**
 * Where on the set-up pages a member of the rulebook is filled in, in the words that stand there: "Đối tượng 1 › Thông tin 2
 * › Nhãn" (docs/rules/setup.md, E-2). A member that no form has is a gap; tests/journeys walks the schema along this list.
 */
import type { setup } from '../../../../messages/console/setup.ts'

type Words = (typeof setup)['vi' | 'en']
type Label = (words: Words, no: number) => string

const ORDER = (part: string): Record<string, Label> => ({
  [`${part}/keys`]: ({ ranking }) => (part === '/ranking' ? ranking.keys : ranking.cumulativeKeys),
  [`${part}/keys/#`]: (_, no) => String(no),
  [`${part}/ties`]: ({ ranking }) => ranking.ties,
})

/** By the pointer, with # where a number stands. */
export const LABELS: Readonly<Record<string, Label>> = {
  '/slug': ({ plan }) => plan.slug,
  '/name': ({ plan }) => plan.name,
  '/nameEn': ({ plan }) => plan.nameEn,
  '/sample': ({ plan }) => plan.sample,
  '/summary': ({ plan }) => plan.summary,
  '/notes/#': ({ plan }, no) => plan.note(no),
  '/document/no': ({ plan }) => plan.no,
  '/document/issuedOn': ({ plan }) => plan.issuedOn,
  '/document/title': ({ plan }) => plan.documentTitle,
  '/streams/#': ({ streams }, no) => streams.one(no),
  '/streams/#/code': ({ streams }) => streams.code,
  '/streams/#/name': ({ streams }) => streams.name,
  '/streams/#/eligibility': ({ streams }) => streams.eligibility,
  '/streams/#/guardianAllowed': ({ streams }) => streams.guardian,
  '/streams/#/minimumAge': ({ streams }) => streams.age,
  '/streams/#/roster': ({ streams }) => streams.roster,
  '/streams/#/unitKinds': ({ streams }) => streams.unitKinds,
  '/streams/#/fields/#': ({ streams }, no) => streams.field(no),
  '/streams/#/fields/#/name': ({ streams }) => streams.fieldName,
  '/streams/#/fields/#/label': ({ streams }) => streams.label,
  '/streams/#/fields/#/hint': ({ streams }) => streams.hint,
  '/streams/#/fields/#/kind': ({ streams }) => streams.kind,
  '/streams/#/fields/#/required': ({ streams }) => streams.required,
  '/streams/#/fields/#/identity': ({ streams }) => streams.identity,
  '/streams/#/fields/#/pattern': ({ streams }) => streams.pattern,
  '/rounds/#': ({ rounds }, no) => rounds.one(no),
  '/rounds/#/name': ({ rounds }) => rounds.name,
  '/rounds/#/opensAt': ({ rounds }) => rounds.opensAt,
  '/rounds/#/closesAt': ({ rounds }) => rounds.closesAt,
  '/rounds/#/closesAsPrinted': ({ rounds }) => rounds.printed,
  '/rounds/#/openHours/weekdays': ({ rounds }) => rounds.weekdays,
  '/rounds/#/openHours/from': ({ rounds }) => rounds.from,
  '/rounds/#/openHours/until': ({ rounds }) => rounds.until,
  '/banks': ({ paper }) => paper.banks,
  '/paper/timeLimitSeconds': ({ paper }) => paper.minutes,
  '/paper/shuffleOptions': ({ paper }) => paper.shuffle,
  '/paper/practiceCount': ({ paper }) => paper.practice,
  '/paper/blueprint/#': ({ paper }, no) => paper.row(no),
  '/paper/blueprint/#/topic': ({ paper }) => paper.topic,
  '/paper/blueprint/#/difficulty': ({ paper }) => paper.difficulty,
  '/paper/blueprint/#/kinds': ({ paper }) => paper.kind,
  '/paper/blueprint/#/count': ({ paper }) => paper.count,
  '/attempts/perRound': ({ attempts }) => attempts.perRound,
  '/attempts/perDay': ({ attempts }) => attempts.perDay,
  '/attempts/total': ({ attempts }) => attempts.total,
  '/counting': ({ attempts }) => attempts.counting,
  '/prediction': ({ prediction }, _) => prediction.has,
  '/prediction/text': ({ prediction }) => prediction.text,
  '/prediction/target': ({ prediction }) => prediction.target,
  '/prediction/decimals': ({ prediction }) => prediction.decimals,
  '/prediction/required': ({ prediction }) => prediction.required,
  '/ranking/gate': ({ ranking }) => ranking.gate,
  ...ORDER('/ranking'),
  '/cumulative': ({ ranking }) => ranking.cumulative,
  '/cumulative/policy': ({ ranking }) => ranking.policy,
  ...ORDER('/cumulative'),
  '/prizes/#': ({ prizes }, no) => prizes.one(no),
  '/prizes/#/scope': ({ prizes }) => prizes.scope,
  '/prizes/#/name': ({ prizes }) => prizes.name,
  '/prizes/#/count': ({ prizes }) => prizes.count,
  '/prizes/#/amountVnd': ({ prizes }) => prizes.amount,
  '/prizes/#/stream': ({ prizes }) => prizes.stream,
  '/prizes/#/note': ({ prizes }) => prizes.note,
  '/onePrizePerPerson': ({ prizes }) => prizes.onePrize,
  '/collective/#': ({ collective }, no) => collective.criterion(no),
  '/participation/headcountAsOf': ({ collective }) => collective.headcount,
  '/exclusions/#': ({ exclusions }, no) => exclusions.one(no),
  '/exclusions/#/field': ({ exclusions }) => exclusions.field,
  '/exclusions/#/values': ({ exclusions }) => exclusions.add,
  '/exclusions/#/reason': ({ exclusions }) => exclusions.reason,
  '/units': ({ units }) => units.which,
  '/publication/standings': ({ publication }) => publication.standings,
  '/publication/freezeAt': ({ publication }) => publication.freeze,
  '/publication/names': ({ publication }) => publication.names,
  '/publication/score': ({ publication }) => publication.score,
  '/support/body': ({ support }) => support.body,
  '/support/post': ({ support }) => support.post,
  '/support/telephone': ({ support }) => support.telephone,
  '/support/email': ({ support }) => support.email,
  '/support/hours': ({ support }) => support.hours,
  '/appeals/openDays': ({ support }) => support.days,
  '/appeals/channel': ({ support }) => support.channel,
}

/** Questions that lead to the rest of their part, and are not part of the way to it. */
const ALONE = ['/prediction', '/cumulative']

export function placeOf(pointer: string, words: Words): string {
  const steps = pointer.split('/').slice(1)
  const labels = steps.flatMap((step, at) => {
    const path = `/${steps.slice(0, at + 1).join('/')}`
    const pattern = path.replaceAll(/\/\d+/g, '/#')
    if (ALONE.includes(pattern) && at < steps.length - 1) return []
    const label = LABELS[pattern]?.(words, Number(step) + 1)
    return label === undefined ? [] : [label.replace(/[?:]$/, '')]
  })
  const place = labels.join(' › ')
  return steps.at(-1) === 'en' && place !== '' ? `${place} (${words.inEnglish})` : place
}

/** Fields of the forms that are named otherwise than the member that they fill. */
export function fieldPointerOf(pointer: string): string {
  if (pointer === '/units') return '/roots'
  return pointer.replace(/^\/exclusions/, '/lists').replace(/^(\/lists\/\d+)\/values.*/, '$1/add')
}

type Said = { vi: string; en: string }
type Told = { pointer: string; isMissing: boolean; said: Said }

/** The rules count the time in seconds, the form in minutes. */
export function sentenceOf({ pointer, isMissing, said }: Told, words: Words): Said {
  return pointer === '/paper/timeLimitSeconds' && !isMissing ? words.paper.minutesRange : said
}

/** A text is filled in by its Vietnamese; a member without a field of its own by what stands around it. */
export function nearestField(pointer: string, isThere: (pointer: string) => boolean): string {
  const found = [pointer, `${pointer}/vi`].find(isThere)
  if (found !== undefined || pointer === '') return found ?? ''
  return nearestField(pointer.slice(0, pointer.lastIndexOf('/')), isThere)
}
