import type { Problem } from '../core/problem.ts';
import type { DocumentKind } from '../tree/kinds.ts';
import { type WalkedFile, walkTree } from '../tree/walk.ts';
import { stampOf } from './stamp.ts';
import type { Store } from './store.ts';

/** What bringing the index up to date took. */
export interface Refreshed {
  readonly read: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Of the walk: links that are not followed, folders that can't be read. */
  readonly problems: readonly Problem[];
}

/**
 * Brings the index up to date with the tree: a stat walk, then only what changed is read. Documents that `leave` names are left for the next
 * time, for operations that don't ask the index for them. Not where the index was filled with other kinds: what it says of them is of those.
 */
export async function refresh(
  store: Store,
  root: string,
  kinds: readonly DocumentKind[],
  leave?: (path: string) => boolean,
): Promise<Refreshed> {
  const started = Date.now();
  const signature = JSON.stringify(kinds.map(({ name, version, paths }) => [name, version, paths]));
  const kindsChanged = store.prepare("SELECT value FROM meta WHERE key = 'kinds'").pluck().get() !== signature;
  const { files, problems } = walkTree(root);
  if (!kindsChanged && holds(store, files)) return { read: 0, removed: 0, unchanged: files.length, problems };
  const known = new Map(store.prepare('SELECT path, stamp FROM document').raw().all() as [path: string, stamp: string][]);
  const mayLeave = !kindsChanged || known.size === 0;
  const changed: WalkedFile[] = [];
  for (const file of files) {
    const before = known.get(file.path);
    known.delete(file.path);
    if ((!kindsChanged && before === stampOf(file)) || (mayLeave && leave?.(file.path))) continue;
    changed.push(file);
  }
  const gone = [...known.keys()];
  const result = { read: changed.length, removed: gone.length, unchanged: files.length - changed.length, problems };
  if (changed.length === 0 && gone.length === 0 && !kindsChanged) return result;
  const { takeIn } = await import('./take-in.ts');
  await takeIn(store, root, kinds, { changed, gone, started, signature });
  return result;
}

/** Whether the index holds these very files, asked in one question: two lists of stamps in one order, compared as one text each. */
function holds(store: Store, files: readonly WalkedFile[]): boolean {
  const held = store.prepare("SELECT group_concat(stamp, '//' ORDER BY stamp) FROM document").pluck().get();
  return held === files.map(stampOf).sort().join('//');
}
