import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../../core/session.ts';
import type { Language } from '../../core/text.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { createNew, writeWhole } from '../../tree/write.ts';
import { ACTIVE, ARCHIVE, activePath, archivePath, oneParagraph, readSession, recordText } from './record.ts';

/** A session's record as it stands on the disk. */
export interface KeptSession {
  readonly session: Session;
  readonly path: string;
}

/** Records of sessions that have begun and not ended, oldest first. Files that are no records are passed over. */
export function activeSessions(root: string): readonly KeptSession[] {
  return recordsIn(root, ACTIVE).sort(byStart);
}

/** Records of sessions that have ended, newest first; of one month (`2026-11`) or of all. */
export function endedSessions(root: string): readonly KeptSession[] {
  return namesIn(join(root, ARCHIVE))
    .filter((name) => /^\d{4}-\d{2}$/.test(name))
    .flatMap((month) => recordsIn(root, `${ARCHIVE}/${month}`))
    .sort((a, b) => byStart(b, a));
}

/** By when they began; in the same moment, by their tokens. */
function byStart({ session: a }: KeptSession, { session: b }: KeptSession): number {
  return a.started === b.started ? a.token - b.token : a.started < b.started ? -1 : 1;
}

/** One session by its id, running or ended; undefined where there is none. */
export function findSession(root: string, id: string): KeptSession | undefined {
  return activeSessions(root).find(({ session }) => session.id === id) ?? endedSessions(root).find(({ session }) => session.id === id);
}

function recordsIn(root: string, folder: string): KeptSession[] {
  return namesIn(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name): KeptSession[] => {
      const path = `${folder}/${name}`;
      const session = readSession(path, readFileSync(join(root, path)));
      return session ? [{ session, path }] : [];
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Writes the record of a session that begins. Throws BizosError as `createNew` does. */
export function writeRecord(root: string, session: Session, language: Language): string {
  const path = activePath(session.id);
  createNew(join(root, path), Buffer.from(recordText(session, language)), { root });
  return path;
}

/** Adds a note, with its moment, to a running session's record. */
export function addNote(root: string, id: string, moment: string, words: string): void {
  changeRecord(root, activePath(id), (bytes) => {
    const text = `- ${moment.slice(0, 16).replace('T', ' ')} ${oneParagraph(words)}\n`;
    const body = Buffer.from(bytes).toString('utf8');
    const apart = /(?:^|\n)#[^\n]*\n?$/.test(body) ? '\n' : '';
    return Buffer.from(`${body}${body.endsWith('\n') ? '' : '\n'}${apart}${text}`);
  });
}

/** What is written down when a session ends. */
export interface Ending {
  readonly ended: string;
  readonly outcome?: string;
  /** Files that it changed, from the tree's root. */
  readonly changed: readonly string[];
  /** Who took it over, where it did not end by itself. */
  readonly takenBy?: string;
}

/**
 * Moves a record to the archive with what came of the session. Written there first: a crash between leaves both, and the ended one counts.
 * Gives the paths that were made and removed.
 */
export async function archiveRecord(
  root: string,
  session: Session,
  ending: Ending,
  language: Language,
): Promise<{ readonly made: string; readonly removed: string }> {
  const { applyEdit } = await import('../../tree/edit/index.ts');
  const from = activePath(session.id);
  const made = archivePath(session.id, ending.ended);
  const there = existsSync(join(root, from));
  const before = there ? readBytes(join(root, from)) : Buffer.from(recordText(session, language));
  const stamped = applyEdit(before, { kind: 'front-matter', key: 'ended', value: ending.ended }).bytes;
  const text = Buffer.from(stamped).toString('utf8').replace(/\s*$/, '\n');
  if (!existsSync(join(root, made))) createNew(join(root, made), Buffer.from(`${text}${endingText(ending, language)}`), { root });
  if (there) rmSync(join(root, from));
  return { made, removed: from };
}

function endingText({ outcome, changed, takenBy }: Ending, language: Language): string {
  const de = language === 'de';
  const parts: string[] = [];
  if (outcome !== undefined && outcome.trim() !== '') parts.push(`\n## ${de ? 'Ergebnis' : 'Outcome'}\n\n${oneParagraph(outcome)}\n`);
  if (takenBy !== undefined) parts.push(`\n## ${de ? 'Übernommen' : 'Taken over'}\n\n${de ? 'Von' : 'By'} ${oneParagraph(takenBy)}.\n`);
  const list = changed.length > 0 ? changed.map((path) => `- ${codeSpan(path)}`).join('\n') : de ? 'Keine.' : 'None.';
  parts.push(`\n## ${de ? 'Geänderte Dateien' : 'Files changed'}\n\n${list}\n`);
  return parts.join('');
}

/** A path as code: more backticks around it than are in it. */
function codeSpan(path: string): string {
  const longest = Math.max(0, ...[...path.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${path} ${fence}` : `${fence}${path}${fence}`;
}

function changeRecord(root: string, path: string, change: (bytes: Uint8Array) => Uint8Array): void {
  for (let attempt = 0; ; attempt++) {
    const expected = readBytes(join(root, path));
    try {
      writeWhole(join(root, path), change(expected), { root, expected });
      return;
    } catch (error) {
      // Another note came between; it stays, and this one goes behind it.
      if (attempt >= 20 || (error as { exit?: number }).exit !== 3) throw error;
    }
  }
}
