import { type DealRule, worse } from './rule.ts';
import { isProtected, SLA_KEYS, slaEvidence, slaOf, standingWords, withoutSla } from './sla.ts';

export const stalled: DealRule = {
  about: 'deal',
  code: 'stalled',
  title: { en: 'Stalled deal', de: 'Deal steht still' },
  explain: {
    en: 'The deal stands in its stage for longer than the SLA of that stage allows. Deals that stand still are won far less often, and their value in the forecast is hope.',
    de: 'Der Deal steht länger in seiner Stufe, als deren SLA erlaubt. Stehende Deals werden weit seltener gewonnen; ihr Wert in der Prognose ist Hoffnung.',
  },
  example: {
    en: 'PD-000127 stands in Negotiation for 347 days; the SLA is 14 days.',
    de: 'PD-000127 steht seit 347 Tagen in Verhandlung; die SLA ist 14 Tage.',
  },
  remedy: {
    en: 'Call the customer this week: move the deal on, give it a date, or close it as lost with its reason.',
    de: 'Ruf den Kunden diese Woche an: Bring den Deal weiter, gib ihm ein Datum, oder schließe ihn mit Grund als verloren.',
  },
  tally: (n) => ({ en: `${n} stalled`, de: `${n} stehen still` }),
  evidenceKeys: SLA_KEYS,
  cannot: withoutSla,
  applies(facts, i, severity) {
    const sla = slaOf(facts, i);
    const standing = facts.prepared.standing[i];
    if (sla === undefined || !(standing > sla) || isProtected(facts, i)) return undefined;
    return standing > sla * facts.prepared.policy.settings.stalledEscalation ? worse(severity) : severity;
  },
  evidence: slaEvidence,
  summary: (e) => standingWords(e).summary,
  brief: (e) => standingWords(e).brief,
};
