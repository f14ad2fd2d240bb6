import type { EntryChange, Facet } from '../../core/zone.ts';
import type { ParsedDocument, Section } from '../../tree/document.ts';
import { agentSlug } from '../../tree/kinds/agent-goals.ts';
import { NONE_YET } from '../../tree/vocabulary.ts';

/** An entry of a list that several write: where it stands, what it says, and whose it is. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  /** The sections that it stands in. */
  readonly above: string;
  /** Words that say whose it is: agent, author, session. */
  readonly by: readonly string[];
}

const ID = /\[([A-Z][A-Z0-9]*(?:-[A-Z0-9~]+)+)\]/i;
const BY = /^(?:agents?|by|author|proposed by|von|autor|vorgeschlagen von|session|sitzung)$/i;

/** A date that every command of a log renews: no part of anybody's work. */
const UPDATED = /^[ \t]*\*\*(?:last updated|updated|zuletzt geändert|stand):\*\*[ \t]*[\d.:/ TZ-]*$/gim;

/** What a part says that holds no entry: it comes and goes with them. */
const EMPTY_PART = new RegExp(`^[ \\t]*${NONE_YET}[ \\t]*\\r?$`, 'gim');

/** Rules of dashes behind an entry part it from what follows: they are the log's, and stay where they were when an entry comes before them. */
const RULES_BEHIND = /(?:\s*\n[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*(?=\r?\n|$))+\s*$/;

/**
 * What differs between two states of a log, entry by entry: added, changed, moved to another section or past another, taken away; and
 * `body` when something outside the entries differs. An entry is the actor's own when it names it, or names nobody and is new. Undefined
 * where neither state has entries.
 */
export function entryFacets(
  before: ParsedDocument | undefined,
  after: ParsedDocument,
  who: readonly string[],
): readonly Facet[] | undefined {
  const old = before ? entriesIn(before) : { entries: [], rest: '' };
  const made = entriesIn(after);
  if (old.entries.length === 0 && made.entries.length === 0) return undefined;
  const facets: Facet[] = entryChanges(old.entries, made.entries, who).map((one) => ({ part: 'entry', ...one }));
  if (old.rest !== made.rest) facets.push({ part: 'body' });
  return facets;
}

/** One entry's fate. */
export interface EntryFate {
  readonly entry: string;
  readonly change: EntryChange;
  readonly own: boolean;
}

/** Compares two lists by the entries' ids. Several with one id count as one; whose it is, is what the old list says. */
export function entryChanges(old: readonly Entry[], made: readonly Entry[], who: readonly string[]): readonly EntryFate[] {
  const [were, are] = [byId(old), byId(made)];
  const fates: EntryFate[] = [];
  for (const [entry, now] of are) {
    const was = were.get(entry);
    const namesNoOther = now.every(({ by }) => by.length === 0 || isBy(by, who));
    if (!was) {
      fates.push({ entry, change: 'append', own: namesNoOther });
      continue;
    }
    // Writing one's name into another's entry doesn't make it one's own, nor may words be put into another's mouth.
    const own = namesNoOther && was.every(({ by }) => isBy(by, who));
    if (said(was) !== said(now)) fates.push({ entry, change: 'change', own });
    if (was.length === now.length && stands(was) !== stands(now)) fates.push({ entry, change: 'move', own });
  }
  for (const [entry, was] of were) if (!are.has(entry)) fates.push({ entry, change: 'remove', own: was.every(({ by }) => isBy(by, who)) });
  // The actor's own may go anywhere; the others keep their order.
  const others = (list: ReadonlyMap<string, readonly Entry[]>, there: ReadonlyMap<string, unknown>): string[] =>
    [...list.keys()].filter((id) => there.has(id) && !were.get(id)?.every(({ by }) => isBy(by, who)));
  const [first, second] = [others(were, are), others(are, were)];
  const moved = first.find((id, i) => id !== second[i]);
  if (moved !== undefined && !fates.some(({ entry, change }) => entry === moved && change === 'move'))
    fates.push({ entry: moved, change: 'move', own: false });
  return fates;
}

function byId(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const entry of entries) found.set(entry.id, [...(found.get(entry.id) ?? []), entry]);
  return found;
}

function said(entries: readonly Entry[]): string {
  return entries.map(({ text }) => text).join('\0');
}

function stands(entries: readonly Entry[]): string {
  return entries.map(({ above }) => above).join('\0');
}

/** `CRM Ops Agent` and `crm-ops` are one name; a session counts by its id. Somebody beside the actor makes it a shared one. */
function isBy(by: readonly string[], who: readonly string[]): boolean {
  const names = by.flatMap((value) => value.split(/[,;&\n]/)).map((name) => name.replace(/[*_`]/g, '').trim());
  const present = names.filter((name) => name !== '');
  return present.length > 0 && present.every((name) => who.includes(name.toLowerCase()) || who.includes(agentSlug(name)));
}

function entriesIn(document: ParsedDocument): { entries: Entry[]; rest: string } {
  const entries: Entry[] = [];
  let rest = '';
  const { sections } = document;
  for (let i = 0; i < sections.length; i++) {
    const section = sections[i];
    const id = section.depth >= 2 ? ID.exec(section.title)?.[1] : undefined;
    if (id === undefined) {
      rest += `${withoutDates(document.text.slice(section.start, section.end))}\n`;
      continue;
    }
    const parts: Section[] = [section];
    while (i + 1 < sections.length && sections[i + 1].depth > section.depth) parts.push(sections[++i]);
    entries.push({
      id,
      text: parts.map(({ start, end }) => document.text.slice(start, end).replace(RULES_BEHIND, '').trim()).join('\n'),
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
    .replace(EMPTY_PART, '')
    .replace(/\n\s*(?:---\s*)?(?=\n|$)/g, '')
    .trim();
}
