import type { Evidence, Severity, Subject } from '../../../core/finding.ts';
import { SEVERITIES } from '../../../core/finding.ts';
import type { Problem } from '../../../core/problem.ts';
import { counted, type Text } from '../../../core/text.ts';
import type { DealField } from '../../../sources/crm/deals.ts';
import type { Explanation } from '../../../workspace/operation.ts';
import type { Prepared } from '../prepared.ts';
import type { Risk } from '../risk/risk.ts';

/** What rules look at. */
export interface RuleFacts {
  readonly prepared: Prepared;
  readonly risk: Risk;
}

interface CommonRule extends Explanation {
  /** Inside a sentence, of so many: `29 stalled`. `n` is written in the language's form already. */
  tally(n: string): Text;
  /** What each evidence key means, units included. A finding carries no other keys besides `DEAL_EVIDENCE`. */
  readonly evidenceKeys: Readonly<Record<string, Text>>;
  /** Columns without which the rule can't say anything of any deal. */
  readonly needs?: readonly DealField[];
  /** Why nothing can be said although the columns are there; undefined where the rule can be checked. */
  cannot?(prepared: Prepared): Text | undefined;
  /** The measure alone, for a column beside the name: `347 d in stage, SLA 14 d`. */
  brief(evidence: Evidence): Text;
}

/** A rule about single open deals. `applies` is asked of every one of them: cheap, and without allocating. */
export interface DealRule extends CommonRule {
  readonly about: 'deal';
  /** The severity, given that of the policy; undefined where nothing is wrong. */
  applies(facts: RuleFacts, i: number, severity: Severity): Severity | undefined;
  evidence(facts: RuleFacts, i: number): Evidence;
  /** One sentence without the deal's name. */
  summary(evidence: Evidence): Text;
}

/** What a group rule found. */
export interface GroupDraft {
  readonly severity: Severity;
  readonly subject: Subject;
  readonly evidence: Evidence;
  readonly summary: Text;
  /** Minor units at stake. */
  readonly value: number;
}

/** A rule about the pipeline as a whole: its owners. */
export interface GroupRule extends CommonRule {
  readonly about: 'group';
  find(facts: RuleFacts, severity: Severity): GroupDraft[];
}

export type Rule = DealRule | GroupRule;

/** Evidence that every finding about a deal carries besides its rule's own. */
export const DEAL_EVIDENCE: Readonly<Record<string, Text>> = {
  owner: { en: 'owner of the deal; null where none is named', de: 'Inhaber des Deals; null, wo keiner genannt ist' },
  amount: {
    en: 'amount in minor units of `currency`; null where there is none',
    de: 'Betrag in kleinsten Einheiten von `currency`; null, wo keiner steht',
  },
  row: { en: 'row of the export, the header counted', de: 'Zeile des Exports, Kopfzeile mitgezählt' },
};

/** The stage's name in the words of the export, an evidence key of several rules. */
export const STAGE_KEY: Text = { en: 'stage, in the words of the export', de: 'Stufe, in den Worten des Exports' };

/** `1 day`, `14 days`. */
export function daysText(days: number): Text {
  return counted(days, 'day', 'days', 'Tag', 'Tage');
}

/** One severity worse, critical at most. */
export function worse(severity: Severity): Severity {
  return SEVERITIES[Math.min(SEVERITIES.length - 1, SEVERITIES.indexOf(severity) + 1)];
}

/** The note about a rule that can't be checked on these facts; undefined where it can. */
export function cannotCheck(rule: Rule, prepared: Prepared): Problem | undefined {
  const { deals, sources } = prepared.facts;
  if (deals.count === 0) return undefined;
  const missing = (rule.needs ?? []).filter((field) => !carries(deals.fields, field));
  const columns = missing.join(', ');
  const why: Text | undefined =
    missing.length > 0
      ? { en: `the export has no column for ${columns}`, de: `dem Export fehlt eine Spalte für ${columns}` }
      : rule.cannot?.(prepared);
  if (!why) return undefined;
  return {
    code: 'rule-not-checked',
    level: 'note',
    message: { en: `"${rule.code}" cannot be checked: ${why.en}.`, de: `„${rule.code}“ ist nicht prüfbar: ${why.de}.` },
    place: { file: sources[0]?.file },
    remedy:
      missing.length > 0
        ? {
            en: 'Add the column to the export, or name it in the table "Field | Column".',
            de: 'Nimm die Spalte in den Export auf oder nenne sie in der Tabelle „Field | Column“.',
          }
        : {
            en: 'Keep older exports or the stage history in the inbox, or take the rule out of the table "Rule | Severity".',
            de: 'Lass ältere Exporte oder den Stufenverlauf im Eingang, oder nimm die Regel aus der Tabelle „Rule | Severity“.',
          },
  };
}

/** A closing date may also come from the column of the day of closing. */
function carries(fields: ReadonlySet<DealField>, field: DealField): boolean {
  return fields.has(field) || (field === 'closing' && fields.has('closed'));
}
