import type { Evidence } from '../../../core/finding.ts';
import { DAY_MS, isoMoment } from '../../../core/moment.ts';
import { decimalNumber, type Language, type Text } from '../../../core/text.ts';
import { CLOCKS, type Prepared } from '../prepared.ts';
import { daysText, type RuleFacts, STAGE_KEY } from './rule.ts';

/** What each clock is called in a sentence. */
const CLOCK_WORDS: Readonly<Record<string, Text>> = {
  stage_entered: { en: 'since it came into the stage', de: 'seit Eintritt in die Stufe' },
  last_activity: { en: 'since the last activity', de: 'seit der letzten Aktivität' },
  modified: { en: 'since it was last changed', de: 'seit der letzten Änderung' },
  created: { en: 'since it was created', de: 'seit der Anlage' },
};

const CLOCK_BRIEF: Readonly<Record<string, Text>> = {
  stage_entered: { en: 'in stage', de: 'in Stufe' },
  last_activity: { en: 'since activity', de: 'seit Aktivität' },
  modified: { en: 'since change', de: 'seit Änderung' },
  created: { en: 'since created', de: 'seit Anlage' },
};

/** True where a planned step keeps the deal from counting, if the policy says so. */
export function isProtected({ prepared }: RuleFacts, i: number): boolean {
  return prepared.policy.settings.plannedActivityProtects && prepared.planned[i] === 1;
}

/** Milliseconds of the deal's SLA; undefined where its stage has none. */
export function slaOf({ prepared }: RuleFacts, i: number): number | undefined {
  return prepared.stageOfWord[prepared.facts.deals.stage.at[i]]?.sla?.ms;
}

const round = (days: number): number => Math.round(days * 100) / 100;

/** Standing time against the SLA, with the clock that was read. Whole days; hundredths where the SLA runs by the hour. */
export function slaEvidence(facts: RuleFacts, i: number): Evidence {
  const { prepared } = facts;
  return {
    stage: prepared.facts.deals.stage.words[prepared.facts.deals.stage.at[i]],
    days_in_stage: round(prepared.standing[i] / DAY_MS),
    sla_days: round((slaOf(facts, i) ?? 0) / DAY_MS),
    since: isoMoment(prepared.since[i]),
    basis: CLOCKS[prepared.clock[i]] ?? null,
  };
}

/** Documents `slaEvidence`. */
export const SLA_KEYS: Readonly<Record<string, Text>> = {
  stage: STAGE_KEY,
  days_in_stage: {
    en: 'days that count against the SLA, by the clock named in `basis`',
    de: 'Tage, die gegen die SLA zählen, nach der Uhr in `basis`',
  },
  sla_days: { en: 'SLA of the stage in days', de: 'SLA der Stufe in Tagen' },
  since: { en: 'moment that the clock runs from', de: 'Zeitpunkt, ab dem die Uhr läuft' },
  basis: {
    en: 'the clock: `stage_entered`, `last_activity`, `modified` or `created`',
    de: 'die Uhr: `stage_entered`, `last_activity`, `modified` oder `created`',
  },
};

/** Neither rule about SLAs can speak without an SLA and a clock. */
export function withoutSla({ stageOfWord, facts, open, since }: Prepared): Text | undefined {
  if (open.length === 0) return undefined;
  if (!facts.deals.stage.words.some((word, k) => word !== '' && stageOfWord[k]?.sla))
    return { en: 'no stage of these deals has an SLA', de: 'keine Stufe dieser Deals hat eine SLA' };
  for (const i of open) if (!Number.isNaN(since[i])) return undefined;
  return {
    en: 'no clock of the policy has a time for any open deal',
    de: 'keine Uhr der Richtlinie kennt für einen offenen Deal eine Zeit',
  };
}

interface Spans {
  readonly standing: Text;
  readonly sla: Text;
  readonly short: readonly [standing: string, sla: string, en: string, de: string];
}

/** Both spans in the same unit: hours where days would hide the difference. */
function spansOf(evidence: Evidence): Spans {
  const standing = Number(evidence.days_in_stage);
  const sla = Number(evidence.sla_days);
  if (standing < 4 && (!Number.isInteger(standing) || !Number.isInteger(sla))) {
    const hours = (days: number): string => String(Math.floor(days * 24 + 1e-6));
    const text = (days: number): Text => ({ en: `${hours(days)} hours`, de: `${hours(days)} Stunden` });
    return { standing: text(standing), sla: text(sla), short: [hours(standing), hours(sla), 'h', 'Std.'] };
  }
  const number = (n: number, language: Language): string => (Number.isInteger(n) ? String(n) : decimalNumber(n, 1, language));
  const text = (n: number): Text => (Number.isInteger(n) ? daysText(n) : { en: `${number(n, 'en')} days`, de: `${number(n, 'de')} Tage` });
  const whole = Math.floor(standing);
  return { standing: daysText(whole), sla: text(sla), short: [String(whole), number(sla, 'en'), 'd', 'Tg.'] };
}

/** How much of the SLA is used up, in words and short. */
export function usedUp(e: Evidence): { readonly summary: Text; readonly brief: Text } {
  const { standing, sla, short } = spansOf(e);
  const [used, of, en, de] = short;
  return {
    summary: {
      en: `${used} of ${sla.en} in ${e.stage} ${Number(standing.en.split(' ')[0]) === 1 ? 'is' : 'are'} used up`,
      de: `${used} von ${of} ${de === 'Std.' ? 'Stunden' : Number(of) === 1 ? 'Tag' : 'Tagen'} in ${e.stage} ${Number(used) === 1 ? 'ist' : 'sind'} verbraucht`,
    },
    brief: { en: `${used} of ${of} ${en} used`, de: `${used} von ${of} ${de}` },
  };
}

/** How long the deal stands still, by which clock, against which SLA: as a sentence and short. */
export function standingWords(e: Evidence): { readonly summary: Text; readonly brief: Text } {
  const { standing, sla, short } = spansOf(e);
  const [stood, of, en, de] = short;
  const clock = CLOCK_WORDS[String(e.basis)];
  const brief = CLOCK_BRIEF[String(e.basis)];
  return {
    summary: {
      en: `${standing.en} in ${e.stage} ${clock.en}; the SLA is ${sla.en}`,
      de: `${standing.de} in ${e.stage} ${clock.de}; die SLA ist ${sla.de}`,
    },
    brief: { en: `${stood} ${en} ${brief.en}, SLA ${of}`, de: `${stood} ${de} ${brief.de}, SLA ${of}` },
  };
}
