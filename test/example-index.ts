import { copyFileSync, mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openDatabase } from '../src/index/sqlite.ts';
import { stampOf } from '../src/index/stamp.ts';
import { walkTree } from '../src/tree/walk.ts';

/** So long before the copy its documents seem to be written: whatever a test writes later has another time, however coarse the clock is. */
const OLDER_MS = 60_000;

/**
 * Gives a copy of the example tree the index that the built program made of the example once (`build.setup.ts`), as if it had been asked there
 * before: reading all documents anew for every test costs more than most tests do. The program's own walk decides what it is worth: a document
 * that is not the example's is read, one that is gone is taken out. Where no run made one, the copy goes without.
 */
export function takeExampleIndex(root: string): void {
  const example = inject('example');
  if (example === undefined) return;
  mkdirSync(join(root, '.bizos'), { recursive: true, mode: 0o700 });
  const file = join(root, '.bizos', 'index.sqlite');
  copyFileSync(join(example, '.bizos', 'index.sqlite'), file);
  const older = new Date(Date.now() - OLDER_MS);
  for (const { path } of walkTree(root).files)
    if (sameBytes(join(root, path), join(example, path))) utimesSync(join(root, path), older, older);
  const store = openDatabase(file);
  store.pragma('synchronous = OFF');
  const stamped = store.prepare('UPDATE document SET stamp = ? WHERE path = ?');
  store.transaction(() => {
    for (const one of walkTree(root).files)
      if (sameBytes(join(root, one.path), join(example, one.path))) stamped.run(stampOf(one), one.path);
  })();
  store.close();
}

function sameBytes(one: string, other: string): boolean {
  const found = statSync(other, { throwIfNoEntry: false });
  return found !== undefined && found.size === statSync(one).size && readFileSync(one).equals(readFileSync(other));
}
