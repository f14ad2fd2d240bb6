import { DAY_MS, isoMoment } from '../../../core/moment.ts';
import type { Text } from '../../../core/text.ts';
import { CLOCKS } from '../prepared.ts';
import { type DealRule, type RuleFacts, worse } from './rule.ts';

/** What each clock is called in a sentence. */
export const CLOCK_WORDS: Readonly<Record<string, Text>> = {
  stage_entered: { en: 'since it came into the stage', de: 'seit Eintritt in die Stufe' },
  last_activity: { en: 'since the last activity', de: 'seit der letzten Aktivität' },
  modified: { en: 'since it was last changed', de: 'seit der letzten Änderung' },
  created: { en: 'since it was created', de: 'seit der Anlage' },
};

/** True where a planned step keeps the deal from counting, if the policy says so. */
export function isProtected({ prepared }: RuleFacts, i: number): boolean {
  const { deals } = prepared.facts;
  return prepared.policy.settings.plannedActivityProtects && deals.hasNextStep[i] === 1 && deals.closing[i] >= prepared.asOf;
}

/** Milliseconds of the deal's SLA; undefined where its stage has none. */
export function slaOf({ prepared }: RuleFacts, i: number): number | undefined {
  return prepared.stageOfWord[prepared.facts.deals.stage.at[i]]?.sla?.ms;
}

const round = (days: number): number => Math.round(days * 100) / 100;

/** Standing time against the SLA, with the clock that was read. */
export function slaEvidence(facts: RuleFacts, i: number): Record<string, string | number | null> {
  const { prepared } = facts;
  return {
    stage: prepared.facts.deals.stage.words[prepared.facts.deals.stage.at[i]],
    days_in_stage: Math.floor(prepared.standing[i] / DAY_MS),
    sla_days: round((slaOf(facts, i) ?? 0) / DAY_MS),
    since: isoMoment(prepared.since[i]),
    basis: CLOCKS[prepared.clock[i]] ?? null,
  };
}

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
  applies(facts, i, severity) {
    const sla = slaOf(facts, i);
    const standing = facts.prepared.standing[i];
    if (sla === undefined || !(standing > sla) || isProtected(facts, i)) return undefined;
    return standing > sla * facts.prepared.policy.settings.stalledEscalation ? worse(severity) : severity;
  },
  evidence: slaEvidence,
  summary: (e) => ({
    en: `${e.days_in_stage} days in ${e.stage} ${CLOCK_WORDS[String(e.basis)].en}; the SLA is ${e.sla_days} days`,
    de: `${e.days_in_stage} Tage in ${e.stage} ${CLOCK_WORDS[String(e.basis)].de}; die SLA ist ${e.sla_days} Tage`,
  }),
};
