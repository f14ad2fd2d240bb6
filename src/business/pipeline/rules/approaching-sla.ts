import type { DealRule } from './rule.ts';
import { isProtected, slaEvidence, slaOf } from './stalled.ts';

export const approachingSla: DealRule = {
  about: 'deal',
  code: 'approaching-sla',
  title: { en: 'Approaching its SLA', de: 'SLA läuft bald ab' },
  explain: {
    en: 'The deal has used up most of the time that its stage allows. Today a short message is enough; next week it is a stalled deal.',
    de: 'Der Deal hat die Zeit seiner Stufe fast aufgebraucht. Heute reicht eine kurze Nachricht; nächste Woche steht er still.',
  },
  example: { en: 'An offer is out for 6 of its 7 days.', de: 'Ein Angebot ist seit 6 von 7 Tagen draußen.' },
  remedy: { en: 'Follow up before the SLA is over.', de: 'Fass nach, bevor die SLA abläuft.' },
  applies(facts, i, severity) {
    const sla = slaOf(facts, i);
    const standing = facts.prepared.standing[i];
    if (
      sla === undefined ||
      !(standing >= sla * facts.prepared.policy.settings.approachingShare) ||
      standing > sla ||
      isProtected(facts, i)
    )
      return undefined;
    return severity;
  },
  evidence: slaEvidence,
  summary: (e) => ({
    en: `${e.days_in_stage} of ${e.sla_days} days in ${e.stage} are used up`,
    de: `${e.days_in_stage} von ${e.sla_days} Tagen in ${e.stage} sind verbraucht`,
  }),
};
