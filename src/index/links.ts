import { existsSync, readdirSync } from 'node:fs';

/** What a link's target leads to, from the document that it stands in: a path in the tree, or null. */
export type LeadsTo = (target: string, from: string) => string | null;

/**
 * Follows links as they are written: from the document's folder, from the root, from `bizos/`, then by the name of a file or by a title
 * (`byName`, asked in lower case). Null where that leads to nothing; what is not for the tree to say (a web address, a part of the same page,
 * a pattern) counts as leading to itself.
 */
export function linkResolver(exists: (path: string) => boolean, byName: (name: string) => string | undefined): LeadsTo {
  const at = (path: string): string | undefined => {
    const candidate = normal(path);
    if (candidate === undefined || exists(candidate)) return candidate;
    return !candidate.endsWith('.md') && exists(`${candidate}.md`) ? `${candidate}.md` : undefined;
  };
  // What doesn't depend on the document that a link stands in: asked once for all links to the same.
  const known = new Map<string, string | null>();
  const fromAnywhere = (name: string): string | null => {
    let found = known.get(name);
    if (found === undefined) {
      const lower = name.toLowerCase();
      found = at(name) ?? at(`bizos/${name}`) ?? byName(lower) ?? byName(`${lower}.md`) ?? null;
      known.set(name, found);
    }
    return found;
  };
  return (target, from) => {
    const bare = target.replace(/[#?].*$/, '');
    if (bare === '' || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return target;
    // A pattern or a placeholder names many documents, or none yet.
    if (/[*[\]<>{}]|YYYY|XXX/.test(bare)) return target;
    const name = bare.includes('%') ? unescaped(bare) : bare;
    return at(from.slice(0, from.lastIndexOf('/') + 1) + name) ?? fromAnywhere(name);
  };
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
  const listed = new Map<string, ReadonlySet<string> | 'unlisted'>();
  return (path) => {
    // The folder itself: a link that goes up to it.
    if (path === '') return true;
    const cut = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(cut, 0));
    let names = listed.get(folder);
    if (names === undefined) {
      names = namesIn(`${root}/${folder}`);
      listed.set(folder, names);
    }
    return (names === 'unlisted' || names.has(inAnyCase(path.slice(cut + 1)))) && existsSync(`${root}/${path}`);
  };
}

/** None where there is no such folder; 'unlisted' where the list can't be had though the folder may be there. */
function namesIn(folder: string): ReadonlySet<string> | 'unlisted' {
  try {
    return new Set(readdirSync(folder).map(inAnyCase));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? new Set() : 'unlisted';
  }
}

const inAnyCase = (name: string): string => name.normalize('NFC').toLowerCase();
