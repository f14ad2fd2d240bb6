import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { BizosError } from '../../../core/problem.ts';
import { writeWhole } from '../../../tree/write.ts';

/** What became of a file or of a crontab; with `dry` what would. */
export type Put = 'made' | 'changed' | 'removed' | 'same';

/**
 * Puts a file in its place, or takes it away (`text` undefined). Only files that carry the mark are touched. Throws BizosError: exit 3 where
 * somebody else's file stands there, 4 where the disk fails.
 */
export function putFile(path: string, text: string | undefined, mark: string, dry: boolean): Put {
  const there = textAt(path);
  if (there === undefined && text === undefined) return 'same';
  if (there === text) return 'same';
  if (there !== undefined && !there.includes(mark)) throw foreign(path);
  if (dry) return text === undefined ? 'removed' : there === undefined ? 'made' : 'changed';
  if (text === undefined) {
    rmSync(path);
    return 'removed';
  }
  mkdirSync(dirname(path), { recursive: true });
  const expected = there === undefined ? null : Buffer.from(there);
  writeWhole(path, Buffer.from(text), { root: dirname(path), expected });
  return there === undefined ? 'made' : 'changed';
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BizosError(
      4,
      { en: `${path} can't be read.`, de: `${path} ist nicht lesbar.` },
      { en: 'See who owns it: ls -l', de: 'Sieh nach, wem es gehört: ls -l' },
    );
  }
}

/** The user's crontab; empty where the user has none, undefined where the machine has no `crontab`. Throws BizosError (exit 4) where it fails. */
export function readCrontab(): string | undefined {
  const answer = spawnSync('crontab', ['-l'], { encoding: 'utf8' });
  if (answer.error) return undefined;
  // "no crontab for USER" is no failure; what else it says is.
  if (answer.status !== 0 && !/no crontab/i.test(answer.stderr)) throw crontabFailed(answer.stderr);
  return answer.status === 0 ? answer.stdout : '';
}

/** Puts a crontab in place of the user's. Throws BizosError (exit 4) where `crontab` refuses it. */
export function writeCrontab(text: string): void {
  const answer = spawnSync('crontab', ['-'], { encoding: 'utf8', input: text });
  if (answer.error) throw noCrontab();
  if (answer.status !== 0) throw crontabFailed(answer.stderr);
}

function foreign(path: string): BizosError {
  return new BizosError(
    3,
    { en: `${path} is there and not ours; it stays.`, de: `${path} gibt es, und es ist nicht von uns; es bleibt.` },
    { en: 'Look at it; move it away if nobody needs it.', de: 'Sieh es an; räume es weg, wenn es niemand braucht.' },
  );
}

/** There is no `crontab` to write to. */
export function noCrontab(): BizosError {
  return new BizosError(
    4,
    { en: 'There is no crontab on this machine.', de: 'Auf dieser Maschine gibt es kein crontab.' },
    { en: 'Install cron, or use: bizos schedule install --systemd', de: 'Installiere cron, oder nimm: bizos schedule install --systemd' },
  );
}

function crontabFailed(said: string): BizosError {
  const words = said.trim().split('\n')[0].slice(0, 200);
  return new BizosError(
    4,
    { en: `crontab refused: ${words}`, de: `crontab lehnte ab: ${words}` },
    { en: 'See: crontab -l', de: 'Siehe: crontab -l' },
  );
}
