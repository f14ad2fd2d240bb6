import { slugOf } from './kinds/entity.ts';
import { labelKey } from './tables.ts';

/** A company as a scope may name it. */
export interface Named {
  /** `02_Solartech`, or a path that ends so. */
  readonly folder: string;
  readonly slug?: string;
  readonly name?: string;
}

const EVERY = /^(?:all|alle)\b/i;

/** Whether a scope means every company: it names none, or says so (`All entities`). */
export function isEvery(scope: readonly string[]): boolean {
  return scope.length === 0 || scope.some((word) => EVERY.test(word));
}

/** Whether an agent's scope holds a company, by folder, slug or name. "All" means the companies, not the group's own folder (`00_…`). */
export function isInScope(scope: readonly string[], { folder, slug, name }: Named): boolean {
  if (isEvery(scope)) return !/(?:^|\/)00/.test(folder);
  const own = new Set([slugOf(folder), ...(slug === undefined ? [] : [slug])]);
  return scope.some((written) => {
    const word = written.replace(/\s*\(.*\)$/, '');
    return own.has(slugOf(word)) || (name !== undefined && labelKey(word) === labelKey(name));
  });
}
