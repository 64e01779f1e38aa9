/**
 * The rulebook in plain words, made from the rules and from nothing else: what stands beside the form while somebody types,
 * and, statement by statement, what a change of the rules is told by (docs/rules/setup.md, E-3 and E-9). A statement has a
 * key that stays the same as long as it speaks of the same thing.
 */
import type { Said } from './file-messages.ts'
import { questionCount, type Rulebook } from './model.ts'
import { type Fact, fact, words } from './rule-messages.ts'
import type { Section, SoundRules } from './sections.ts'
import { tellClosing, tellDay, tellDuration, tellHours, tellTime } from './tell-times.ts'

export type Statement = Fact & { readonly section: Section }

export function tellRules(rules: SoundRules): Statement[] {
  const of = (section: Section, facts: readonly Fact[]): Statement[] =>
    facts.map((each) => ({ ...each, section }))
  return [
    ...of('plan', tellPlan(rules)),
    ...of('streams', (rules.streams ?? []).flatMap(tellStream)),
    ...of('rounds', tellRounds(rules.rounds)),
    ...of('paper', rules.paper ? tellPaper(rules.paper) : []),
    ...of('attempts', tellAttempts(rules)),
    ...of('prediction', rules.prediction === undefined ? [] : tellPrediction(rules.prediction)),
    ...of('ranking', tellRanking(rules)),
    ...of('prizes', tellPrizes(rules)),
    ...of('collective', tellCollective(rules)),
    ...of(
      'exclusions',
      (rules.exclusions ?? []).map(({ reason }, at) => fact(`exclusions/${at}`, words.excluded, reason)),
    ),
    ...of('publication', rules.publication ? tellPublication(rules.publication) : []),
    ...of('support', tellSupport(rules)),
  ]
}

function tellPlan({ name, nameEn, authority, summary, document, notes = [] }: SoundRules): Fact[] {
  return [
    ...(name === undefined ? [] : [fact('name', words.name, { vi: name, en: nameEn ?? name })]),
    ...(authority === undefined ? [] : [fact('authority', words.authority, same(authority.name))]),
    ...(document === undefined
      ? []
      : [
          fact(
            'document',
            words.document,
            words.documentIs(document.no, tellDay(document.issuedOn), document.title),
          ),
        ]),
    ...(summary === undefined ? [] : [fact('summary', words.summary, summary)]),
    // Notes are told apart by what they say: one more in the middle is one more, not a change of all that follow.
    ...notes.map((note) => fact(`notes/${note.vi}`, words.note, note)),
  ]
}

function tellStream({
  code,
  name,
  eligibility,
  fields,
  guardianAllowed,
  minimumAge,
  roster,
  unitKinds,
}: Rulebook['streams'][number]): Fact[] {
  const key = (of: string) => `streams/${code}/${of}`
  const asked = (field: (typeof fields)[number]) => words.field(field.label, field.required, field.identity)
  return [
    fact(key('eligibility'), words.stream(name), eligibility),
    fact(key('fields'), words.fieldsOf(name), joined(fields.map(asked), '; ')),
    ...(guardianAllowed ? [fact(key('guardian'), words.guardianOf(name), words.guardian)] : []),
    ...(minimumAge === undefined ? [] : [fact(key('age'), words.ageOf(name), words.age(minimumAge))]),
    ...(roster === undefined ? [] : [fact(key('roster'), words.rosterOf(name), words.roster[roster])]),
    ...(unitKinds === undefined ? [] : [fact(key('kinds'), words.kindsOf(name), words.kinds(unitKinds))]),
  ]
}

function tellRounds(rounds: Rulebook['rounds'] | undefined): Fact[] {
  if (rounds === undefined) return []
  if (!Array.isArray(rounds))
    return [fact('rounds/laid', words.rounds, words.laid(rounds.count, rounds.days))]
  return rounds.map(({ no, name, opensAt, closesAt, closesAsPrinted, openHours }) => {
    const window = words.window(tellTime(opensAt), tellTime(closesAt))
    const parts = [
      window,
      ...(openHours ? [ended(tellHours(openHours))] : []),
      tellClosing(closesAt),
      ...(closesAsPrinted === undefined ? [] : [words.asPrinted(closesAsPrinted)]),
    ]
    return fact(`rounds/${no}`, name, joined(parts, ' '))
  })
}

function tellPaper(paper: Rulebook['paper']): Fact[] {
  const rows = paper.blueprint.map(words.row)
  return [
    fact('paper/count', words.paper, words.questions(questionCount({ paper }))),
    fact('paper/time', words.time, tellDuration(paper.timeLimitSeconds)),
    fact('paper/blueprint', words.blueprint, joined(rows, '; ')),
    fact('paper/shuffle', words.shuffle, paper.shuffleOptions ? words.shuffled : words.notShuffled),
    fact(
      'paper/practice',
      words.practice,
      paper.practiceCount === 0 ? words.noPractice : words.questions(paper.practiceCount),
    ),
  ]
}

