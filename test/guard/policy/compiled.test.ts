import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/guard/decide.ts';
import { keptPolicy, policyHere } from '../../../src/guard/policy/compiled.ts';
import { GUARDED } from '../../../src/guard/policy/guarded.ts';
import { readPolicy } from '../../../src/guard/policy/read.ts';
import { commitSource, worktreeSource } from '../../../src/guard/policy/source.ts';
import { emptyFolder, git, put } from '../tree-fixture.ts';

const GOALS = '# Agents\n\n## Desk Agent\n\n**Mission:** answers.\n\n### Write Zones\n\n- `bizos/[entity]/reports/`\n- `notes/`\n';

function tree(): string {
  const root = emptyFolder();
  put(root, 'bizos/AGENT_GOALS.md', GOALS);
  put(root, 'bizos/02_Solartech/_ENTITY.md', '# Solartech\n');
  return root;
}

const cache = (root: string): string => join(root, '.bizos', 'zones.json');

const may = async (root: string, path: string): Promise<boolean> =>
  decide((await policyHere(root)).value, { kind: 'agent', agent: 'desk' }, [{ path, what: 'modify' }])[0].allowed;

describe('the policy that is kept', () => {
  it('is what reading gives, and stands for the same documents', async () => {
    const root = tree();
    const first = await policyHere(root);
    expect(existsSync(cache(root))).toBe(true);
    expect(keptPolicy(root)).toEqual(first);
    expect(first).toEqual(await readPolicy(worktreeSource(root)));
  });

  it('is read anew when a document or the companies change', async () => {
    const root = tree();
    expect(await may(root, 'more/a.md')).toBe(false);
    put(root, 'bizos/AGENT_GOALS.md', `${GOALS}- \`more/\`\n`);
    expect(keptPolicy(root)).toBeUndefined();
    expect(await may(root, 'more/a.md')).toBe(true);
    expect(await may(root, 'bizos/03_Hippos/reports/a.md')).toBe(false);
    mkdirSync(join(root, 'bizos/03_Hippos'));
    expect(await may(root, 'bizos/03_Hippos/reports/a.md')).toBe(true);
  });

  it.each<[string, (text: string) => string]>([
    ['a zone widened by hand', (text) => text.replaceAll('notes/', '**')],
    ['problems taken out', (text) => text.replace('"problems":[]', '"problems":[{}]')],
    ['another key', (text) => text.replace(/"key":"[0-9a-f]/, '"key":"x')],
    ['another schema', (text) => text.replace('zones-cache/1', 'zones-cache/9')],
    ['torn', (text) => text.slice(0, 100)],
    ['null', () => 'null'],
    ['empty', () => ''],
  ])('is not believed: %s', async (_title, spoil) => {
    const root = tree();
    await policyHere(root);
    const spoiled = spoil(readFileSync(cache(root), 'utf8'));
    writeFileSync(cache(root), spoiled);
    expect(keptPolicy(root)).toBeUndefined();
    expect(await may(root, 'bizos/BIZOS_RULES.md')).toBe(false);
    expect(keptPolicy(root)).toBeDefined();
  });

  it('never holds what guards the guard', async () => {
    const root = tree();
    await policyHere(root);
    expect(readFileSync(cache(root), 'utf8')).not.toContain('guarded');
    expect(keptPolicy(root)?.value.guarded).toEqual(GUARDED);
  });
});

describe('the policy of a commit', () => {
  it('Z04 is that of the commit, whatever lies on the disk', async () => {
    const root = tree();
    git(root, ['init', '-q', '-b', 'main']);
    git(root, ['add', '-A']);
    git(root, ['commit', '-qm', 'one']);
    const here = await readPolicy(worktreeSource(root));
    expect((await readPolicy(commitSource(root, 'HEAD'))).value).toEqual(here.value);
    put(root, 'bizos/AGENT_GOALS.md', GOALS.replace('notes/', '**'));
    expect((await readPolicy(commitSource(root, 'HEAD'))).value).toEqual(here.value);
  });

  it('is found where the tree lies below the top of the repository', async () => {
    const root = emptyFolder();
    put(root, 'group/bizos/AGENT_GOALS.md', GOALS);
    put(root, 'group/bizos/02_Solartech/_ENTITY.md', '# Solartech\n');
    git(root, ['init', '-q', '-b', 'main']);
    git(root, ['add', '-A']);
    git(root, ['commit', '-qm', 'one']);
    const { value } = await readPolicy(commitSource(root, 'HEAD', 'group/'));
    expect(value.entities).toEqual(['02_Solartech']);
    expect(value.agents.map(({ agent }) => agent)).toEqual(['desk']);
  });
});
