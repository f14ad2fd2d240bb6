import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked, Problem } from '../../core/problem.ts';
import { matchesPath } from '../../tree/patterns.ts';

/** What the inbox must know of a company. */
export interface InboxEntity {
  readonly slug: string;
  readonly crm?: string;
  readonly inbox: readonly string[];
}

const TABLES = /\.(?:csv|tsv|txt|xlsx|xls)$/i;
const UNFINISHED = /^(?:\.~lock|~\$|\.)|\.(?:part|crdownload|tmp|download)$/i;

/**
 * The exports that belong to a company: files of `_INBOX`, or where it has none those that its own `inbox` patterns name elsewhere
 * (tree-relative). In `_INBOX` one company owns a file. A folder or
 * a word of the file's name that is a company's slug decides; else the company whose CRM the folder is named after, if only one
 * has it. Files that nobody can be named for are a problem.
 */
export function findExports(root: string, entity: InboxEntity, entities: readonly InboxEntity[]): Checked<string[]> {
  const problems: Problem[] = [];
  const files: string[] = [];
  for (const path of walk(root, '_INBOX', problems)) {
    const owner = ownerOf(path, entities, problems);
    if (owner === entity.slug) files.push(path);
  }
  // A real export in the inbox takes the place of the examples that a company's patterns may name elsewhere.
  if (files.length === 0) {
    for (const pattern of entity.inbox.filter((one) => !one.startsWith('_INBOX'))) {
      const folder = pattern.replace(/\/?[^/]*[*].*$/, '') || '.';
      for (const path of walk(root, folder, problems)) if (isNamed(pattern, path) && !files.includes(path)) files.push(path);
    }
  }
  return { value: files.sort(), problems };
}

/** The folder of the inbox where an export of this company is found to be its own; the folders that `bizos init` makes are these. */
export function inboxFolder({ slug, crm = 'zoho', inbox }: InboxEntity, entities: readonly InboxEntity[]): string {
  const own = inbox.find((pattern) => pattern.startsWith('_INBOX/'));
  if (own !== undefined) return own.replace(/\/[^/]*\*.*$/, '').replace(/\/[^/]+\.\w+$|\/$/, '');
  return entities.filter((entity) => entity.crm === crm).length === 1 ? `_INBOX/${crm}` : `_INBOX/${crm}/${slug}`;
}

/** Whether a company's pattern names this file; a folder names all that is in it. */
function isNamed(pattern: string, path: string): boolean {
  return matchesPath(pattern.endsWith('/') ? `${pattern}**` : pattern, path);
}

function ownerOf(path: string, entities: readonly InboxEntity[], problems: Problem[]): string | undefined {
  const parts = path.toLowerCase().split('/').slice(1);
  const words = new Set(parts.flatMap((part, k) => (k < parts.length - 1 ? [part] : part.split(/[^a-z0-9]+/))));
  const named = entities.filter(({ slug }) => words.has(slug));
  if (named.length === 1) return named[0].slug;
  const byPattern = entities.filter(({ inbox }) => inbox.some((pattern) => isNamed(pattern, path)));
  if (byPattern.length === 1) return byPattern[0].slug;
  const byCrm = entities.filter(({ crm }) => crm !== undefined && crm === parts[0]);
  if (byCrm.length === 1) return byCrm[0].slug;
  if (entities.length === 1) return entities[0].slug;
  const names = (byCrm.length > 1 ? byCrm : entities).map(({ slug }) => slug);
  problems.push({
    code: 'export-owner-unknown',
    level: 'warning',
    message: {
      en: `Whose export is this? It could be of ${names.join(', ')}.`,
      de: `Wessen Export ist das? Infrage kommen ${names.join(', ')}.`,
    },
    place: { file: path },
    remedy: {
      en: `Put it into ${parts.length > 1 ? `_INBOX/${parts[0]}` : '_INBOX'}/${names[0]}/, or add an inbox pattern to that company's _ENTITY.md.`,
      de: `Lege ihn in ${parts.length > 1 ? `_INBOX/${parts[0]}` : '_INBOX'}/${names[0]}/ oder ergänze ein inbox-Muster in der _ENTITY.md der Firma.`,
    },
  });
  return undefined;
}

function walk(root: string, folder: string, problems: Problem[]): string[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR' && TABLES.test(folder)) return [folder];
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      problems.push(
        note(
          'folder-unreadable',
          folder,
          'This folder can not be read.',
          'Dieser Ordner ist nicht lesbar.',
          'Give yourself permission to read it.',
          'Gib dir die Berechtigung, ihn zu lesen.',
        ),
      );
    return [];
  }
  return names.flatMap((name) => {
    const path = folder === '.' ? name : `${folder}/${name}`;
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return [];
    if (stat.isSymbolicLink()) {
      problems.push(
        note(
          'symlink',
          path,
          'A symbolic link is not followed: it may lead out of the tree.',
          'Ein symbolischer Link wird nicht verfolgt: Er kann aus dem Baum führen.',
          'Copy the file itself here.',
          'Kopiere die Datei selbst hierher.',
        ),
      );
      return [];
    }
    if (stat.isDirectory()) return name.startsWith('.') ? [] : walk(root, path, problems);
    if (UNFINISHED.test(name) && TABLES.test(name.replace(/\.(?:part|crdownload|tmp|download)$/i, ''))) {
      problems.push(
        note(
          'export-unfinished',
          path,
          'This looks like a download or a lock that is not finished; it is passed over.',
          'Das sieht nach einem unfertigen Download oder einer Sperrdatei aus; es wird übergangen.',
          'Wait until it is done, or delete it.',
          'Warte, bis er fertig ist, oder lösche sie.',
        ),
      );
      return [];
    }
    return stat.isFile() && TABLES.test(name) ? [path] : [];
  });
}

function note(code: string, file: string, en: string, de: string, remedyEn: string, remedyDe: string): Problem {
  return { code, level: 'warning', message: { en, de }, place: { file }, remedy: { en: remedyEn, de: remedyDe } };
}
