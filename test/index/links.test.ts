import { expect, it } from 'vitest';
import { linkResolver } from '../../src/index/links.ts';

const PATHS = new Set([
  '',
  'bizos',
  'README.md',
  'bizos/a.md',
  'bizos/notes/a.md',
  'bizos/notes/Ä b.md',
  'bizos/roles/lead.md',
  'bizos/roles',
]);
const NAMES = new Map([
  ['lead.md', 'bizos/roles/lead.md'],
  ['sales lead', 'bizos/roles/lead.md'],
]);

it('links are followed from the folder, the root, bizos/, then by name; the answer for one document is not that for another', () => {
  const leadsTo = linkResolver(
    (path) => PATHS.has(path),
    (name) => NAMES.get(name),
  );
  const cases: readonly [target: string, from: string, leads: string | null][] = [
    ['a.md', 'bizos/x.md', 'bizos/a.md'],
    ['a.md', 'bizos/notes/x.md', 'bizos/notes/a.md'],
    ['a.md', 'cto-brain/x.md', 'bizos/a.md'],
    ['a', 'bizos/notes/x.md', 'bizos/notes/a.md'],
    ['a', 'cto-brain/x.md', 'bizos/a.md'],
    ['notes/a.md#part', 'README.md', 'bizos/notes/a.md'],
    ['../a.md?x', 'bizos/notes/x.md', 'bizos/a.md'],
    ['./%C3%84%20b.md', 'bizos/notes/x.md', 'bizos/notes/Ä b.md'],
    ['100%.md', 'bizos/x.md', null],
    ['/README.md', 'bizos/notes/x.md', 'README.md'],
    ['..', 'bizos/roles/lead.md', 'bizos'],
    ['..', 'bizos/x.md', ''],
    ['../..', 'bizos/x.md', null],
    ['roles', 'README.md', 'bizos/roles'],
    ['Lead', 'cto-brain/x.md', 'bizos/roles/lead.md'],
    ['Sales Lead', 'cto-brain/x.md', 'bizos/roles/lead.md'],
    ['gone.md', 'bizos/x.md', null],
    ['#part', 'bizos/x.md', '#part'],
    ['https://example.org/a.md', 'bizos/x.md', 'https://example.org/a.md'],
    ['//example.org', 'bizos/x.md', '//example.org'],
    ['bizos/<entity>/a.md', 'bizos/x.md', 'bizos/<entity>/a.md'],
    ['notes/*.md', 'bizos/x.md', 'notes/*.md'],
  ];
  // Twice, and the other way round: what one link was found to lead to must not tell on the next.
  for (const round of [cases, [...cases].reverse()])
    for (const [target, from, leads] of round) expect([target, from, leadsTo(target, from)]).toEqual([target, from, leads]);
});
