import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { gitNow } from '../git/run.ts';
import { redactor } from './redact.ts';

/** Secrets by name, from outside the tree. */
export interface Secrets {
  /** The secret's value; undefined where it is nowhere set. Throws BizosError (exit 3) where git tracks the `.env`. */
  get(name: string): string | undefined;
  /** The text without any secret that was given out so far, or that looks like one. */
  redact(text: string): string;
}

const NAME = /^[A-Z][A-Z0-9_]{1,63}$/;

/**
 * Secrets of this machine, looked for in the environment, then in `.env` at the root of the tree, then in the system's keychain
 * (`secret-tool` or `security`, service `bizos`; not asked where BIZOS_KEYCHAIN is `0`). Nothing is read before the first question.
 */
export function openSecrets(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Secrets {
  const known = new Map<string, string | undefined>();
  let file: ReadonlyMap<string, string> | undefined;
  const find = (name: string): string | undefined => {
    if (!NAME.test(name)) return undefined;
    const own = environment[name];
    if (own) return own;
    file ??= readDotEnv(root);
    return file.get(name) || keychain(name, environment, platform);
  };
  return {
    get: (name) => {
      if (!known.has(name)) known.set(name, find(name));
      return known.get(name);
    },
    redact: (text) => redactor([...known.values()])(text),
  };
}

/** Lines `NAME=value` of a `.env`: `export ` before it, quotes around it and a comment behind it are allowed; nothing is expanded. */
export function parseDotEnv(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const parts = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!parts) continue;
    const [, name, raw] = parts;
    const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(?:#.*)?$/.exec(raw);
    if (quoted) found.set(name, quoted[2] ?? (quoted[1] ?? '').replace(/\\n/g, '\n').replace(/\\(.)/g, '$1'));
    else found.set(name, raw.replace(/(?:^|\s)#.*$/, '').trim());
  }
  return found;
}

function readDotEnv(root: string): Map<string, string> {
  const path = join(root, '.env');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new BizosError(
      4,
      { en: 'The file .env can not be read.', de: 'Die Datei .env ist nicht lesbar.' },
      { en: 'Give yourself permission to read it.', de: 'Gib dir die Berechtigung, sie zu lesen.' },
    );
  }
  // A link may lead to a file that git has under another name.
  const real = realpathSync(path);
  if (isTracked(path) || (real !== path && isTracked(real)))
    throw new BizosError(
      3,
      {
        en: 'git tracks the file .env; its secrets are not used.',
        de: 'git verfolgt die Datei .env; ihre Geheimnisse werden nicht benutzt.',
      },
      {
        en: 'Run: git rm --cached .env; add .env to .gitignore; then change every secret in it, since history keeps them.',
        de: 'Führe aus: git rm --cached .env; nimm .env in .gitignore auf; tausche dann alle Geheimnisse aus, denn die Historie behält sie.',
      },
    );
  return parseDotEnv(text);
}

function isTracked(path: string): boolean {
  return gitNow(['ls-files', '--error-unmatch', '-z', '--', basename(path)], { cwd: dirname(path), timeoutMs: 10_000 }).code === 0;
}

/** Asks the system's keychain; a machine without one, a locked one or one that takes longer than five seconds has no such secret. */
function keychain(name: string, environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string | undefined {
  if (environment.BIZOS_KEYCHAIN === '0') return undefined;
  const [program, words] =
    platform === 'darwin'
      ? ['security', ['find-generic-password', '-s', 'bizos', '-a', name, '-w']]
      : ['secret-tool', ['lookup', 'service', 'bizos', 'name', name]];
  if (platform === 'win32') return undefined;
  const env = { PATH: environment.PATH, HOME: environment.HOME, DBUS_SESSION_BUS_ADDRESS: environment.DBUS_SESSION_BUS_ADDRESS };
  const done = spawnSync(program as string, words as string[], {
    env,
    timeout: 5_000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (done.error || done.status !== 0) return undefined;
  return done.stdout.toString('utf8').replace(/\r?\n$/, '') || undefined;
}
