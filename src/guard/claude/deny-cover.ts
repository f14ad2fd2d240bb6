import type { ZoneRule } from '../../core/zone.ts';
import { matchesPath } from '../../tree/patterns.ts';

/** Files named one by one at most in a folder that is only partly in a zone; beyond that the hook alone refuses them. */
const FILES_MAX = 200;

/** Names directly below a folder of the tree, folders with `/` behind them. */
export type Lister = (folder: string) => readonly string[];

/**
 * What of a tree no zone lets anybody write, as few paths as possible: a folder (with `/` behind it) where nothing in it may be written,
 * else the files in it. Refusals of a host know no exceptions, so only what is wholly outside is named.
 */
export function denyCover(rules: readonly ZoneRule[], entities: readonly string[], list: Lister): readonly string[] {
  const writing = rules.filter(
    (rule) => rule.tree === undefined && (rule.access !== 'read' || rule.fields || rule.sections || rule.entries),
  );
  const denied: string[] = [];
  walk('', writing, entities, list, denied, 0);
  return denied;
}

function walk(
  folder: string,
  rules: readonly ZoneRule[],
  entities: readonly string[],
  list: Lister,
  denied: string[],
  depth: number,
): void {
  const files: string[] = [];
  for (const name of [...list(folder)].sort()) {
    const path = `${folder}${name}`;
    if (name === '.git/' || name === '.git') continue;
    if (!name.endsWith('/')) {
      if (!rules.some((rule) => covers(rule, path, entities))) files.push(path);
      continue;
    }
    const inside = rules.filter((rule) => reaches(rule.pattern, path, scopeOf(rule, entities)));
    if (inside.length === 0) denied.push(path);
    else if (depth < 12 && !inside.some((rule) => coversAll(rule, path, entities))) walk(path, inside, entities, list, denied, depth + 1);
  }
  if (files.length <= FILES_MAX) denied.push(...files);
}

function scopeOf(rule: ZoneRule, entities: readonly string[]): ReadonlySet<string> {
  return new Set(rule.entities ?? entities);
}

function covers(rule: ZoneRule, path: string, entities: readonly string[]): boolean {
  return matchesPath(rule.pattern, path, scopeOf(rule, entities));
}

/** Everything below a folder: a name that no pattern could list is covered only by a pattern for all names. */
function coversAll(rule: ZoneRule, folder: string, entities: readonly string[]): boolean {
  return covers(rule, `${folder}x`, entities) && covers(rule, `${folder}\u0001/\u0001`, entities);
}

/** Whether a pattern can name something at or below a folder. */
function reaches(pattern: string, folder: string, companies: ReadonlySet<string>): boolean {
  const parts = (pattern.endsWith('/') ? `${pattern}**` : pattern).split('/');
  const names = folder.slice(0, -1).split('/');
  for (const [i, name] of names.entries()) {
    const part = parts[i];
    if (part === '**') return true;
    if (part === undefined || !matchesPath(part, name, companies)) return false;
  }
  return parts.length > names.length;
}
