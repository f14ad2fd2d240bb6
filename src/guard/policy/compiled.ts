import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../../core/problem.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import { POLICY_FILES } from './files.ts';

/** Raise it whenever reading the same documents gives another policy. */
const VERSION = 1;

const CACHE = '.bizos/zones.json';

/**
 * The policy of the tree on the disk. Reading Markdown takes longer than deciding, so the reading is kept in `.bizos/`, keyed by the
 * bytes of the documents that it came from; a check in CI never uses it.
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
    const kept = JSON.parse(readFileSync(join(root, CACHE), 'utf8')) as { schema?: string; key?: string; policy?: Checked<ZonePolicy> };
    return kept.schema === 'bizos.zones-cache/1' && kept.key === key ? kept.policy : undefined;
  } catch {
    return undefined;
  }
}

/** Names what the policy stands on: the documents' bytes, and the companies' folders. */
export function policyKey(root: string): string {
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

/** Disposable: a cache that can't be written only costs time. */
function keep(root: string, key: string, policy: Checked<ZonePolicy>): void {
  try {
    mkdirSync(join(root, '.bizos'), { recursive: true });
    const part = join(root, `${CACHE}.${process.pid}`);
    writeFileSync(part, JSON.stringify({ schema: 'bizos.zones-cache/1', key, policy }));
    renameSync(part, join(root, CACHE));
  } catch {}
}
