import { existsSync, readdirSync } from 'node:fs';

/**
 * What a link's target means in the tree: the path of a document or folder, undefined where it leads to nothing, and null where
 * it is not for the tree to say (a web address, a part of the same page).
 */
export function resolveLink(
  target: string,
  from: string,
  exists: (path: string) => boolean,
  byName: ReadonlyMap<string, string>,
): string | null | undefined {
  const bare = target.replace(/[#?].*$/, '');
  if (bare === '' || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return null;
  // A pattern or a placeholder names many documents, or none yet.
  if (/[*[\]<>{}]|YYYY|XXX/.test(bare)) return null;
  const decoded = bare.includes('%') ? unescaped(bare) : bare;
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  for (const above of [folder, '', 'bizos/']) {
    const candidate = normal(above + decoded);
    if (candidate === undefined) continue;
    if (exists(candidate)) return candidate;
    if (!candidate.endsWith('.md') && exists(`${candidate}.md`)) return `${candidate}.md`;
  }
  return byName.get(decoded.toLowerCase()) ?? byName.get(`${decoded.toLowerCase()}.md`);
}

function unescaped(bare: string): string {
  try {
    return decodeURIComponent(bare);
  } catch {
    // A stray % is part of the name.
    return bare;
  }
}

/** The path without `.` and `..`; undefined where it leads out of the tree. */
function normal(path: string): string | undefined {
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.replace(/^\/+/, '').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/**
 * Tells for many paths below a folder whether something stands there. A folder is listed once, and only a name that is in the list,
 * in whatever case, is looked at itself: most links that lead nowhere are answered without asking the disk again.
 */
export function standsOnDisk(root: string): (path: string) => boolean {
  const listed = new Map<string, ReadonlySet<string> | undefined>();
  return (path) => {
    // The folder itself: a link that goes up to it.
    if (path === '') return true;
    const cut = path.lastIndexOf('/');
    const folder = `${root}/${path.slice(0, Math.max(cut, 0))}`;
    let names = listed.get(folder);
    if (!listed.has(folder)) {
      names = namesIn(folder);
      listed.set(folder, names);
    }
    return (names === undefined || names.has(inAnyCase(path.slice(cut + 1)))) && existsSync(`${root}/${path}`);
  };
}

/** Undefined where the list can't be had though the folder may be there. */
function namesIn(folder: string): ReadonlySet<string> | undefined {
  try {
    return new Set(readdirSync(folder).map(inAnyCase));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? new Set() : undefined;
  }
}

const inAnyCase = (name: string): string => name.normalize('NFC').toLowerCase();
