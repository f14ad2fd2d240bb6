import { BizosError } from '../../core/problem.ts';
import type { LearnKind, LearnRoute } from '../../tree/kinds/learn-routes.ts';

/** What holds where a tree says nothing else. */
export const DEFAULT_ROUTES: readonly LearnRoute[] = [
  { kind: 'kaizen', scope: 'bizos', file: 'bizos/KAIZEN_LOG.md', prefix: 'K-BIZ' },
  { kind: 'failure', scope: 'bizos', file: 'bizos/FAILURE_LOG.md', prefix: 'F-BIZ' },
  { kind: 'rule', scope: 'bizos', file: 'bizos/BIZOS_RULES.md', prefix: 'R-BIZ' },
  { kind: 'pattern', scope: 'bizos', file: 'bizos/BIZOS_PATTERNS.md', prefix: 'P-BIZ' },
  { kind: 'kaizen', scope: 'cto', file: 'cto-brain/kaizen/KAIZEN_LOG.md', prefix: 'K-CTO' },
];

/** Where a lesson goes. Throws BizosError (exit 2) that names the ways there are, and where to add one. */
export function routeFor(routes: readonly LearnRoute[], kind: LearnKind, scope: string): LearnRoute {
  const found = routes.find((route) => route.kind === kind && route.scope === scope.toLowerCase());
  if (found) return found;
  const known = routes.map((route) => `learn ${route.kind} ${route.scope}: …`).join(', ');
  throw new BizosError(
    2,
    { en: `"${kind} ${scope}" leads nowhere.`, de: `„${kind} ${scope}“ führt nirgendwohin.` },
    {
      en: `Ways there are: ${known}. Add a row to "Learn Routes" in bizos/STRUCTURE.md for another.`,
      de: `Wege, die es gibt: ${known}. Für einen weiteren: eine Zeile in „Lernwege“ in bizos/STRUCTURE.md.`,
    },
  );
}

/** The tree's own rows before the defaults; a row for the same words replaces the default. */
export function withDefaults(own: readonly LearnRoute[]): LearnRoute[] {
  const same = (a: LearnRoute, b: LearnRoute): boolean => a.kind === b.kind && a.scope === b.scope;
  return [...own, ...DEFAULT_ROUTES.filter((route) => !own.some((one) => same(one, route)))];
}
