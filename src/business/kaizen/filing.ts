import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import type { LearnKind, LearnRoute } from '../../tree/kinds/learn-routes.ts';
import { mustBeMerged } from './conflict-marks.ts';
import { fieldsIn, knownFields } from './entry-fields.ts';
import type { Layer } from './experiment.ts';
import { LAYER_WORDS } from './given-words.ts';
import { touchUpdated } from './last-updated.ts';
import type { FileChange, NextId } from './log-change.ts';
import { addEntry, addUnder, entryNamed, languageOf, languageOfEntry, withFields } from './log-edit.ts';
import { type LogFile, readExistingLog, readLog } from './log-file.ts';
import type { LogEntry, LogHead, LogOutline } from './log-scan.ts';
import { splicedLog } from './log-splice.ts';
import type { OpenedTree } from './opened-tree.ts';
import { blockWords, lineWords } from './safe-words.ts';
import { idsNamed, saidBefore } from './said-before.ts';
import { filledTemplate, readTemplate } from './templates.ts';

/** What is written down, as it was said. */
export interface Draft {
  readonly route: LearnRoute;
  readonly title: string;
  /** The hypothesis, or the words of a lesson. */
  readonly words: string;
  readonly why?: string;
  readonly layer?: Layer;
  readonly entity: string;
  readonly expected?: string;
  readonly duration?: string;
  readonly metric?: string;
  readonly by?: string;
  /** Id that it came out of; its entry is told. */
  readonly from?: string;
  readonly follows?: string;
  /** What of it stands in a document already, as Markdown that fits into an entry: it is not made safe once more. */
  readonly written?: { readonly words?: string; readonly expected?: string; readonly why?: string };
  /** The entry as a person wrote it in an editor, with `XXX` for its number. */
  readonly entry?: string;
  /** The folder that has it until it is written. */
  readonly kept?: string;
}

/** Where something was written. */
export interface Filed {
  readonly id: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly language: Language;
  /** Entries that were told of it. */
  readonly linked: readonly string[];
  /** It stood there before: the same was said, and nothing was added. */
  readonly already?: boolean;
}

const HOMES: Readonly<
  Record<Exclude<LearnKind, 'kaizen'>, { pattern: RegExp; heading: Record<Language, string>; title: Record<Language, string> }>
> = {
  failure: {
    pattern: /^(?:failures?|post-?mortems?|fehler|ausfälle)(?!\p{L})/iu,
    heading: { en: 'Failures', de: 'Fehler' },
    title: { en: 'Failure Log', de: 'Fehlerlog' },
  },
  rule: { pattern: /^(?:rules|regeln)(?!\p{L})/iu, heading: { en: 'Rules', de: 'Regeln' }, title: { en: 'Rules', de: 'Regeln' } },
  pattern: {
    pattern: /^(?:patterns|muster)(?!\p{L})/iu,
    heading: { en: 'Patterns', de: 'Muster' },
    title: { en: 'Patterns', de: 'Muster' },
  },
};

/** What a field says that waits for somebody. */
const PENDING: Readonly<Record<Language, string>> = { en: '(pending)', de: '(offen)' };

