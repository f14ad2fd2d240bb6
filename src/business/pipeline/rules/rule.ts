import type { Evidence, Severity, Subject } from '../../../core/finding.ts';
import { SEVERITIES } from '../../../core/finding.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Text } from '../../../core/text.ts';
import type { DealField } from '../../../sources/crm/deals.ts';
import type { Explanation } from '../../../workspace/operation.ts';
import type { Prepared } from '../prepared.ts';
import type { Risk } from '../risk/index.ts';

/** What rules look at. */
export interface RuleFacts {
  readonly prepared: Prepared;
  readonly risk: Risk;
}

/** A rule about single open deals. `applies` is asked of every one of them: cheap, and without allocating. */
export interface DealRule extends Explanation {
  readonly about: 'deal';
  /** Columns without which the rule can't say anything of any deal. */
  readonly needs?: readonly DealField[];
  /** The severity, given that of the policy; undefined where nothing is wrong. */
  applies(facts: RuleFacts, i: number, severity: Severity): Severity | undefined;
  evidence(facts: RuleFacts, i: number): Evidence;
  /** One sentence without the deal's name. */
  summary(evidence: Evidence): Text;
}

/** A rule about the pipeline as a whole: its owners. */
export interface GroupRule extends Explanation {
  readonly about: 'group';
  readonly needs?: readonly DealField[];
  find(
    facts: RuleFacts,
    severity: Severity,
  ): { readonly severity: Severity; readonly subject: Subject; readonly evidence: Evidence; readonly summary: Text }[];
}

export type Rule = DealRule | GroupRule;

/** One severity worse, critical at most. */
export function worse(severity: Severity): Severity {
  return SEVERITIES[Math.min(SEVERITIES.length - 1, SEVERITIES.indexOf(severity) + 1)];
}

/** Said once where an export lacks what a rule needs. */
export function cannotCheck(rule: Rule, missing: readonly DealField[], file: string | undefined): Problem {
  return {
    code: 'rule-not-checked',
    level: 'note',
    message: {
      en: `"${rule.code}" can't be checked: the export has no column for ${missing.join(', ')}.`,
      de: `„${rule.code}“ ist nicht prüfbar: Dem Export fehlt eine Spalte für ${missing.join(', ')}.`,
    },
    place: { file },
    remedy: {
      en: 'Add the column to the export, or name it in the table "Field | Column".',
      de: 'Nimm die Spalte in den Export auf oder nenne sie in der Tabelle „Field | Column“.',
    },
  };
}
