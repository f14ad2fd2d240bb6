import { readFileSync } from 'node:fs';
import type { Problem } from '../core/problem.ts';
import type { Link } from '../tree/document.ts';
import type { DocumentKind, KindReading, MetricRow } from '../tree/kinds.ts';
import type { WalkedFile } from '../tree/walk.ts';
import { type OutlineSection, readOutline } from './outline.ts';
import type { StoredLink, StoredSection } from './schema.ts';

/** Larger documents are listed, not read: no person wrote them. */
const SIZE_MAX = 8 * 1024 * 1024;

/** A document as the index takes it in: what is stored whole is JSON already. */
export interface Reading {
  readonly title: string;
  /** What its kind made of it. */
  readonly value: string | null;
  readonly frontMatter: string;
  readonly problems: string;
  readonly metrics: readonly MetricRow[];
  /** All sections, as they are stored. */
  readonly sections: string;
  /** Title and text of each section, in their order. */
  readonly words: readonly string[];
  /** All links, as they are stored, before it is known what they lead to. */
  readonly links: string;
  /** The file could not be read now; it may be next time. */
  readonly failed: boolean;
}

/** Reads a document of the tree. One that can't be read, or is too large to be, has a problem that says so, and its name as title. */
export async function readFile(root: string, { path, size }: WalkedFile, kind?: DocumentKind): Promise<Reading> {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
  if (size > SIZE_MAX)
    return unread(name, false, unreadable(path, 'is larger than 8 MB and is not read', 'ist größer als 8 MB und wird nicht gelesen'));
  let text = '';
  let bytes: Buffer | undefined;
  try {
    if (!kind) text = readFileSync(`${root}/${path}`, 'utf8');
    // What may have front matter is read by the rules of documents.
    if (kind || text.startsWith('-') || text.startsWith('\uFEFF')) bytes = readFileSync(`${root}/${path}`);
  } catch {
    return unread(name, true, unreadable(path, 'can not be read', 'ist nicht lesbar'));
  }
  if (bytes === undefined) {
    const { sections, links } = readOutline(text);
    return reading(sections.find(({ depth }) => depth > 0)?.title || name, sections, links);
  }
  const { readDocument } = await import('../tree/read.ts');
  const document = readDocument(path, bytes);
  let meaning: KindReading<unknown> = { value: undefined, problems: [] };
  if (kind) meaning = (await kind.load()).read(document);
  const lines = document.text.split('\n').length;
  const sections = document.sections.map((section, i) => ({ ...section, lastLine: (document.sections[i + 1]?.line ?? lines + 1) - 1 }));
  return {
    ...reading(
      document.title,
      sections,
      document.sections.flatMap(({ links }) => links),
    ),
    value: meaning.value === undefined ? null : JSON.stringify(meaning.value),
    frontMatter: JSON.stringify(document.frontMatter),
    problems: JSON.stringify(dedupe([...document.problems, ...meaning.problems])),
    metrics: meaning.metrics ?? [],
  };
}

function reading(name: string, sections: readonly OutlineSection[], links: readonly Link[]): Reading {
  return {
    title: name,
    value: null,
    frontMatter: '{}',
    problems: '[]',
    metrics: [],
    sections: JSON.stringify(
      sections.map(({ title, above, depth, line, lastLine }): StoredSection => [title, above, depth, line, lastLine]),
    ),
    words: sections.flatMap((section) => [section.title, section.body]),
    links: JSON.stringify(links.map(({ line, target, kind }): StoredLink => [line, target, kind, null])),
    failed: false,
  };
}

const unread = (name: string, failed: boolean, problem: Problem): Reading => ({
  ...reading(name, [], []),
  problems: JSON.stringify([problem]),
  failed,
});

function dedupe(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.code, problem.place, problem.message.en]), problem])).values()];
}

function unreadable(file: string, en: string, de: string): Problem {
  return {
    code: 'document-unreadable',
    level: 'error',
    message: { en: `The document ${en}.`, de: `Das Dokument ${de}.` },
    place: { file },
    remedy: { en: 'Check its permissions and its size.', de: 'Prüfe Berechtigungen und Größe.' },
  };
}
