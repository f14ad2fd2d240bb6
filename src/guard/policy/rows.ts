import type { Problem } from '../../core/problem.ts';
import type { Access, EntryChange, EntryRight, ZoneRule } from '../../core/zone.ts';

/** What is written of a zone in one row or list item, before the companies that it counts for are known. */
export interface WrittenZone {
  /** The backticked path, or a table's cell. */
  readonly path: string;
  /** `stage: write`, `own entries: append, move`, `section "Metrics": write`; each as written. */
  readonly parts: readonly string[];
  /** `read` where the row says so for the file as a whole. */
  readonly mode?: Access;
  readonly file: string;
  readonly line: number;
}

const WRITE = /^(?:write|writes|w|rw|schreiben|schreibt|ja|yes)\b/i;
const READ = /^(?:read|reads|r|read-only|lesen|liest|nur lesen|no|nein|none|–|—|-|nichts|kein)(?:\b|$)/i;
const ENTRIES = /^(?:(own|eigene)\s+|(?:all|alle)\s+)?(?:entries|einträge)$/i;
const SECTION = /^(?:section|abschnitt)\s+["„“']?(.+?)["“”']?$/i;

const CHANGES: Readonly<Record<string, EntryChange>> = {
  append: 'append',
  add: 'append',
  anfügen: 'append',
  change: 'change',
  edit: 'change',
  ändern: 'change',
  move: 'move',
  verschieben: 'move',
  remove: 'remove',
  delete: 'remove',
  entfernen: 'remove',
};

/** `write`, `Write (outreach)`, `read`, `R`: what a cell allows; undefined where it says neither. */
export function accessIn(cell: string): Access | undefined {
  const word = cell.trim();
  if (WRITE.test(word)) return 'write';
  return READ.test(word) ? 'read' : undefined;
}

/** A row as a rule. What can't be read is a problem with the row's line, and gives nothing. */
export function ruleOf(written: WrittenZone, entities: readonly string[] | undefined): { rule?: ZoneRule; problems: readonly Problem[] } {
  const place = { file: written.file, line: written.line };
  const { tree, pattern } = treeAndPath(written.path);
  const bad = patternFault(pattern);
  if (bad) return { problems: [fault('zone-pattern', written, bad.en, bad.de)] };
  const fields: Record<string, Access> = {};
  const sections: Record<string, Access> = {};
  const problems: Problem[] = [];
  let entries: EntryRight | undefined;
  for (const part of written.parts) {
    const at = part.lastIndexOf(':');
    const name = (at < 0 ? part : part.slice(0, at)).trim();
    const said = at < 0 ? '' : part.slice(at + 1).trim();
    const whole = ENTRIES.exec(name);
    const section = SECTION.exec(name);
    if (whole) {
      const may = said
        .split(/[,\s]+/)
        .filter(Boolean)
        .map((word) => CHANGES[word.toLowerCase()]);
      if (may.length === 0 || may.includes(undefined as never))
        problems.push(fault('zone-part', written, `"${part}" names no change of entries`, `„${part}“ nennt keine Änderung von Einträgen`));
      else entries = { whose: whole[1] ? 'own' : 'all', may };
      continue;
    }
    const access = at < 0 ? (written.mode ?? 'write') : accessIn(said);
    if (!access || name === '')
      problems.push(fault('zone-part', written, `"${part}" is neither "write" nor "read"`, `„${part}“ ist weder „write“ noch „read“`));
    else if (section) sections[section[1]] = access;
    else fields[name] = access;
  }
  // Half a row would give more than was written: one part that can't be read closes the file.
  if (problems.length > 0) return { problems };
  const narrowed = Object.keys(fields).length > 0 || Object.keys(sections).length > 0 || entries !== undefined;
  const rule: ZoneRule = {
    pattern,
    ...(tree === undefined ? {} : { tree }),
    ...(narrowed ? {} : { access: written.mode ?? 'write' }),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(Object.keys(sections).length > 0 ? { sections } : {}),
    ...(entries ? { entries } : {}),
    ...(entities ? { entities } : {}),
    place,
  };
  return { rule, problems: [] };
}

/** `brand-site:content/**` is of the tree `brand-site`. One letter before the colon is a drive. */
function treeAndPath(path: string): { tree?: string; pattern: string } {
  const m = /^([a-z][a-z0-9-]+):(?!\/\/|\\)(.+)$/.exec(path);
  return m ? { tree: m[1], pattern: m[2] } : { pattern: path };
}

/** What is wrong with a pattern; undefined where it is one. */
function patternFault(pattern: string): { en: string; de: string } | undefined {
  const bare = pattern.replace(/\[entity\]|<entity>/g, 'x');
  if (pattern === '' || pattern !== pattern.trim())
    return { en: 'it is empty or has blanks around it', de: 'es ist leer oder hat Leerraum darum' };
  if (/^[/~\\]|^[A-Za-z]:/.test(pattern))
    return { en: 'it is no path from the tree’s root', de: 'es ist kein Pfad ab der Wurzel des Baums' };
  if (/[[\]{}<>()!?\\|"$]/.test(bare))
    return { en: 'only *, **, [entity] and <entity> stand for something', de: 'nur *, **, [entity] und <entity> stehen für etwas' };
  if (
    bare
      .replace(/\/$/, '')
      .split('/')
      .some((part) => part === '' || part === '.' || part === '..')
  )
    return { en: 'it has an empty part, "." or ".."', de: 'es enthält einen leeren Teil, „.“ oder „..“' };
  if (bare.split('/').some((part) => part !== '**' && part.includes('**')))
    return { en: '** stands alone between slashes', de: '** steht allein zwischen Schrägstrichen' };
  if ((bare.match(/\*/g) ?? []).length > 12) return { en: 'it has more than twelve stars', de: 'es hat mehr als zwölf Sterne' };
  if (pattern.normalize('NFC') !== pattern) return { en: 'it is not in Unicode form NFC', de: 'es steht nicht in der Unicode-Form NFC' };
  return undefined;
}

function fault(code: string, written: WrittenZone, en: string, de: string): Problem {
  return {
    code,
    level: 'error',
    message: {
      en: `The zone \`${written.path}\` can't be used: ${en}.`,
      de: `Die Zone \`${written.path}\` ist nicht zu gebrauchen: ${de}.`,
    },
    place: { file: written.file, line: written.line },
    remedy: {
      en: 'Write it like: - `bizos/[entity]/crm/deals/*.md` with `stage: write`, `icp_score: read`',
      de: 'Schreibe es so: - `bizos/[entity]/crm/deals/*.md` mit `stage: write`, `icp_score: read`',
    },
  };
}