/** The entry of a draft in a language; `id` may be a pattern such as `K-BIZ-XXX`. */
export function entryText(draft: Draft, id: string, tree: Pick<OpenedTree, 'root' | 'today'>, language: Language): string {
  const { route, layer } = draft;
  const name = route.kind === 'kaizen' ? 'experiment' : route.kind;
  const line = (value: string | undefined): string | undefined => (value === undefined ? undefined : lineWords(value));
  const block = (value: string | undefined): string | undefined => (value === undefined ? undefined : blockWords(value));
  const words = draft.written?.words ?? block(draft.words);
  return filledTemplate(readTemplate(tree.root, name, language), {
    id,
    title: lineWords(draft.title).replace(/(#+)$/, '\\$1'),
    date: tree.today,
    layer: layer && LAYER_WORDS[layer][language],
    entity: line(draft.entity),
    by: line(draft.by),
    metric: draft.metric === undefined ? undefined : `\`${draft.metric}\``,
    from: line(draft.from),
    follows: line(draft.follows),
    hypothesis: words,
    words,
    why: draft.written?.why ?? block(draft.why),
    expected: draft.written?.expected ?? block(draft.expected) ?? PENDING[language],
    duration: block(draft.duration),
  });
}

/** The language that is written into a document: the one asked for, else its own, else the tree's. */
export function documentLanguage(log: LogFile, tree: OpenedTree): Language {
  return tree.asked ?? languageOf(log.outline) ?? tree.language;
}

/**
 * Plans a draft's entry and the links to what it came from; what was said before is found, not written again. `changed` are documents that
 * the same change has other plans for already: its plan goes on from those. `besides`: what else is changed in the document, elsewhere.
 */
export async function planDraft(
  draft: Draft,
  tree: OpenedTree,
  nextId: NextId,
  changed: readonly LogFile[] = [],
  besides: readonly Splice[] = [],
): Promise<{ readonly files: readonly FileChange[]; readonly value: Filed }> {
  const { route } = draft;
  const { file } = route;
  const log = changed.find((one) => one.file === file) ?? mustBeMerged(readLog(tree.root, file));
  const language = documentLanguage(log, tree);
  const open = new Map([...changed, log].map((one) => [one.file, one]));
  const before = log.bytes === null ? undefined : saidBefore(log, draft, tree.today);
  if (before) {
    const told = linkBack(draft, before.id, tree, open);
    const value = { id: before.id, file, line: before.line, language, linked: told.map(({ to }) => to), already: true };
    return { files: filesOf(told, open).map((one) => ({ log: one })), value };
  }
  if (log.bytes === null) open.set(file, emptyDocument(log, tree, route, language));
  const id = await nextId({ root: tree.root, file, prefix: route.prefix, outline: (open.get(file) ?? log).outline });
  const told = linkBack(draft, id, tree, open);
  const start = open.get(file) ?? log;
  const entry = draft.entry?.replace(`[${route.prefix}-XXX]`, `[${id}]`) ?? entryText(draft, id, tree, language);
  const splice =
    route.kind === 'kaizen'
      ? addEntry(start.outline, 'active', entry, language)
      : addUnder(start.outline, entry, { head: homeOf(start, route.kind), heading: HOMES[route.kind].heading[language] });
  const splices = [...touchUpdated(start.outline, tree.today), splice, ...besides];
  const others = filesOf(told, open).filter((one) => one.file !== file);
  return {
    files: [{ log: splicedLog(start, splices), adds: [id] }, ...others.map((one) => ({ log: one }))],
    value: { id, file, line: lineOf(start.outline, splices, splice, id), language, linked: told.map(({ to }) => to) },
  };
}

/** Line (1-based) of the heading that a splice brings into a log. */
function lineOf({ text, lines }: LogOutline, splices: readonly Splice[], own: Splice, id: string): number {
  let line = lines.of(own.start) + own.text.slice(0, own.text.indexOf(`[${id}]`)).split('\n').length - 1;
  for (const { start, end, text: words } of splices)
    if (start < own.start) line += words.split('\n').length - text.slice(start, end).split('\n').length;
  return line;
}

function homeOf({ outline }: LogFile, kind: Exclude<LearnKind, 'kaizen'>): LogHead | undefined {
  const heads = outline.heads.filter((head) => HOMES[kind].pattern.test(head.title));
  return heads.find(({ depth }) => depth > 1) ?? heads[0];
}

function emptyDocument(log: LogFile, tree: OpenedTree, route: LearnRoute, language: Language): LogFile {
  const text =
    route.kind === 'kaizen'
      ? `${filledTemplate(readTemplate(tree.root, 'log', language), { date: tree.today })}\n`
      : `# ${HOMES[route.kind].title[language]}\n\n## ${HOMES[route.kind].heading[language]}\n`;
  return splicedLog(log, [{ start: 0, end: 0, text }]);
}

/** An entry that was told what came out of it. */
interface Told {
  readonly to: string;
  readonly file: string;
}

/**
 * Writes `Led to` and `Followed by` into the entries that a draft came out of, in the documents that are open for the change; others are
 * opened. Throws BizosError (exit 2) where there is no such entry.
 */
function linkBack(draft: Draft, id: string, tree: OpenedTree, open: Map<string, LogFile>): Told[] {
  const told: Told[] = [];
  for (const [field, other] of [
    ['ledTo', draft.from],
    ['followedBy', draft.follows],
  ] as const) {
    if (!other) continue;
    const { file } = routeOfId(tree, other);
    const log = open.get(file) ?? mustBeMerged(readExistingLog(tree.root, file));
    const entry = entryNamed(log.outline, other, file);
    open.set(file, withLink(log, entry, field, id, tree.language));
    told.push({ to: entry.id, file });
  }
  return told;
}

function withLink(log: LogFile, entry: LogEntry, field: 'ledTo' | 'followedBy', id: string, usual: Language): LogFile {
  const before = knownFields(fieldsIn(log.text, entry.bodyStart, entry.coreEnd)).get(field)?.value ?? '';
  if (idsNamed(before).includes(id)) return log;
  const language = languageOfEntry(log.text, entry) ?? languageOf(log.outline) ?? usual;
  const text = withFields(log.text, entry, { [field]: before === '' ? id : `${before}, ${id}` }, language);
  return splicedLog(log, narrowed({ start: entry.start, end: entry.coreEnd, text }, log.text));
}

function filesOf(told: readonly Told[], open: ReadonlyMap<string, LogFile>): LogFile[] {
  const files = new Set(told.map(({ file }) => file));
  return [...open.values()].filter(({ file }) => files.has(file));
}

/** The same replacement without what stays the same at both ends. */
function narrowed(splice: Splice, text: string): Splice[] {
  const old = text.slice(splice.start, splice.end);
  let front = 0;
  while (front < old.length && front < splice.text.length && old[front] === splice.text[front]) front++;
  let back = 0;
  while (
    back < old.length - front &&
    back < splice.text.length - front &&
    old[old.length - 1 - back] === splice.text[splice.text.length - 1 - back]
  )
    back++;
  if (front === old.length && front === splice.text.length) return [];
  return [{ start: splice.start + front, end: splice.end - back, text: splice.text.slice(front, splice.text.length - back) }];
}

/** An id as the heading of its entry has it: people write `[f-biz-001]`, too. Throws BizosError (exit 2) where there is no such entry. */
export function idAsWritten(tree: Pick<OpenedTree, 'root' | 'routes'>, id: string): string {
  const { file } = routeOfId(tree, id);
  return entryNamed(mustBeMerged(readExistingLog(tree.root, file)).outline, id, file).id;
}

/** The route whose ids begin as this one does. Throws BizosError (exit 2) where there is none. */
export function routeOfId(tree: Pick<OpenedTree, 'routes'>, id: string): LearnRoute {
  const wanted = id
    .trim()
    .replace(/^\[|\]$/g, '')
    .toUpperCase();
  const found = tree.routes.find(({ prefix }) => wanted.startsWith(`${prefix}-`) && /^(?:\d+|~\w+)$/.test(wanted.slice(prefix.length + 1)));
  if (found) return found;
  const known = [...new Set(tree.routes.map(({ prefix }) => `${prefix}-001`))].join(', ');
  throw new BizosError(
    2,
    { en: `"${id}" is no id of a log.`, de: `„${id}“ ist keine Nummer eines Logs.` },
    { en: `Ids look like: ${known}`, de: `Nummern sehen so aus: ${known}` },
  );
}
