import { labelKey } from '../../tree/tables.ts';
import type { ActionKindEntry } from '../../workspace/action.ts';
import type { ScanEntry } from '../../workspace/scan.ts';

/** What a row of a schedule means: scans to run, and kinds of action that it asks for. */
export interface Meaning {
  readonly scans: readonly string[];
  readonly kinds: readonly string[];
}

/** Everything that a row may name. */
export interface Nameable {
  readonly scans: readonly Pick<ScanEntry, 'name' | 'names'>[];
  readonly kinds: readonly Pick<ActionKindEntry, 'name' | 'duties'>[];
}

/**
 * What a row names: scans and kinds by their own name or one of their other words, several with "and", "und", "+" or commas between.
 * Undefined where a part of it is known to nothing here: then the row isn't run, and says so.
 */
export function meaningOf(what: string, known: Nameable): Meaning | undefined {
  const whole = named(what, known);
  if (whole) return whole;
  const parts = labelKey(what)
    .split(/\s*(?:,|;|\+|&|\band\b|\bund\b)\s*/)
    .filter((part) => part !== '');
  const found = parts.map((part) => named(part, known));
  if (parts.length < 2 || !found.every((one) => one !== undefined)) return undefined;
  return { scans: unique(found.flatMap(({ scans }) => scans)), kinds: unique(found.flatMap(({ kinds }) => kinds)) };
}

function named(what: string, { scans, kinds }: Nameable): Meaning | undefined {
  const key = labelKey(what);
  const fits = (name: string, words: readonly string[]): boolean => key === name || key === `${name} scan` || words.includes(key);
  const meaning = {
    scans: scans.filter(({ name, names }) => fits(name, names)).map(({ name }) => name),
    kinds: kinds.filter(({ name, duties }) => duties !== undefined && fits(name, duties)).map(({ name }) => name),
  };
  return meaning.scans.length + meaning.kinds.length > 0 ? meaning : undefined;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