function tellAttempts({ attempts, counting }: SoundRules): Fact[] {
  return [
    ...(attempts === undefined ? [] : [fact('attempts', words.attempts, words.caps(attempts))]),
    ...(counting === undefined ? [] : [fact('counting', words.countingIs, words.counting[counting])]),
  ]
}

function tellPrediction(prediction: Rulebook['prediction']): Fact[] {
  if (prediction === null) return [fact('prediction', words.prediction, words.noPrediction)]
  const { text, target, decimals, required } = prediction
  return [
    fact('prediction', words.prediction, { vi: `“${text.vi}”`, en: `“${text.en}”` }),
    fact('prediction/target', words.target, words.targets[target]),
    ...(decimals > 0 ? [fact('prediction/decimals', words.decimals, same(String(decimals)))] : []),
    fact('prediction/required', words.predictionAnswer, required ? words.required : words.optional),
  ]
}

function tellRanking({ ranking, cumulative }: SoundRules): Fact[] {
  const order = (keys: readonly Rulebook['ranking']['keys'][number][]) =>
    joined(
      keys.map((key, at) => numbered(at + 1, words.keys[key])),
      '; ',
    )
  return [
    ...(ranking === undefined
      ? []
      : [
          fact('ranking/gate', words.gate, words.gates[ranking.gate]),
          fact('ranking/keys', words.ranking, order(ranking.keys)),
          fact('ranking/ties', words.ties, words.tied[ranking.ties]),
        ]),
    ...(cumulative === undefined
      ? []
      : cumulative === null
        ? [fact('cumulative', words.cumulative, words.noCumulative)]
        : [
            fact('cumulative', words.cumulative, words.policies[cumulative.policy]),
            fact('cumulative/keys', words.cumulativeKeys, order(cumulative.keys)),
            fact('cumulative/ties', words.cumulativeTies, words.tied[cumulative.ties]),
          ]),
  ]
}

function tellPrizes({ prizes, onePrizePerPerson, streams = [] }: SoundRules): Fact[] {
  const nameOf = (code: string) => streams.find((stream) => stream.code === code)?.name ?? same(code)
  const told = (prizes ?? []).map((prize) => {
    const stream = prize.stream === undefined ? null : nameOf(prize.stream)
    return fact(
      `prizes/${prize.scope}/${prize.stream ?? ''}/${prize.name.vi}`,
      prize.name,
      words.prize(prize, stream),
    )
  })
  return [
    ...(prizes?.length === 0 ? [fact('prizes', words.prizes, words.noPrizes)] : told),
    ...(onePrizePerPerson === undefined || !prizes?.length
      ? []
      : [fact('onePrize', words.onePrizeIs, onePrizePerPerson ? words.onePrize : words.severalPrizes)]),
  ]
}

function tellCollective({ collective = [], participation }: SoundRules): Fact[] {
  const day = participation?.headcountAsOf
  return [
    ...collective.map((each, at) => fact(`collective/${at}`, words.collective(at + 1), each)),
    ...(day === undefined ? [] : [fact('headcount', words.headcount, same(tellDay(day)))]),
  ]
}

function tellPublication({ standings, freezeAt, names, score }: Rulebook['publication']): Fact[] {
  return [
    fact('publication/standings', words.standings, words.standingsShown[standings]),
    fact('publication/names', words.names, words.namesShown[names]),
    fact('publication/score', words.score, words.scoreShown[score]),
    ...(freezeAt === undefined ? [] : [fact('publication/freeze', words.freeze, tellTime(freezeAt))]),
  ]
}

function tellSupport({ appeals, support }: SoundRules): Fact[] {
  return [
    ...(appeals === undefined
      ? []
      : [
          fact('appeals', words.appeals, appeals.channel),
          fact('appeals/days', words.appealDays, words.days(appeals.openDays)),
        ]),
    ...(support === undefined ? [] : [fact('support', words.support, words.supportAt(support))]),
  ]
}

const same = (text: string): Said => ({ vi: text, en: text })
const ended = ({ vi, en }: Said): Said => ({ vi: `${capital(vi)}.`, en: `${capital(en)}.` })
const capital = (text: string) => text.replace(/^./, (first) => first.toUpperCase())
const numbered = (no: number, { vi, en }: Said): Said => ({ vi: `(${no}) ${vi}`, en: `(${no}) ${en}` })
function joined(parts: readonly Said[], by: string): Said {
  return { vi: parts.map(({ vi }) => vi).join(by), en: parts.map(({ en }) => en).join(by) }
}
