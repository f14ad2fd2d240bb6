import { severityRank } from '../../../core/finding.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Block } from '../../../core/report.ts';
import { type Language, wholeNumber } from '../../../core/text.ts';
import type { PipelineScan } from '../result.ts';
import { RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { say } from './words.ts';

/** Rules that the one sentence names. */
const NAMED = 3;

/** A rule with all its findings, over every severity. */
export interface RuleLine {
  readonly rule: Rule;
  readonly count: number;
  /** Minor units of the deals or owners that they are about. */
  readonly value: number;
  /** Severest rank among them. */
  readonly rank: number;
  /** By severity, the severest first. */
  readonly counts: PipelineScan['counts'];
}

/** The rules that found something: by their severest finding, then in the order of the list. */
export function ruleLines(scan: PipelineScan): RuleLine[] {
  return RULES.map((rule): RuleLine => {
    const counts = scan.counts.filter((entry) => entry.rule === rule.code);
    return {
      rule,
      counts,
      count: counts.reduce((sum, entry) => sum + entry.count, 0),
      value: counts.reduce((sum, entry) => sum + entry.value, 0),
      rank: counts.reduce((most, entry) => Math.max(most, severityRank(entry.severity)), -1),
    };
  })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.rank - a.rank);
}

/** The one sentence that says what is wrong, in money where there are amounts. */
export function summaryBlock(scan: PipelineScan, language: Language): Block {
  const open = scan.stages.reduce((sum, { count }) => sum + count, 0);
  if (open === 0 && scan.counts.length === 0) return { kind: 'text', tone: 'quiet', text: say(language, 'empty') };
  const places = { open: wholeNumber(open, language), deals: wholeNumber(scan.attention.deals, language) };
  if (scan.counts.length === 0) return { kind: 'text', tone: 'good', text: say(language, 'calm', places) };
  const total = scan.metrics.find(({ id }) => id === 'open_value')?.value ?? 0;
  const money = (minor: number): string => formatMoneyShort({ minor, currency: scan.currency }, language);
  const lines = ruleLines(scan);
  const urgent = scan.attention.deals > 0;
  const worst = lines.filter(({ rank }) => !urgent || rank >= severityRank('high'));
  // Deals before those who hold them.
  const named = [...worst.filter(({ rule }) => rule.about === 'deal'), ...worst.filter(({ rule }) => rule.about === 'group')].slice(
    0,
    NAMED,
  );
  const list = inWords(
    named.map(({ rule, count, value }) => {
      const what = rule.tally(wholeNumber(count, language))[language];
      return value > 0 ? say(language, 'tally', { what, value: money(value) }) : what;
    }),
    language,
  );
  const key = urgent ? (scan.attention.value > 0 ? 'urgent' : 'urgentNoValue') : total > 0 ? 'lesser' : 'lesserNoValue';
  return {
    kind: 'text',
    tone: urgent ? 'bad' : 'warn',
    text: say(language, key, { ...places, list, value: money(scan.attention.value), total: money(total) }),
  };
}

/** `a, b and c`. */
function inWords(parts: readonly string[], language: Language): string {
  if (parts.length < 2) return parts[0] ?? '';
  return say(language, 'and', { list: parts.slice(0, -1).join(', '), last: parts[parts.length - 1] });
}
