import type { IncidentView } from './contract.ts'
import type { ListedIncident } from './model.ts'
import { needsSecondPerson } from './rules.ts'

export function presentIncident(each: ListedIncident): IncidentView {
  const { contestantId, contestantName, textVi, noticeVi } = each
  return {
    id: each.id,
    no: each.no,
    kind: each.kind,
    roundNo: each.roundNo,
    contestant: contestantId && contestantName ? { id: contestantId, fullName: contestantName } : null,
    reason: each.reason,
    decidedBy: { id: each.decidedBy, fullName: each.decidedByName },
    decidedAt: each.decidedAt.toISOString(),
    inForceAt: each.inForceAt.toISOString(),
    until: each.until?.toISOString() ?? null,
    closesAt: each.closesAt?.toISOString() ?? null,
    closedBefore: each.closedBefore?.toISOString() ?? null,
    percent: each.percent,
    extraSeconds: each.extraSeconds,
    text: textVi === null ? null : { vi: textVi, en: each.textEn },
    notice: noticeVi === null ? null : { vi: noticeVi, en: each.noticeEn },
    needsSecondPerson: needsSecondPerson(each.kind),
    confirmedBy: each.confirmedByName,
    confirmedAt: each.confirmedAt?.toISOString() ?? null,
  }
}
