import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../../core/problem.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import { POLICY_FILES } from './files.ts';
import { GUARDED } from './guarded.ts';

/** Raise it whenever reading the same documents gives another policy. */
const VERSION = 2;

const CACHE = '.bizos/zones.json';

/** As it lies on the disk. What guards the guard is never taken from there. */
interface Kept {
  readonly schema: string;
  readonly key: string;
  /** Of the key and the policy together: a file that was changed by hand is read anew. */
  readonly hash: string;
  readonly policy: Checked<Omit<ZonePolicy, 'guarded'>>;
}

/**
 * The policy of the tree on the disk. Reading Markdown takes longer than deciding, so the reading is kept in `.bizos/`, keyed by the
 * bytes of the documents that it came from, and believed only with its own hash. An agent can't write there (the folder guards the
 * guard), but a program run by it could: the check in CI never uses it.
 */
export async function policyHere(root: string): Promise<Checked<ZonePolicy>> {
  const key = policyKey(root);
  const kept = keptPolicy(root, key);
  if (kept) return kept;
  const [{ readPolicy }, { worktreeSource }] = await Promise.all([import('./read.ts'), import('./source.ts')]);
  const made = await readPolicy(worktreeSource(root));
  keep(root, key, made);
  return made;
}

/** The policy as it was kept for exactly these documents; undefined where it must be read anew. Never throws. */
export function keptPolicy(root: string, key = policyKey(root)): Checked<ZonePolicy> | undefined {
  try {
    const kept = JSON.parse(readFileSync(join(root, CACHE), 'utf8')) as Kept;
    if (kept.schema !== 'bizos.zones-cache/1' || kept.key !== key || kept.hash !== hashOf(key, kept.policy)) return undefined;
    return { value: { ...kept.policy.value, guarded: GUARDED }, problems: kept.policy.problems };
  } catch {
    return undefined;
  }
}

/** Names what the policy stands on: the documents' bytes, and the companies' folders. */
function policyKey(root: string): string {
  const hash = createHash('sha256').update(`zones ${VERSION}`);
  for (const file of POLICY_FILES) hash.update(`\0${file}\0`).update(bytesOf(join(root, file)));
  for (const name of foldersOf(join(root, 'bizos'))) hash.update(`\0${name}`);
  return hash.digest('hex');
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}

function foldersOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

function hashOf(key: string, policy: Kept['policy']): string {
  return createHash('sha256')
    .update(`${key}\0${JSON.stringify(policy)}`)
    .digest('hex');
}

/** Disposable: a cache that can't be written only costs time. */
function keep(root: string, key: string, made: Checked<ZonePolicy>): void {
  const { guarded: _, ...value } = made.value;
  const policy = { value, problems: made.problems };
  const kept: Kept = { schema: 'bizos.zones-cache/1', key, hash: hashOf(key, policy), policy };
  try {
    mkdirSync(join(root, '.bizos'), { recursive: true });
    const part = join(root, `${CACHE}.${process.pid}`);
    writeFileSync(part, JSON.stringify(kept));
    renameSync(part, join(root, CACHE));
  } catch {}
}
