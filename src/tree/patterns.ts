const compiled = new Map<string, RegExp>();

/**
 * Whether a tree-relative path matches a pattern: literals, `*` (any run within a part), `**` (any number of parts), and
 * `[entity]` or `<entity>` for one company's folder. Anchored at both ends; nothing else is special, and nothing is negated.
 */
export function matchesPath(pattern: string, path: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    const source = pattern
      .split('/')
      .map((part) => (part === '**' ? '**' : part.split(/(\*|\[entity\]|<entity>)/).map(piece).join('')))
      .join('/')
      .replace(/\*\*\//g, '(?:[^/]+/)*')
      .replace(/\/?\*\*$/, '(?:/[^/]+)*');
    expression = new RegExp(`^${source}$`, 'u');
    compiled.set(pattern, expression);
  }
  return expression.test(path);
}

function piece(text: string): string {
  if (text === '*') return '[^/]*';
  if (text === '[entity]' || text === '<entity>') return '[^/]+';
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
