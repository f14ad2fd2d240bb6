import { spawn, spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { BizosError } from '../core/problem.ts';

/** How git is called. */
export interface GitCall {
  /** Folder that the call is made in (absolute). */
  readonly cwd: string;
  /** Bytes for standard input. */
  readonly input?: Uint8Array | string;
  /** Added to the scrubbed environment: `GIT_INDEX_FILE` for a hook, author and committer for a commit. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stop and fail after so many milliseconds; 60,000 where not given. */
  readonly timeoutMs?: number;
  /**
   * The user's own configuration counts (identity, signing key, credentials, proxies): needed to commit and to reach a remote.
   * Without it a check sees the same thing on every machine.
   */
  readonly asUser?: boolean;
}

/** What git answered. `stdout` is bytes, since paths need not be text. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Folders that the user's own configuration calls safe although somebody else owns them; asked for when git first refuses one. */
let safe: readonly string[] | undefined;

/** What a user may say in the environment about themselves and the way to a remote. */
const OF_THE_USER = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_ASKPASS',
] as const;

/**
 * Environment of a git call: nothing that the caller's shell says about repositories, indexes, objects, editors or configuration gets
 * through (`GIT_*`), no replacement of objects, no prompt for passwords, messages in English so that they can be told apart.
 */
function gitEnvironment(call: Pick<GitCall, 'env' | 'asUser'>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.startsWith('GIT_')) env[name] = value;
  if (call.asUser) for (const name of OF_THE_USER) if (process.env[name] !== undefined) env[name] = process.env[name];
  Object.assign(env, { GIT_NO_REPLACE_OBJECTS: '1', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' });
  if (!call.asUser) {
    Object.assign(env, { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull, GIT_ATTR_NOSYSTEM: '1' });
    // Nothing that only this clone says about history, and nothing fetched in passing, may change what a check sees.
    Object.assign(env, { GIT_GRAFT_FILE: devNull, GIT_NO_LAZY_FETCH: '1' });
    for (const [i, folder] of (safe ?? []).entries())
      Object.assign(env, { GIT_CONFIG_COUNT: `${i + 1}`, [`GIT_CONFIG_KEY_${i}`]: 'safe.directory', [`GIT_CONFIG_VALUE_${i}`]: folder });
  }
  return { ...env, ...call.env };
}

/**
 * Runs git and gives its answer, whatever it is. Throws BizosError (exit 4) when git is not there or does not come back in time. A checkout
 * that another user owns (containers of CI) is read only where the user's own configuration calls it safe.
 */
export async function git(words: readonly string[], call: GitCall): Promise<GitAnswer> {
  const answer = await once(words, call);
  if (answer.code !== 128 || call.asUser || safe !== undefined || !answer.stderr.includes('dubious ownership')) return answer;
  const said = await once(['config', '-z', '--get-all', 'safe.directory'], { cwd: call.cwd, asUser: true });
  safe = said.code === 0 ? said.stdout.toString('utf8').split('\0').filter(Boolean) : [];
  return safe.length > 0 ? once(words, call) : answer;
}

function once(words: readonly string[], call: GitCall): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', words, { cwd: call.cwd, env: gitEnvironment(call), stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      // What git started (ssh, a hook of a remote on this disk) may live on and keep the pipes open: it isn't waited for.
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
      child.unref();
      reject(tooSlow(words));
    }, call.timeoutMs ?? 60_000);
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', (error) => {
      clearTimeout(limit);
      reject(unusable(error));
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? 128, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') });
    });
    // Git may answer without reading all of its input; that is not an error of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(call.input ?? '');
  });
}

/** The same, waited for: where a hook has nothing else to do. */
export function gitNow(words: readonly string[], call: GitCall): GitAnswer {
  const done = spawnSync('git', words, {
    cwd: call.cwd,
    env: gitEnvironment(call),
    input: call.input ?? '',
    timeout: call.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 30,
  });
  if (done.error) throw (done.error as NodeJS.ErrnoException).code === 'ETIMEDOUT' ? tooSlow(words) : unusable(done.error);
  return { code: done.status ?? 128, stdout: done.stdout, stderr: done.stderr.toString('utf8') };
}

/** Standard output of a git call that must succeed. Throws BizosError (exit 4) with git's own words when it does not. */
export async function gitBytes(words: readonly string[], call: GitCall): Promise<Buffer> {
  const answer = await git(words, call);
  if (answer.code !== 0) throw refused(words, answer);
  return answer.stdout;
}

/** The same as text without the line end. */
export async function gitText(words: readonly string[], call: GitCall): Promise<string> {
  return (await gitBytes(words, call)).toString('utf8').replace(/\r?\n$/, '');
}

/** The error for a git call that failed: what was asked and git's own words. */
export function refused(words: readonly string[], answer: GitAnswer): BizosError {
  const said = answer.stderr.trim().split('\n').slice(-3).join(' ').slice(0, 400) || `exit ${answer.code}`;
  return new BizosError(
    4,
    { en: `git ${words[0]} failed: ${said}`, de: `git ${words[0]} ist fehlgeschlagen: ${said}` },
    { en: 'Look at the repository with: git status', de: 'Sieh dir das Repository an: git status' },
  );
}

function unusable(error: Error): BizosError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new BizosError(
    4,
    missing
      ? { en: 'git was not found, or the folder is gone.', de: 'git wurde nicht gefunden, oder der Ordner ist weg.' }
      : { en: `git could not be started: ${error.message}`, de: `git konnte nicht gestartet werden: ${error.message}` },
    { en: 'Install git 2.38 or newer.', de: 'Installiere git 2.38 oder neuer.' },
  );
}

function tooSlow(words: readonly string[]): BizosError {
  return new BizosError(
    4,
    { en: `git ${words[0]} did not come back in time.`, de: `git ${words[0]} kam nicht rechtzeitig zurück.` },
    { en: 'Check the network and the disk, then try again.', de: 'Prüfe Netz und Datenträger und versuche es noch einmal.' },
  );
}
