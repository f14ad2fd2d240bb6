import { describe, expect, it } from 'vitest';
import { denyCover } from '../../../src/guard/claude/deny-cover.ts';
import { SETTINGS_HOOK } from '../../../src/guard/claude/plugin.ts';
import { mergeSettings, type Wanted, withoutGuard } from '../../../src/guard/claude/settings.ts';

const WANTED: Wanted = { hook: SETTINGS_HOOK, deny: ['/bizos/AGENT_GOALS.md', '/.claude/**'], denyWrite: ['./bizos/AGENT_GOALS.md'] };
const OWN = { command: 'echo', type: 'command' };

describe('merging into settings that are there', () => {
  const present = {
    model: 'opus',
    permissions: { allow: ['Bash(ls:*)'], deny: ['Read(./.env)'], defaultMode: 'plan' },
    sandbox: { enabled: true, filesystem: { denyRead: ['~/.ssh'] } },
    hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [OWN] }], Stop: [{ hooks: [OWN] }] },
    unknown: { kept: [1, 2] },
  };

  it('keeps everything and adds its own', () => {
    const merged = mergeSettings(present, WANTED) as typeof present;
    expect(merged).toMatchObject({
      model: 'opus',
      unknown: { kept: [1, 2] },
      sandbox: { enabled: true, filesystem: { denyRead: ['~/.ssh'], denyWrite: ['./bizos/AGENT_GOALS.md'] } },
    });
    expect(merged.permissions).toEqual({
      allow: ['Bash(ls:*)'],
      deny: ['Read(./.env)', 'Edit(/bizos/AGENT_GOALS.md)', 'Edit(/.claude/**)'],
      defaultMode: 'plan',
    });
    expect(merged.hooks.PreToolUse[0]).toEqual({ matcher: 'Bash', hooks: [OWN] });
    expect(merged.hooks.PreToolUse).toHaveLength(2);
    expect(merged.hooks.Stop).toEqual([{ hooks: [OWN] }]);
    expect(Object.keys(merged.hooks).sort()).toEqual(['PostToolUse', 'PreToolUse', 'SessionEnd', 'SessionStart', 'Stop']);
  });

  it('Z52 fails closed: every hook blocks when it fails, runs without a shell, and is not looked for in PATH', () => {
    const { hooks } = mergeSettings({}, WANTED) as {
      hooks: Record<string, { hooks: { onFailure: string; args: string[]; timeout: number }[] }[]>;
    };
    for (const groups of Object.values(hooks))
      for (const hook of groups.flatMap((group) => group.hooks))
        expect(hook).toMatchObject({
          onFailure: 'block',
          type: 'command',
          args: [expect.any(String), expect.stringContaining('.bizos')],
          timeout: expect.any(Number),
        });
  });

  it('changes nothing the second time', () => {
    const once = mergeSettings(present, WANTED);
    expect(mergeSettings(once, WANTED, WANTED)).toEqual(once);
  });

  it('takes back what it no longer wants, and nothing else', () => {
    const once = mergeSettings(present, WANTED);
    const less = mergeSettings(once, { ...WANTED, deny: ['/.claude/**'], denyWrite: [] }, WANTED) as typeof present;
    expect(less.permissions.deny).toEqual(['Read(./.env)', 'Edit(/.claude/**)']);
  });

  it('comes out again without a trace', () => {
    expect(withoutGuard(mergeSettings(present, WANTED), WANTED)).toEqual(present);
    expect(withoutGuard(mergeSettings({}, WANTED), WANTED)).toEqual({});
  });
});

describe('what no zone lets anybody write', () => {
  const tree: Record<string, readonly string[]> = {
    '': ['bizos/', 'docs/', 'README.md', '.git/'],
    'bizos/': ['02_A/', '03_B/', '99_X/', 'RULES.md'],
    'bizos/02_A/': ['roles/', '_ENTITY.md', 'TTL.md'],
    'bizos/02_A/roles/': ['a.md'],
    'bizos/03_B/': ['_ENTITY.md'],
    'bizos/99_X/': ['_ENTITY.md'],
    'docs/': ['a.md'],
  };
  const list = (folder: string): readonly string[] => tree[folder] ?? [];
  const rule = (pattern: string): { pattern: string; access: 'write'; place: object } => ({ pattern, access: 'write', place: {} });

  it('names whole folders where it can, and files beside a zone', () => {
    expect(denyCover([rule('bizos/[entity]/roles/'), rule('bizos/02_A/TTL.md')], ['02_A', '03_B'], list)).toEqual([
      'bizos/02_A/_ENTITY.md',
      'bizos/03_B/_ENTITY.md',
      'bizos/99_X/',
      'bizos/RULES.md',
      'docs/',
      'README.md',
    ]);
  });

  it('names nothing that a zone covers', () => {
    expect(denyCover([rule('**')], [], list)).toEqual([]);
    expect(denyCover([rule('bizos/'), rule('docs/')], [], list)).toEqual(['README.md']);
  });

  it('names everything where there is no zone', () => expect(denyCover([], [], list)).toEqual(['bizos/', 'docs/', 'README.md']));
});
