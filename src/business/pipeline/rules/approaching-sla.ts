import type { DealRule } from './rule.ts';
import { isProtected, SLA_KEYS, slaEvidence, slaOf, usedUp, withoutSla } from './sla.ts';

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
  tally: (n) => ({ en: `${n} close to their SLA`, de: `${n} kurz vor der SLA` }),
  evidenceKeys: SLA_KEYS,
  cannot: withoutSla,
  applies(facts, i, severity) {
    const sla = slaOf(facts, i);
    const standing = facts.prepared.standing[i];
    if (sla === undefined || !(standing <= sla)) return undefined;
    return standing >= sla * facts.prepared.policy.settings.approachingShare && !isProtected(facts, i) ? severity : undefined;
  },
  evidence: slaEvidence,
  summary: (e) => usedUp(e).summary,
  brief: (e) => usedUp(e).brief,
};
