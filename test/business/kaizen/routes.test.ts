import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ROUTES, withDefaults } from '../../../src/business/kaizen/routes.ts';
import { routesOf } from '../../../src/tree/kinds/learn-routes.ts';
import { document } from '../../tree/fixture.ts';
import { REPOSITORY } from '../group/fake-context.ts';

describe('learn routes', () => {
  it.each(['bizos/STRUCTURE.md', 'templates/tree/en/bizos/STRUCTURE.md', 'templates/tree/de/bizos/STRUCTURE.md'])(
    '%s has the defaults',
    (path) => {
      expect(routesOf(document('bizos/STRUCTURE.md', readFileSync(join(REPOSITORY, path), 'utf8')))).toEqual({
        routes: DEFAULT_ROUTES,
        problems: [],
      });
    },
  );

  it('a row of the tree stands before a default for the same words', () => {
    const own = { kind: 'kaizen', scope: 'bizos', file: 'bizos/ELSEWHERE.md', prefix: 'E' } as const;
    expect(withDefaults([own]).filter(({ kind, scope }) => kind === 'kaizen' && scope === 'bizos')).toEqual([own]);
  });

  it.each(['../out.md', '/etc/passwd', 'bizos/../../x.md', 'bizos\\x.md', 'bizos/x.txt', '_SESSIONS/x.md'])(
    '%s is no place for a lesson',
    (file) => {
      const text = `# S\n\n## Learn Routes\n\n| Say | File | Id |\n|---|---|---|\n| kaizen x | ${file} | K-X |\n`;
      const { routes, problems } = routesOf(document('bizos/STRUCTURE.md', text));
      expect([routes, problems.map(({ code, place }) => `${code}:${place?.line}`)]).toEqual([[], ['learn-route-unreadable:7']]);
    },
  );
});
