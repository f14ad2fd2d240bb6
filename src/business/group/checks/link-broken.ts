import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Problem, ProblemLevel } from '../../../core/problem.ts';
import type { Link } from '../../../tree/document.ts';
import type { ReadDocument, TreeCheck, TreeLook } from '../../../workspace/check.ts';

/** Links, wiki links and backticked paths that lead nowhere. */
export const linkBroken: TreeCheck = {
  explanation: {
    code: 'link-broken',
    title: { en: 'A link leads nowhere', de: 'Ein Verweis führt ins Leere' },
    explain: {
      en: 'A link, a [[wiki link]] or a path in backticks names a document that is not there. People and agents who follow it find nothing, and an agent may make up what it did not find. Paths with placeholders such as <entity>, and everything in _INBOX, are passed over.',
      de: 'Ein Link, ein [[Wiki-Link]] oder ein Pfad in Backticks nennt ein Dokument, das es nicht gibt. Wer ihm folgt, findet nichts, und ein Agent erfindet womöglich, was er nicht fand. Pfade mit Platzhaltern wie <entity> und alles in _INBOX werden übergangen.',
    },
    example: { en: 'roles/B2B_LEAD.md links to ../KPIS.md, but the file is called TTL_KPIS.md.', de: 'roles/B2B_LEAD.md verweist auf ../KPIS.md, die Datei heißt aber TTL_KPIS.md.' },
    remedy: { en: 'Correct the link, or make the document that it names.', de: 'Berichtige den Verweis, oder lege das genannte Dokument an.' },
  },
  run(look) {
    const names = new Set(look.files.map((path) => posix.basename(path).toLowerCase()));
    const titles = new Set(look.documents.map(({ document }) => document.title.toLowerCase()));
    return look.documents.flatMap((read) =>
      read.document.sections.flatMap(({ links }) =>
        links.filter((link) => !leadsSomewhere(look, read, link, names, titles)).map((link) => ({ problem: broken(read.document.path, link) })),
      ),
    );
  },
};

function leadsSomewhere(look: TreeLook, { document }: ReadDocument, link: Link, names: ReadonlySet<string>, titles: ReadonlySet<string>): boolean {
  const target = link.target.split('#')[0].trim();
  if (target === '') return true;
  if (link.kind === 'wiki') {
    const name = target.toLowerCase();
    return titles.has(name) || names.has(`${posix.basename(name, '.md')}.md`);
  }
  // Other schemes (https:, mailto:) and places outside the tree's own words are not ours to check.
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return true;
  if (/[<>[\]{}*…]/.test(target) || /^_INBOX\b/.test(target) || /(?:^|\/)_archive\//.test(target)) return true;
  const plain = decoded(target);
  const here = posix.join(posix.dirname(document.path), plain);
  const places = plain.startsWith('/') ? [plain.slice(1)] : link.kind === 'path' ? [plain, here, `bizos/${plain}`] : [here];
  if (places.some((place) => !place.startsWith('..') && existsSync(join(look.root, place)))) return true;
  // A bare file name in backticks means that document, wherever it stands.
  return link.kind === 'path' && !plain.includes('/') && names.has(plain.toLowerCase());
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

function broken(file: string, link: Link): Problem {
  // A path in prose may name what is still to come: worth knowing, no more.
  const level: ProblemLevel = link.kind === 'path' ? 'note' : 'warning';
  return {
    code: 'link-broken',
    level,
    message: { en: `"${link.target}" leads nowhere.`, de: `„${link.target}“ führt ins Leere.` },
    place: { file, line: link.line },
    remedy: { en: 'Correct the link, or make the document that it names.', de: 'Berichtige den Verweis, oder lege das genannte Dokument an.' },
  };
}
