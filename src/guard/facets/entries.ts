import type { Facet } from '../../core/zone.ts';
import type { ParsedDocument, Section } from '../../tree/document.ts';

/** An entry of a log: a heading with an id in brackets, and everything below it up to the next heading as high. */
interface LogEntry {
  readonly id: string;
  readonly text: string;
  /** The sections that it stands in. */
  readonly above: string;
  /** Words that say whose it is: agent, author, session. */
  readonly by: readonly string[];
}

const ID = /\[([A-Z][A-Z0-9]*(?:-[A-Z0-9~]+)+)\]/i;
const BY = /^(?:agent|agents|by|author|von|autor|session|sitzung)$/i;

/** A date that every command of a log renews: no part of anybody's work. */
const UPDATED = /^\s*\*{0,2}(?:last updated|updated|zuletzt geändert|stand)\s*:?\*{0,2}\s*:?.*$/gim;

/**
 * What differs between two states of a log, entry by entry: added, changed, moved to another section, taken away; and `body` when
 * something outside the entries differs. An entry is the actor's own when it names it, or names nobody and is new. Undefined where
 * neither state has entries.
 */
export function entryFacets(
  before: ParsedDocument | undefined,
  after: ParsedDocument,
  who: readonly string[],
): readonly Facet[] | undefined {
  const old = before ? entriesIn(before) : { entries: [], rest: '' };
  const made = entriesIn(after);
  if (old.entries.length === 0 && made.entries.length === 0) return undefined;
  const facets: Facet[] = [];
  const add = (entry: string, change: 'append' | 'change' | 'move' | 'remove', own: boolean): void =>
    void facets.push({ part: 'entry', entry, change, own });
  const doubled = new Set(made.entries.filter(({ id }, i) => made.entries.findIndex((other) => other.id === id) !== i).map(({ id }) => id));
  for (const entry of made.entries) {
    const was = old.entries.find(({ id }) => id === entry.id);
    if (!was) add(entry.id, 'append', entry.by.length === 0 || isBy(entry, who));
    else {
      // Whose it is, is what the old state says: writing one's name into another's entry doesn't make it one's own.
      const own = isBy(was, who);
      if (was.text !== entry.text || doubled.has(entry.id)) add(entry.id, 'change', own);
      if (was.above !== entry.above) add(entry.id, 'move', own);
    }
  }
  for (const entry of old.entries) if (!made.entries.some(({ id }) => id === entry.id)) add(entry.id, 'remove', isBy(entry, who));
  if (old.rest !== made.rest) facets.push({ part: 'body' });
  return facets;
}

function isBy({ by }: LogEntry, who: readonly string[]): boolean {
  return by.some((name) => who.includes(name.trim().toLowerCase()));
}

function entriesIn(document: ParsedDocument): { entries: LogEntry[]; rest: string } {
  const entries: LogEntry[] = [];
  let rest = '';
  const { sections } = document;
  for (let i = 0; i < sections.length; i++) {
    const section = sections[i];
    const id = section.depth >= 2 ? ID.exec(section.title)?.[1] : undefined;
    if (id === undefined) {
      rest += `${'#'.repeat(section.depth)}${section.title}\n${withoutDates(section.body)}\n`;
      continue;
    }
    const parts: Section[] = [section];
    while (i + 1 < sections.length && sections[i + 1].depth > section.depth) parts.push(sections[++i]);
    entries.push({
      id,
      text: parts.map(({ title, body }) => `${title}\n${body.trim()}`).join('\n'),
      above: section.above.join(' › '),
      by: parts.flatMap(({ fields }) => fields.filter(({ label }) => BY.test(label.trim())).map(({ value }) => value)),
    });
  }
  return { entries, rest };
}

/** Blank lines around entries come and go with them. */
function withoutDates(body: string): string {
  return body
    .replace(UPDATED, '')
    .replace(/\n\s*(?:---\s*)?(?=\n|$)/g, '')
    .trim();
}
