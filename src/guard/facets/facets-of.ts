import { isDeepStrictEqual } from 'node:util';
import type { Actor, Facet } from '../../core/zone.ts';
import type { ParsedDocument, Section } from '../../tree/document.ts';
import { readFrontMatter } from '../../tree/front-matter.ts';
import { readDocument } from '../../tree/read.ts';
import { LEDGER } from '../decide/registry-paths.ts';
import { entryFacets } from './entries.ts';
import { ledgerFacets } from './ledger-lines.ts';
import { rowFacets } from './rows-of-tables.ts';

/**
 * Parts of a file that a change touches, from its bytes before and after (undefined: no file): front-matter fields by name, entries of
 * a log, rows of tables, sections, and `body` for text in no section. Undefined where no parts can be told apart safely (not Markdown, no valid UTF-8,
 * front matter that can't be read, a file removed): then the change is of the file as a whole. Nothing in the file is executed.
 */
export function facetsOf(path: string, before: Buffer | undefined, after: Buffer | undefined, actor: Actor): readonly Facet[] | undefined {
  const who = actor.kind === 'agent' ? [actor.agent.toLowerCase(), ...(actor.session ? [actor.session.toLowerCase()] : [])] : [];
  if (LEDGER.test(path)) return ledgerFacets(path, before, after, who);
  if (!after || !/\.md$/i.test(path)) return undefined;
  const [old, made] = [before && textOf(before), textOf(after)];
  if (made === undefined || (before && (old === undefined || hasMark(before) !== hasMark(after)))) return undefined;
  const [oldFront, madeFront] = [readFrontMatter(old ?? '', path), readFrontMatter(made, path)];
  if ([...oldFront.problems, ...madeFront.problems].some(({ level }) => level === 'error')) return undefined;
  const facets: Facet[] = fieldFacets(oldFront.data, madeFront.data);
  // The same values in other words (comments, quotes, order) still change the file: what is not of the fields named above must stay.
  const named = new Set(facets.map((facet) => (facet.part === 'field' ? facet.field : '')));
  if (linesBeside((old ?? '').slice(0, oldFront.end), named) !== linesBeside(made.slice(0, madeFront.end), named))
    facets.push({ part: 'field', field: 'front matter' });
  if ((old ?? '').slice(oldFront.end) !== made.slice(madeFront.end)) facets.push(...textFacets(path, before, after, who));
  return facets;
}

/** Front matter without the lines of these fields, line ends and the fences aside. */
function linesBeside(front: string, fields: ReadonlySet<string>): string {
  let left = true;
  return front
    .split(/\r?\n/)
    .filter((line) => {
      if (/^(?:---|\.\.\.)\s*$/.test(line)) return false;
      const key = /^(?:"([^"]*)"|'([^']*)'|([^\s#'"{[?&*!|>-][^:]*?))\s*:(?:\s|$)/.exec(line);
      if (key) left = !fields.has(key[1] ?? key[2] ?? key[3]);
      else if (/^\S/.test(line) && !/^[-\]}]/.test(line)) left = true;
      return left && line.trim() !== '';
    })
    .join('\n');
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A byte-order mark is of no part. */
function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function fieldFacets(old: Readonly<Record<string, unknown>>, made: Readonly<Record<string, unknown>>): Facet[] {
  const names = new Set([...Object.keys(old), ...Object.keys(made)]);
  return [...names].filter((name) => !isDeepStrictEqual(old[name], made[name])).map((field) => ({ part: 'field', field }));
}

function textFacets(path: string, before: Buffer | undefined, after: Buffer, who: readonly string[]): Facet[] {
  const [old, made] = [before && readDocument(path, before), readDocument(path, after)];
  const entries = entryFacets(old, made, who);
  if (entries) return entries.length > 0 ? [...entries] : [{ part: 'body' }];
  const sections = sectionFacets(old, made, who);
  return sections.length > 0 ? sections : [{ part: 'body' }];
}

/** Sections whose text differs. A section made, lost, doubled or put elsewhere is a change of the body: others stand differently then. */
function sectionFacets(old: ParsedDocument | undefined, made: ParsedDocument, who: readonly string[]): Facet[] {
  const outline = (document: ParsedDocument | undefined): string =>
    (document?.sections ?? []).map(({ start, end, body }) => document?.text.slice(start, end - body.length).trimEnd()).join('\n');
  if (!old || old.sections.length !== made.sections.length || outline(old) !== outline(made)) return [{ part: 'body' }];
  const titles = made.sections.map(({ title }) => title);
  return made.sections.flatMap((section, i): Facet[] => {
    if (section.body === old.sections[i].body) return [];
    const top = topTitle(section.above, section.title, section.depth);
    if (section.depth === 0 || titles.indexOf(section.title) !== titles.lastIndexOf(section.title)) return [{ part: 'body' }];
    return rowFacets(linesOf(old, old.sections[i]), linesOf(made, section), top, who) ?? [{ part: 'section', section: top }];
  });
}

function linesOf(document: ParsedDocument, section: Section): { section: Section; lines: readonly string[] } {
  return { section, lines: document.text.slice(section.start, section.end).split('\n') };
}

/** A part of a section belongs to it: the second-level heading is what a zone names; below a title alone, the heading itself. */
function topTitle(above: readonly string[], title: string, depth: number): string {
  if (depth <= 2) return title;
  return above.length > 1 ? above[1] : title;
}
