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
  let decoded = bare;
  try {
    decoded = decodeURIComponent(bare);
  } catch {
    // A stray % is part of the name.
  }
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  for (const candidate of [normal(folder + decoded), normal(decoded), normal(`bizos/${decoded}`)]) {
    if (candidate !== undefined && exists(candidate)) return candidate;
    if (candidate !== undefined && exists(`${candidate}.md`)) return `${candidate}.md`;
  }
  return byName.get(decoded.toLowerCase()) ?? byName.get(`${decoded.toLowerCase()}.md`);
}

/** The path without `.` and `..`; undefined where it leads out of the tree. */
function normal(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.replace(/^\/+/, '').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
