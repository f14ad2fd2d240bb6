import { describe, expect, it } from 'vitest';
import { denyCover } from '../../../src/guard/claude/deny-cover.ts';
import { SETTINGS_HOOK } from '../../../src/guard/claude/plugin.ts';
import {
  type Added,
  type ClaudeSettings,
  mergeSettings,
  NOTHING_ADDED,
  type Wanted,
  withoutGuard,
} from '../../../src/guard/claude/settings.ts';
import { settingsText } from '../../../src/guard/claude/settings-file.ts';

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
  const mergedInto = (settings: ClaudeSettings, wanted: Wanted = WANTED, former?: Added): typeof present =>
    mergeSettings(settings, wanted, former).settings as typeof present;

  it('keeps everything and adds its own', () => {
    const merged = mergedInto(present);
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
    const { hooks } = mergeSettings({}, WANTED).settings as {
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

  it('changes nothing the second time, also where others have added hooks behind its own', () => {
    const { settings, added } = mergeSettings(present, WANTED);
    expect(mergeSettings(settings, WANTED, added)).toEqual({ settings, added });
    const { hooks } = settings as typeof present;
    const more = { ...settings, hooks: { ...hooks, PreToolUse: [...hooks.PreToolUse, { hooks: [OWN] }] } };
    expect(mergedInto(more, WANTED, added)).toEqual(more);
  });

  it('puts hooks of an older version where they should be', () => {
    const { settings, added } = mergeSettings(present, { ...WANTED, hook: { command: 'node', args: ['/x/.bizos/claude-hook.mjs'] } });
    expect(mergedInto(settings, WANTED, added)).toEqual(mergedInto(present));
  });

  it('takes back what it no longer wants, and nothing else', () => {
    const { settings, added } = mergeSettings(present, WANTED);
    const less = mergedInto(settings, { ...WANTED, deny: ['/.claude/**'], denyWrite: [] }, added);
    expect(less.permissions.deny).toEqual(['Read(./.env)', 'Edit(/.claude/**)']);
  });

  it('comes out again without a trace', () => {
    for (const settings of [present, {}, { hooks: {}, env: {}, permissions: { deny: [] } }, { sandbox: {} }]) {
      const { settings: merged, added } = mergeSettings(settings, WANTED);
      expect(withoutGuard(merged, added)).toEqual(settings);
    }
  });

  it('leaves a refusal that somebody else had there already', () => {
    const own = { permissions: { deny: ['Edit(/.claude/**)'] } };
    const { settings, added } = mergeSettings(own, WANTED);
    expect(added.deny).toEqual(['/bizos/AGENT_GOALS.md']);
    const again = mergeSettings(settings, WANTED, added);
    expect(withoutGuard(again.settings, again.added)).toEqual(own);
  });
});

describe('a settings file that is there', () => {
  const file = (text: string, wanted: Wanted | undefined, former: Added = NOTHING_ADDED): { text: string | undefined; added: Added } =>
    settingsText('.claude/settings.json', Buffer.from(text), wanted, former);

  it.each([
    ['as people write it', '{\n\t"permissions" : { "allow": ["Bash(ls:*)", "Read" ] , "deny":[ "Read(./.env)" ]},\n\n\t"model":"opus"\n}'],
    ['with a byte order mark, CRLF and no end of line', '\ufeff{\r\n    "env": {},\r\n    "hooks": {"Stop": []}\r\n}'],
    ['all on one line', '{"a":1.50,"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"echo"}]}]},"b":"\\u00e4"}'],
    ['with keys that stand twice', '{ "a": 1, "a": 2,\n  "sandbox": {"enabled": true} }\n'],
    ['empty', '{}\n'],
  ])('%s, keeps every byte and comes out again as it was', (_title, text) => {
    const merged = file(text, WANTED);
    let at = 0;
    // Every byte that was there stands there still, in the same order.
    for (const letter of merged.text ?? '') if (letter === text[at]) at++;
    expect(at).toBe(text.length);
    expect(JSON.parse((merged.text ?? '').replace(/^\ufeff/, ''))).toEqual(
      mergeSettings(JSON.parse(text.replace(/^\ufeff/, '')), WANTED).settings,
    );
    expect(file(merged.text ?? '', WANTED, merged.added)).toEqual(merged);
    expect(file(merged.text ?? '', undefined, merged.added).text).toBe(text);
  });

  it('is made where there is none, and goes when nothing else is in it', () => {
    const made = settingsText('.claude/settings.json', undefined, WANTED, NOTHING_ADDED);
    expect(file(made.text ?? '', undefined, made.added).text).toBeUndefined();
    const own = (made.text ?? '').replace('{', '{\n  "model": "opus",');
    expect(file(own, undefined, made.added).text).toBe('{\n  "model": "opus"\n}\n');
  });

  it.each([
    ['no JSON', '{ "model": '],
    ['no object', '[]'],
    ['comments', '{} // mine'],
  ])('%s: refused, with what to do', (_title, text) => expect(() => file(text, WANTED)).toThrow(/no JSON object/));

  it('no UTF-8: refused', () =>
    expect(() => settingsText('s', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), WANTED, NOTHING_ADDED)).toThrow(
      /no JSON object/,
    ));

  it.each([
    ['permissions', '{"permissions": []}'],
    ['permissions.deny', '{"permissions": {"deny": "Edit"}}'],
    ['sandbox.filesystem', '{"sandbox": {"filesystem": true}}'],
    ['hooks', '{"hooks": null}'],
    ['hooks.PreToolUse', '{"hooks": {"PreToolUse": {}}}'],
  ])('something else in the place of %s: refused, by name', (place, text) => expect(() => file(text, WANTED)).toThrow(`"${place}"`));
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
