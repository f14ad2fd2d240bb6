/** A pattern cut into its parts, and each part at its stars. */
type Compiled = readonly ('**' | 'entity' | readonly string[])[];

const compiled = new Map<string, Compiled>();

/**
 * Whether a tree-relative path matches a pattern: literals, `*` (any run within a part), `**` (any number of parts, none too), and
 * `[entity]` or `<entity>` for one company's folder (`companies`: the folders that count as one; any, where not given). A pattern
 * that ends in `/` means everything below. Anchored at both ends; nothing else is special, and nothing is negated. Linear in
 * the path for each star, never exponential.
 */
export function matchesPath(pattern: string, path: string, companies?: ReadonlySet<string>): boolean {
  let parts = compiled.get(pattern);
  if (!parts) {
    parts = compile(pattern);
    compiled.set(pattern, parts);
  }
  return matchParts(parts, path.split('/'), companies);
}

/**
 * The same for one pattern that is asked about many paths: what is literal in it turns most of them away before anything is cut up.
 */
export function pathMatcher(pattern: string, companies?: ReadonlySet<string>): (path: string) => boolean {
  const parts = compile(pattern);
  const literals = pattern.split(/\*\*\/?|\*|\[entity\]|<entity>/);
  // `a/**` means `a` too, so no literal keeps the slash at its end.
  const last = literals.length > 1 && !pattern.endsWith('/') ? literals[literals.length - 1] : '';
  const [prefix, ...inner] = literals.map((text) => text.replace(/\/$/, ''));
  const longest = inner.reduce((long, text) => (text.length > long.length ? text : long), '');
  return (path) =>
    path.startsWith(prefix) &&
    path.endsWith(last) &&
    (longest === '' || path.includes(longest)) &&
    matchParts(parts, path.split('/'), companies);
}

function compile(pattern: string): Compiled {
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  return whole.split('/').map((part) => {
    if (part === '**') return '**';
    if (part === '[entity]' || part === '<entity>') return 'entity';
    return part.split('*');
  });
}

function matchParts(pattern: Compiled, path: readonly string[], companies: ReadonlySet<string> | undefined): boolean {
  // As with stars inside a part: only the last `**` need ever be tried again, which keeps it linear for each.
  let p = 0;
  let at = 0;
  let retry: { p: number; at: number } | undefined;
  while (at < path.length) {
    const part = pattern[p];
    if (part === '**') {
      retry = { p: ++p, at };
      continue;
    }
    if (part !== undefined && matchPart(part, path[at], companies)) {
      p++;
      at++;
      continue;
    }
    if (!retry) return false;
    p = retry.p;
    at = ++retry.at;
  }
  while (pattern[p] === '**') p++;
  return p === pattern.length;
}

function matchPart(part: 'entity' | readonly string[], name: string, companies: ReadonlySet<string> | undefined): boolean {
  if (part === 'entity') return companies ? companies.has(name) : name !== '';
  if (part.length === 1) return part[0] === name;
  const [first, last] = [part[0], part[part.length - 1]];
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of part.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - last.length;
}
