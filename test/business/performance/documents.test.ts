import { describe, expect, it } from 'vitest';
import type { PtlFramework } from '../../../src/business/performance/ptl-reader.ts';
import type { Role } from '../../../src/business/performance/role-reader.ts';
import type { IndexedRole } from '../../../src/business/performance/roles-index-reader.ts';
import { codesOf, readAs } from '../../tree/fixture.ts';

describe('roles', () => {
  it('say who holds them, what they are to reach and what they decide', async () => {
    const text =
      '---\nid: ferry-captain\nowner: Siti Aminah\n---\n# Captain\n\n## Key Results\n\n| Metric | Current | Target |\n|---|---|---|\n| Boats on time | 81% | ≥ 95% |\n\n## Decides\n\n- when to sail\n';
    const { value, problems, metrics } = await readAs<Role>('bizos/02_Ferries/roles/CAPTAIN.md', text);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      id: 'ferry-captain',
      name: 'Captain',
      folder: 'bizos/02_Ferries',
      holder: 'Siti Aminah',
      decides: ['when to sail'],
    });
    expect(metrics?.map(({ name, scope, target }) => [name, scope, target[0].target?.value])).toEqual([['Boats on time', 'Captain', 0.95]]);
  });

  it('without front matter go by their file’s name; nobody is invented', async () => {
    const { value } = await readAs<Role>('bizos/02_A/roles/DECK_HAND.md', '# Deck hand\n');
    expect(value).toEqual({ id: 'deck-hand', name: 'Deck hand', folder: 'bizos/02_A', rows: [], decides: [] });
  });

  it('an owner that is no word', async () =>
    expect(codesOf(await readAs('bizos/02_A/roles/X.md', '---\nowner: [a, b]\n---\n# X\n'))).toEqual(['role-key:1']));

  it('the index lists them; what says nothing is left out', async () => {
    const { value } = await readAs<{ roles: IndexedRole[] }>(
      'bizos/02_A/roles/_ROLES_INDEX.md',
      '| Rolle | Inhaber | Datei |\n|---|---|---|\n| Captain | Siti | [CAPTAIN.md](CAPTAIN.md) |\n| Cook | TBD | - |\n',
    );
    expect(value.roles).toEqual([
      { role: 'Captain', holder: 'Siti', file: 'CAPTAIN.md', line: 3 },
      { role: 'Cook', line: 4 },
    ]);
  });
});

describe('the PTL framework', () => {
  const read = (text: string) => readAs<PtlFramework>('bizos/00_Holding/PTL_FRAMEWORK.md', text);

  it('has areas with points, and bands, the best first', async () => {
    const reading = await read(
      '| Area | Points | What counts |\n|---|---|---|\n| Results | 60 | targets |\n| Kaizen | 40 pts | ideas |\n| **Total** | 100 | |\n\n| Band | From |\n|---|---|\n| Red | 0% |\n| Green | ≥ 90% |\n',
    );
    expect(codesOf(reading)).toEqual([]);
    expect(reading.value.areas.map(({ name, points, counts }) => [name, points, counts])).toEqual([
      ['Results', 60, 'targets'],
      ['Kaizen', 40, 'ideas'],
    ]);
    expect(reading.value.total).toBe(100);
    expect(reading.value.bands.map(({ name, from }) => [name, from])).toEqual([
      ['Green', 0.9],
      ['Red', 0],
    ]);
  });

  it('says what does not add up or can’t be read', async () => {
    expect(
      codesOf(
        await read(
          '| Bereich | Punkte |\n|---|---|\n| A | viele |\n| B | 40 |\n| Summe | 100 |\n\n| Band | Ab |\n|---|---|\n| Grün | hoch |\n',
        ),
      ),
    ).toEqual(['points-unreadable:3', 'points-total:5', 'band-unreadable:9']);
  });
});
