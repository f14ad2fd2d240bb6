import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { doorClaude } from '../../../src/guard/doctor/door-claude.ts';
import type { TreeLook } from '../../../src/workspace/check.ts';
import { contextIn } from '../../business/group/fake-context.ts';
import { bizos, emptyFolder, put, treeRepository } from '../tree-fixture.ts';

describe('the door of Claude Code', () => {
  let root: string;
  let home: string;

  beforeEach(() => {
    root = treeRepository();
    home = emptyFolder();
    expect(bizos(root, ['integrate', 'claude'], { HOME: home }).code).toBe(0);
  });

  /** What the doctor says of it: level and the English words. */
  async function said(): Promise<readonly string[]> {
    const look: TreeLook = {
      root,
      context: contextIn(root, { environment: { HOME: home } }),
      files: [],
      documents: [],
      entities: [],
      git: () => Promise.resolve(undefined),
    };
    return (await doorClaude.run(look)).map(({ problem }) => `${problem.level}: ${problem.message.en}`);
  }

  it('is shut once it is integrated', async () => expect(await said()).toEqual([]));

  it('stands open without hooks in the settings', async () => {
    rmSync(join(root, '.claude/settings.json'));
    expect(await said()).toEqual([expect.stringMatching(/^note: .*does not ask the guard/)]);
  });

  it.each(['.claude/settings.json', '.claude/settings.local.json'])('Z54 stands open where %s switches hooks off', async (path) => {
    const there = path.endsWith('local.json') ? {} : (JSON.parse(readFileSync(join(root, path), 'utf8')) as object);
    put(root, path, JSON.stringify({ ...there, disableAllHooks: true }));
    expect(await said()).toEqual([`warning: ${path} switches all hooks off: the guard is not asked before an edit.`]);
  });

  it('Z54 stands open where the user’s own settings switch hooks off', async () => {
    put(home, '.claude/settings.json', '{"disableAllHooks": true}');
    expect(await said()).toEqual([expect.stringMatching(/^warning: ~\/\.claude\/settings\.json switches/)]);
  });

  it('tells a clone whose machine lacks the hook', async () => {
    rmSync(join(home, '.bizos'), { recursive: true });
    expect(await said()).toEqual([expect.stringMatching(/^warning: .*not on this machine/)]);
  });

  it('tells a program that has moved, and a hook of another version', async () => {
    const [program, hook] = [join(home, '.bizos/program.json'), join(home, '.bizos/claude-hook.mjs')];
    const kept = readFileSync(program, 'utf8');
    writeFileSync(program, '{"node": "node", "program": "/gone/bizos.js"}');
    expect(await said()).toEqual([expect.stringMatching(/^warning: .*\/gone\/bizos\.js/)]);
    writeFileSync(program, 'no JSON');
    expect(await said()).toEqual([expect.stringMatching(/^warning: /)]);
    writeFileSync(program, kept);
    writeFileSync(hook, '// older');
    expect(await said()).toEqual([expect.stringMatching(/^note: .*another version/)]);
  });
});
