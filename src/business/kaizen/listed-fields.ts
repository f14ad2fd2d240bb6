import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { fieldsIn, knownFields, MEANING, meaningOf } from './entry-fields.ts';
import type { LogEntry, LogOutline } from './log-scan.ts';

const ITEM = /^ {0,3}[-*+][ \t]+\*\*([^*\n]+?)(?::\*\*|\*\*:)/gm;

/** Fields that stand at the beginning of an entry. In a list of what was seen, these words are none of them. */
const FIRST: readonly number[] = [MEANING.date, MEANING.layer, MEANING.entity, MEANING.status];

/**
 * The line (1-based) where the fields of an entry begin that stand in a list (`- **Status:** Active`): there they are no fields. Undefined where the
 * entry has some at the margin, or none at all.
 */
export function listedFields({ text, lines }: LogOutline, { bodyStart, coreEnd }: LogEntry): number | undefined {
  const body = text.slice(bodyStart, coreEnd);
  const item = [...body.matchAll(ITEM)].find((m) => FIRST.includes(meaningOf(m[1])));
  if (item === undefined) return undefined;
  const known = knownFields(fieldsIn(text, bodyStart, coreEnd));
  return known.has('status') || known.has('date') ? undefined : lines.of(bodyStart + item.index);
}

/** Throws BizosError (exit 2) for an entry with its fields in a list: filled beside them, it would say two things. */
export function mustHaveFields(outline: LogOutline, entry: LogEntry, file: string): void {
  const line = listedFields(outline, entry);
  if (line !== undefined) throw new BizosError(2, listedSays(entry.id, `${file}:${line}`), LISTED_REMEDY);
}

/** What is wrong with an entry whose fields stand in a list. */
export function listedSays(id: string, place: string): Text {
  return {
    en: `The fields of ${id} stand in a list (${place}), where they can't be read.`,
    de: `Die Angaben von ${id} stehen in einer Liste (${place}), wo sie nicht zu lesen sind.`,
  };
}

/** What to do about it. */
export const LISTED_REMEDY: Text = {
  en: 'Write them at the margin, without the dash: **Status:** Active',
  de: 'Schreibe sie an den Rand, ohne Strich davor: **Stand:** Aktiv',
};
