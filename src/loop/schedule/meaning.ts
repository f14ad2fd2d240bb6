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

/** What stands between two names of a row. */
const BETWEEN = /(\s*(?:,|;|\+|&|\band\b|\bund\b)\s*)/;

/**
 * What a row names: scans and kinds by their own name or one of their other words, several with "and", "und", "+" or commas between. Names may
 * hold such words themselves (`Pipeline scan, Won and lost`): of two readings the one with the longer name first counts. Undefined where a
 * part of it is known to nothing here: then the row isn't run, and says so.
 */
export function meaningOf(what: string, known: Nameable): Meaning | undefined {
  // Names stand at even places, what is between them at odd ones.
  return readFrom(labelKey(what).split(BETWEEN), known);
}

function readFrom(parts: readonly string[], known: Nameable): Meaning | undefined {
  for (let end = parts.length; end > 0; end -= 2) {
    const first = named(parts.slice(0, end).join(''), known);
    if (!first) continue;
    if (end === parts.length) return first;
    const rest = readFrom(parts.slice(end + 1), known);
    if (rest) return { scans: unique([...first.scans, ...rest.scans]), kinds: unique([...first.kinds, ...rest.kinds]) };
  }
  return undefined;
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
