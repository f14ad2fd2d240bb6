import type { FrontMatterValue } from './edit.ts';

/** How a scalar is written: as it is, in quotes of one kind, or whatever fits. */
export type Style = 'PLAIN' | 'QUOTE_SINGLE' | 'QUOTE_DOUBLE';

/** Words that some YAML reader takes for a truth value, nothing or a number (`no`, `010`, `1:30`, `1_000`). */
const MISREAD = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?(?:\.inf|\.nan|inf|nan)|[-+.]?\d[\d_.,:]*(?:e[-+]?\d+)?|0[xob][\da-f_]+)$/i;

/** Dates look like numbers to nobody, and people write them without quotes. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a plain scalar may not begin with. */
const INDICATOR = /^(?:[-?:](?:\s|$)|[,[\]{}#&*!|>'"%@`]|---|\.\.\.)/;

/** A scalar on one line that reads back as the same value, in the wanted style where that can carry it. */
export function scalar(value: string | number | boolean, style: Style = 'PLAIN', inFlow = false): string {
  if (typeof value !== 'string') return String(value);
  const single =
    !/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value.replace(/[\u{10000}-\u{10ffff}]/gu, '')) &&
    !/[\u2028\u2029]/.test(value);
  if (style === 'QUOTE_SINGLE' && single) return `'${value.replaceAll("'", "''")}'`;
  if (style === 'PLAIN' && single && isPlain(value, inFlow)) return value;
  return quoted(value);
}

function isPlain(value: string, inFlow: boolean): boolean {
  if (value === '' || value !== value.trim() || INDICATOR.test(value)) return false;
  if (MISREAD.test(value) && !DATE.test(value)) return false;
  // A colon before a blank makes a key, a hash behind one a comment; `K: v` quoted is clearer than clever.
  return !/:(?:\s|$)|\s#/.test(value) && !(inFlow && /[,[\]{}]|:/.test(value));
}

/** JSON's string is YAML's double-quoted one; what can't be printed is escaped too. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A key with its value on lines of its own. */
export function pairLines(key: string, value: FrontMatterValue, indent: string, eol: string): string {
  const name = `${indent}${scalar(key)}:`;
  if (typeof value !== 'object') return `${name} ${scalar(value)}${eol}`;
  if (value.length === 0) return `${name} []${eol}`;
  return `${name}${eol}${value.map((item) => `${indent}  - ${scalar(item)}${eol}`).join('')}`;
}

/** A list on one line. */
export function flowList(items: readonly string[]): string {
  return `[${items.map((item) => scalar(item, 'PLAIN', true)).join(', ')}]`;
}
