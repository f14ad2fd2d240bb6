import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, ProblemLevel } from '../../../core/problem.ts';
import { linkResolver } from '../../../index/links.ts';
import type { Link } from '../../../tree/document.ts';
import type { TreePlace } from '../../../tree/kinds/structure.ts';
import type { TreeCheck } from '../../../workspace/check.ts';

/** Links, wiki links and backticked paths that lead nowhere. */
export const linkBroken: TreeCheck = {
  explanation: {
    code: 'link-broken',
    title: { en: 'A link leads nowhere', de: 'Ein Verweis führt ins Leere' },
    explain: {
      en: 'A link, a [[wiki link]] or a path in backticks names a document that is not there. People and agents who follow it find nothing, and an agent may make up what it did not find. Paths with placeholders such as <entity>, and everything in _INBOX, are passed over.',
      de: 'Ein Link, ein [[Wiki-Link]] oder ein Pfad in Backticks nennt ein Dokument, das es nicht gibt. Wer ihm folgt, findet nichts, und ein Agent erfindet womöglich, was er nicht fand. Pfade mit Platzhaltern wie <entity> und alles in _INBOX werden übergangen.',
    },
    example: {
      en: 'roles/B2B_LEAD.md links to ../KPIS.md, but the file is called TTL_KPIS.md.',
      de: 'roles/B2B_LEAD.md verweist auf ../KPIS.md, die Datei heißt aber TTL_KPIS.md.',
    },
    remedy: {
      en: 'Correct the link, or make the document that it names.',
      de: 'Berichtige den Verweis, oder lege das genannte Dokument an.',
    },
  },
  run(look) {
    const paths = new Set(look.documents.map(({ document }) => document.path));
    const byName = new Map<string, string>();
    for (const path of look.files) byName.set(path.slice(path.lastIndexOf('/') + 1).toLowerCase(), path);
    for (const { document } of look.documents)
      if (!byName.has(document.title.toLowerCase())) byName.set(document.title.toLowerCase(), document.path);
    const exists = (path: string): boolean => paths.has(path) || existsSync(join(look.root, path));
    const leadsTo = linkResolver(exists, (name) => byName.get(name));
    const leadsNowhere = ({ target }: Link, from: string): boolean =>
      !/(?:^|\/)(?:_INBOX|_archive)(?:\/|$)/.test(target) && leadsTo(target, from) === null;
    return look.documents.flatMap(({ document, kind, value }) => {
      // A row of the table of places says where a document may stand, not that it does.
      const places = kind === 'structure' ? (value as { places: readonly TreePlace[] }).places : [];
      const isPlace = (link: Link): boolean => places.some(({ pattern, line }) => line === link.line && pattern === link.target);
      return document.sections.flatMap(({ links }) =>
        links
          .filter((link) => !isPlace(link) && leadsNowhere(link, document.path))
          .map((link) => ({ problem: broken(document.path, link) })),
      );
    });
  },
};

function broken(file: string, link: Link): Problem {
  // A path in prose may name what is still to come: worth knowing, no more.
  const level: ProblemLevel = link.kind === 'path' ? 'note' : 'warning';
  return {
    code: 'link-broken',
    level,
    message: { en: `"${link.target}" leads nowhere.`, de: `„${link.target}“ führt ins Leere.` },
    place: { file, line: link.line },
    remedy: {
      en: 'Correct the link, or make the document that it names.',
      de: 'Berichtige den Verweis, oder lege das genannte Dokument an.',
    },
  };
}
