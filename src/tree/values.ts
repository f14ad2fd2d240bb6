import type { Target, TargetOp } from '../core/metric.ts';
import type { Place } from '../core/problem.ts';
import type { Reading, TargetPart } from './kinds.ts';

/** Numbers as tables of metrics write them; German and English separators. NaN where it is none. */
export function readNumber(text: string): number {
  const m = /^([+-]?)\s*(\d[\d.,]*)$/.exec(text.trim().replace('−', '-'));
  if (!m) return Number.NaN;
  const digits = m[2];
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(digits);
  const both = digits.includes(',') && digits.includes('.');
  const value = last < 0 || (grouped && !both) ? digits.replace(/[.,]/g, '') : `${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`;
  return (m[1] === '-' ? -1 : 1) * Number(value);
}

const NUMBER = String.raw`[+\-−]?\d[\d.,]*`;
const MONEY = String.raw`(?:RM|MYR|EUR|USD|SGD|€|\$|£)`;
const PART = new RegExp(`(${MONEY})?\\s*(${NUMBER})\\s*(%|k\\b|M\\b|Mio\\.?|pp\\b|pts?\\b)?\\s*(${MONEY})?\\s*(days?|tage?|hours?|stunden?|h\\b|min(?:utes?|uten)?\\b|weeks?|wochen?)?`, 'i');
const CODES: Readonly<Record<string, string>> = { RM: 'MYR', '€': 'EUR', $: 'USD', '£': 'GBP' };

/** Words that say "there is no number": nothing is wrong with them. */
const WRITTEN_NONE = /^(?:tbd|tbc|unknown|unbekannt|not tracked|nicht erfasst|n\/?a|none|offen|-|–|—|)$/i;

interface Number_ {
  readonly value: number;
  readonly unit: Reading['unit'];
  readonly currency?: string;
  readonly rest: string;
}

function numberIn(text: string): Number_ | undefined {
  const m = PART.exec(text);
  if (!m) return undefined;
  let value = readNumber(m[2].replace('−', '-').replace(/[.,]$/, ''));
  if (Number.isNaN(value)) return undefined;
  const sign = m[1] ?? m[4];
  const scale = m[3]?.toLowerCase() ?? '';
  if (scale === 'k') value *= 1e3;
  if (scale === 'm' || scale.startsWith('mio')) value *= 1e6;
  const rest = `${text.slice(0, m.index)} ${text.slice(m.index + m[0].length)}`.replace(/[<>≥≤≈~±+]=?/g, ' ').replace(/\s+/g, ' ').trim();
  if (scale === '%') return { value: value / 100, unit: 'ratio', rest };
  if (sign) return { value: Math.round(value * 100), unit: 'money', currency: CODES[sign.toUpperCase()] ?? sign.toUpperCase(), rest };
  const time = m[5]?.toLowerCase();
  if (time) return { value: /^w/.test(time) ? value * 7 : /^min/.test(time) ? value / 60 : value, unit: /^(?:d|t|w)/.test(time) ? 'days' : 'hours', rest };
  return { value, unit: 'number', rest };
}

/** The parts of a `Current` cell: `37.8% small, 20.9% large`, `70% in 2 owners`, `Unknown`. */
export function readCurrent(text: string): Reading[] {
  if (WRITTEN_NONE.test(text.trim())) return [];
  return splitParts(text).map((part) => {
    const number = numberIn(part);
    if (!number) return { value: null, unit: 'number' as const, label: part.trim() };
    return { value: number.value, unit: number.unit, currency: number.currency, label: number.rest || undefined };
  });
}

/**
 * The parts of a `Target` cell with what they demand: `45% / 30%`, `<50% in top 2`, `≥ 95%`, `± 20%`, `Reduce 20%`. A bare number
 * is at least that much. Parts without an own label take over those of the current cell in order. A cell of words alone ("Establish
 * baseline", `TBD`) is a target that is not a number: `target` null. Empty list for an empty cell.
 */
export function readTarget(text: string, current: readonly Reading[] = [], place?: Place): TargetPart[] {
  if (text.trim() === '' || /^[-–—]$/.test(text.trim())) return [];
  const parts = splitParts(text);
  return parts.map((part, i) => {
    const number = numberIn(part);
    if (!number) return { target: null, unit: 'number' as const, label: part.trim() };
    const target: Target = { op: operatorOf(part), value: Math.abs(number.value), text: part.trim(), place };
    const inherited = parts.length > 1 && parts.length === current.length ? current[i].label : undefined;
    return { target, unit: number.unit, currency: number.currency, label: number.rest || inherited };
  });
}

function operatorOf(part: string): TargetOp {
  if (/±|\+\s?\/\s?-/.test(part)) return '±';
  if (/≥|>=|at least|mindestens|min\./i.test(part)) return '>=';
  if (/≤|<=|at most|höchstens|max\./i.test(part)) return '<=';
  if (/<|under|below|unter\b|less than/i.test(part)) return '<';
  if (/>|over\b|above|über\b|more than/i.test(part)) return '>';
  if (/\b(?:reduce|decrease|cut|senken|reduzieren|minus)\b|−\s*\d/i.test(part)) return 'reduce';
  if (/\b(?:increase|raise|grow|steigern|erhöhen)\b|^\s*\+\s*\d/i.test(part)) return 'increase';
  return '>=';
}

/** Parts stand between slashes or between commas and semicolons that are no decimal signs; `1/quarter` is one part. */
function splitParts(text: string): string[] {
  return text
    .split(/\s+\/\s+|;\s*|,\s+(?=[^,]*\d)|(?<=%)\s*\/\s*(?=\d)/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
