import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Text } from '../../core/text.ts';
import { git } from '../../git/run.ts';

/** Why the check in CI will refuse what an agent commits from this clone, although it is that agent's, and what to type against it. */
export interface SigningGap {
  readonly message: Text;
  /** Commands of a shell, in their order. */
  readonly commands: readonly string[];
}

/** What stands for the file of the agent's key in a command. */
const KEY_FILE = 'KEY.pub';

/**
 * Whether commits of this clone are signed with one of an agent's keys, as the policy asks where it lists some (OpenSSH, one line each);
 * undefined: they are, or none are listed. `commit`: the one that began the session, unsigned then like what follows. Where the key
 * can't be seen (an agent of keys, a card), nothing is said against it.
 */
export async function signingGap(root: string, agent: string, keys: readonly string[], commit?: string): Promise<SigningGap | undefined> {
  if (keys.length === 0) return undefined;
  const [signs, format, key, other] = await Promise.all([
    setting(root, '--type=bool', 'commit.gpgSign'),
    setting(root, 'gpg.format'),
    setting(root, 'user.signingKey'),
    setting(root, 'gpg.ssh.defaultKeyCommand'),
  ]);
  const again = commit === undefined ? [] : ['git commit --amend --no-edit'];
  const missing = [
    ...(format === 'ssh' ? [] : ['git config gpg.format ssh']),
    ...(key === '' && other === '' ? [`git config user.signingKey ${KEY_FILE}`] : []),
    ...(signs === 'true' ? [] : ['git config commit.gpgSign true']),
  ];
  if (missing.length > 0)
    return {
      message: {
        en: `The policy lists a signing key for ${agent}, and this clone does not sign its commits with one: CI will refuse them.`,
        de: `Die Regeln nennen einen Signaturschlüssel für ${agent}, und dieser Klon signiert seine Commits nicht damit: Die CI wird sie ablehnen.`,
      },
      commands: [...missing, ...again],
    };
  const used = key === '' ? undefined : publicKey(root, key);
  if (used === undefined || keys.some((listed) => sameKey(listed, used))) return undefined;
  return {
    message: {
      en: `This clone signs with a key that the policy does not list for ${agent}: CI will refuse its commits.`,
      de: `Dieser Klon signiert mit einem Schlüssel, den die Regeln für ${agent} nicht nennen: Die CI wird seine Commits ablehnen.`,
    },
    commands: [`git config user.signingKey ${KEY_FILE}`, ...again],
  };
}

async function setting(root: string, ...words: readonly string[]): Promise<string> {
  const name = words[words.length - 1];
  const { stdout } = await git(['config', ...words.slice(0, -1), '--get', name], { cwd: root, asUser: true });
  return stdout.toString('utf8').trim();
}

/** The public key that git's setting means: the key itself, or the file of it, or the private one's beside it. Undefined: not to be seen. */
function publicKey(root: string, set: string): string | undefined {
  const literal = set.replace(/^key::/, '');
  if (/^(?:ssh-|ecdsa-|sk-)/.test(literal)) return literal;
  const path = resolve(root, set.replace(/^~(?=\/)/, homedir()));
  try {
    return readFileSync(path.endsWith('.pub') ? path : `${path}.pub`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Kind and key; what stands behind them is a comment. */
function sameKey(a: string, b: string): boolean {
  const words = (key: string): string => key.trim().split(/\s+/).slice(0, 2).join(' ');
  return words(a) === words(b);
}
