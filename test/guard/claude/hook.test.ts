import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bizos, emptyFolder, environmentOf, git, put, treeRepository } from '../tree-fixture.ts';
import { publishedHooks, publishedSettings } from './published-shape.ts';

interface Hook {
  readonly command: string;
  readonly args: readonly string[];
}

describe('the hooks of Claude Code, as its settings start them', () => {
  let root: string;
  let home: string;
  let hooks: Record<string, { hooks: Hook[] }[]>;

  beforeAll(() => {
    root = treeRepository();
    home = emptyFolder();
    expect(bizos(root, ['integrate', 'claude'], { HOME: home }).code).toBe(0);
    hooks = (JSON.parse(readFileSync(join(root, '.claude/settings.json'), 'utf8')) as { hooks: typeof hooks }).hooks;
  });

  it('are of the shape that the published schema of the settings asks for, and so are the plugin’s', () => {
    put(root, 'bizos/02_Solartech/odd (name) [1].md', 'x');
    expect(bizos(root, ['integrate', 'claude'], { HOME: home }).code).toBe(0);
    const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
    const settings = read('.claude/settings.json');
    expect(publishedSettings.safeParse(settings)).toMatchObject({ success: true });
    expect(publishedHooks.safeParse(read('.claude/plugins/bizos-guard/hooks/hooks.json').hooks)).toMatchObject({ success: true });
    // The test can fail: a field that nobody knows, and a name that would end the rule.
    expect(
      publishedSettings.safeParse({ hooks: { PreToolUse: [{ hooks: [{ type: 'command', command: 'x', onFail: 1 }] }] } }).success,
    ).toBe(false);
    expect(publishedSettings.safeParse({ permissions: { deny: ['Edit(/odd (name).md)'] } }).success).toBe(false);
    rmSync(join(root, 'bizos/02_Solartech/odd (name) [1].md'));
  });

  /** Starts the hook of an event as the host does: an executable with arguments, the event's JSON on standard input. */
  function fire(
    event: string,
    more: object,
    env: Readonly<Record<string, string>> = {},
  ): { code: number | null; out: string; err: string; reason?: string } {
    const { command, args } = hooks[event][0].hooks[0];
    const input = JSON.stringify({
      session_id: 'host-1',
      transcript_path: '/x',
      cwd: root,
      permission_mode: 'default',
      hook_event_name: event,
      ...more,
    });
    const done = spawnSync(command, args, { cwd: root, input, encoding: 'utf8', env: environmentOf(home, env) });
    const said =
      done.stdout === ''
        ? undefined
        : (
            JSON.parse(done.stdout) as {
              hookSpecificOutput: { permissionDecision?: string; permissionDecisionReason?: string; additionalContext?: string };
            }
          ).hookSpecificOutput;
    return {
      code: done.status,
      out: done.stdout,
      err: done.stderr,
      reason: said?.permissionDecision === 'deny' ? said.permissionDecisionReason : said?.additionalContext,
    };
  }

  const write = (path: string, content = 'x'): object => ({
    tool_name: 'Write',
    tool_use_id: 't',
    tool_input: { file_path: path.startsWith('/') ? path : join(root, path), content },
  });
  const silent = { code: 0, out: '', err: '' };

  it('refuses to write before a session is registered, and says how to register one', () => {
    const { code, reason } = fire('PreToolUse', write('bizos/02_Solartech/_ENTITY.md'));
    expect(code).toBe(0);
    expect(reason).toMatch(/not registered.*crm-ops.*bizos session start/);
  });

  it('lets reading tools go without a word', () => {
    expect(fire('PreToolUse', { tool_name: 'Bash', tool_input: { command: 'ls bizos' } })).toMatchObject(silent);
  });

  it('begins a session with its mission, targets, zones and who else is at work', () => {
    // Somebody at another terminal, as far as the machine can tell.
    const elsewhere = { HOME: home, BIZOS_SESSION_PID: '1' };
    expect(bizos(root, ['session', 'start', '--agent', 'performance', '--goal', 'roles'], elsewhere).code).toBe(0);
    const { code, reason } = fire(
      'SessionStart',
      { source: 'startup' },
      { BIZOS_AGENT: 'crm-ops', BIZOS_ENTITY: 'solartech', CLAUDE_ENV_FILE: join(home, 'env.sh') },
    );
    expect(code).toBe(0);
    for (const part of ['crm-ops', 'Keep deals moving', 'Win rate', 'bizos/02_Solartech/_ENTITY.md', 'performance', 'this machine'])
      expect(reason).toContain(part);
    expect(readFileSync(join(home, 'env.sh'), 'utf8')).toMatch(
      /^export BIZOS_HOST_SESSION='host-1'\nexport BIZOS_SESSION='\S+crm-ops\S+'\n$/,
    );
  });

  it.each([
    ['its own file', 'bizos/02_Solartech/_ENTITY.md', undefined],
    ['a new report', 'bizos/02_Solartech/reports/week.md', undefined],
    ['the same agent’s file of another company', 'bizos/03_Hippos/_ENTITY.md', /outside the zone/],
    [
      'another agent’s file',
      'bizos/02_Solartech/TTL_KPIS.md',
      /zone of performance\. Rule: bizos\/AGENT_GOALS\.md:\d+\. Held by \S+-performance-\S+ until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. More: bizos zones explain bizos\/02_Solartech\/TTL_KPIS\.md --agent crm-ops$/,
    ],
    ['the policy', 'bizos/AGENT_GOALS.md', /only people/],
    ['Z54 its own settings', '.claude/settings.local.json', /only people/],
    ['Z06 a file that guards and isn’t there yet', '.mcp.json', /only people/],
    ['Z13 outside the tree', '/etc/hosts', /outside the tree/],
    ['Z12 up and over', `${'x/'}../bizos/AGENT_GOALS.md`, /plain path|only people/],
    ['a scratch file', '/tmp/bizos-scratch.txt', undefined],
  ])('PreToolUse, %s', (_title, path, reason) => {
    const said = fire('PreToolUse', write(path));
    expect(said.code).toBe(0);
    if (reason) expect(said.reason).toMatch(reason);
    else expect(said).toMatchObject(silent);
  });

  it('a refusal is the same where the program has no part to answer it with, and has to be asked as a whole', () => {
    const file = join(home, '.bizos', 'program.json');
    const kept = readFileSync(file, 'utf8');
    const quick = fire('PreToolUse', write('bizos/02_Solartech/TTL_KPIS.md')).reason;
    const program = { ...(JSON.parse(kept) as object), program: join(home, 'bin', 'bizos.js') };
    put(home, 'bin/bizos.js', `await import(${JSON.stringify(join(import.meta.dirname, '../../../bin/bizos.js'))});\n`);
    put(home, 'package.json', '{"type":"module"}\n');
    writeFileSync(file, JSON.stringify(program));
    expect(fire('PreToolUse', write('bizos/02_Solartech/TTL_KPIS.md')).reason).toBe(quick);
    writeFileSync(file, kept);
  });

  it('Z13 Z15 judges where a link leads', () => {
    symlinkSync('../TTL_KPIS.md', join(root, 'bizos/02_Solartech/reports-link.md'));
    put(root, 'bizos/02_Solartech/reports/x.md', 'x');
    symlinkSync('../TTL_KPIS.md', join(root, 'bizos/02_Solartech/reports/link.md'));
    symlinkSync('../../../.claude/new.json', join(root, 'bizos/02_Solartech/reports/dangling.md'));
    expect(fire('PreToolUse', write('bizos/02_Solartech/reports/link.md')).reason).toMatch(/TTL_KPIS/);
    expect(fire('PreToolUse', write('bizos/02_Solartech/reports/dangling.md')).reason).toMatch(/only people/);
    for (const name of ['reports-link.md', 'reports/link.md', 'reports/dangling.md']) rmSync(join(root, 'bizos/02_Solartech', name));
  });

  it.each([
    ['Edit', { file_path: 'bizos/BIZOS_RULES.md', old_string: 'a', new_string: 'b' }],
    ['MultiEdit', { file_path: 'bizos/BIZOS_RULES.md', edits: [{ old_string: 'a', new_string: 'b' }] }],
    ['NotebookEdit', { notebook_path: 'bizos/x.ipynb', new_source: 'x' }],
    ['Bash', { command: 'echo x >> bizos/BIZOS_RULES.md' }],
    ['Bash', { command: 'git commit --no-verify -m x' }],
    ['Monitor', { command: 'echo x >> bizos/BIZOS_RULES.md', description: 'x', timeout_ms: 1000 }],
    ['mcp__filesystem__write_file', { path: 'bizos/BIZOS_RULES.md', content: 'x' }],
    ['mcp__filesystem__move_file', { source: 'bizos/BIZOS_RULES.md', destination: 'bizos/02_Solartech/reports/x.md' }],
  ])('Z53 %s outside the zone is refused', (tool, input) => {
    const placed = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [key, /path$/.test(key) && typeof value === 'string' ? join(root, value) : value]),
    );
    expect(fire('PreToolUse', { tool_name: tool, tool_input: placed }).reason).toMatch(/BizOS refuses/);
  });

  it('judges the parts of a file: an entry of one’s own in the log goes, another’s and the rest of it do not', () => {
    const log = readFileSync(join(root, 'bizos/KAIZEN_LOG.md'), 'utf8');
    const edit = (made: string): object => ({ ...write('bizos/KAIZEN_LOG.md', made) });
    const own = '### [K-BIZ-~7f3a2c] Calls first\n**Date:** 2026-11-20\n**Agent:** crm-ops\n**Status:** Proposed\n';
    const heading = '## Active Experiments\n';
    expect(log).toContain(heading);
    expect(fire('PreToolUse', edit(log.replace(heading, `${heading}\n${own}`)))).toMatchObject(silent);
    expect(fire('PreToolUse', edit(log.replace(heading, `${heading}\n${own.replace('crm-ops', 'performance')}`))).reason).toMatch(
      /entry K-BIZ-~7f3a2c of/,
    );
    expect(fire('PreToolUse', edit('# Kaizen\n')).reason).toMatch(/KAIZEN_LOG\.md.*bizos\/AGENT_GOALS\.md:\d+/);
    // The same where the program has no reader of parts beside it: it is asked as a whole.
    const program = join(home, '.bizos/program.json');
    const kept = readFileSync(program, 'utf8');
    const away = emptyFolder();
    symlinkSync((JSON.parse(kept) as { program: string }).program, join(away, 'bizos.js'));
    writeFileSync(program, JSON.stringify({ ...(JSON.parse(kept) as object), program: join(away, 'bizos.js') }));
    expect(fire('PreToolUse', edit('# Kaizen\n')).reason).toMatch(/KAIZEN_LOG\.md/);
    writeFileSync(program, kept);
  });

  it('prints nothing when all is well, after a tool too', () => {
    expect(fire('PostToolUse', { ...write('bizos/02_Solartech/_ENTITY.md'), tool_response: {} })).toMatchObject(silent);
  });

  it('Z52 fails closed on what it can’t read, and never with exit 1', () => {
    const { command, args } = hooks.PreToolUse[0].hooks[0];
    for (const input of ['', '{', '[]', '{"hook_event_name":"Other"}', '{"hook_event_name":"PreToolUse"}']) {
      const done = spawnSync(command, args, { cwd: root, input, encoding: 'utf8', env: environmentOf(home) });
      expect([input, done.status]).toEqual([input, 2]);
      expect(done.stderr).toMatch(/BizOS/);
    }
  });

  it('Z52 refuses with what to do where the hook or the program is missing', () => {
    const { command, args } = hooks.PreToolUse[0].hooks[0];
    const none = spawnSync(command, args, { cwd: root, input: '{}', encoding: 'utf8', env: environmentOf(emptyFolder()) });
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('bizos integrate claude')]);
    const program = join(home, '.bizos/program.json');
    const kept = readFileSync(program, 'utf8');
    writeFileSync(program, JSON.stringify({ node: process.execPath, program: '/gone/bizos.js' }));
    expect(fire('SessionStart', { source: 'resume' }).code).toBe(2);
    writeFileSync(program, kept);
  });

  it('says nothing in a folder that is no tree', () => {
    const other = emptyFolder();
    const { command, args } = hooks.PreToolUse[0].hooks[0];
    const input = JSON.stringify({
      hook_event_name: 'PreToolUse',
      session_id: 'x',
      cwd: other,
      tool_name: 'Write',
      tool_input: { file_path: join(other, 'a'), content: '' },
    });
    expect(spawnSync(command, args, { cwd: other, input, encoding: 'utf8', env: environmentOf(home) })).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('holds the zone in the program itself, for hosts that run no hooks', () => {
    const session = /BIZOS_SESSION='([^']+)'/.exec(readFileSync(join(home, 'env.sh'), 'utf8'))?.[1] ?? '';
    const refused = bizos(root, ['learn', 'rule', 'bizos:', 'never', 'promise', 'dates'], { HOME: home, BIZOS_SESSION: session });
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/bizos zones explain/);
    expect(git(root, ['status', '--porcelain', 'bizos/BIZOS_RULES.md']).out).toBe('');
  });

  it('asked twice at once (settings and plugin), begins one session and speaks once', async () => {
    const ask = (event: string, more: object): Promise<{ code: number | null; out: string }> => {
      const { command, args } = hooks[event][0].hooks[0];
      const env = environmentOf(home, { BIZOS_AGENT: 'crm-ops', BIZOS_ENTITY: 'hippos' });
      return new Promise((done) => {
        const child = spawn(command, args, { cwd: root, env });
        let out = '';
        child.stdout.on('data', (part: Buffer) => {
          out += part.toString();
        });
        child.on('close', (code) => done({ code, out }));
        child.stdin.end(JSON.stringify({ session_id: 'twice', cwd: root, hook_event_name: event, ...more }));
      });
    };
    const begun = await Promise.all([ask('SessionStart', { source: 'startup' }), ask('SessionStart', { source: 'startup' })]);
    expect(begun.map(({ code }) => code)).toEqual([0, 0]);
    expect(begun.filter(({ out }) => out !== '').map(({ out }) => /03_Hippos\)/.test(out))).toEqual([true]);
    const ended = await Promise.all([ask('SessionEnd', { reason: 'exit' }), ask('SessionEnd', { reason: 'exit' })]);
    expect(ended).toEqual([
      { code: 0, out: '' },
      { code: 0, out: '' },
    ]);
    expect(bizos(root, ['session', 'list', '--json'], { HOME: home }).out).not.toContain('03_Hippos');
  });

  it('believes nothing once the session was ended at a terminal', () => {
    const env = { BIZOS_AGENT: 'crm-ops', BIZOS_ENTITY: 'hippos' };
    const own = join(root, 'bizos/03_Hippos/_ENTITY.md');
    const say = (event: string, more: object): string => fire(event, { session_id: 'other', ...more }, env).reason ?? '';
    const id = /BizOS session (\S+)/.exec(say('SessionStart', { source: 'startup' }))?.[1] ?? '';
    expect(say('PreToolUse', write(own))).toBe('');
    expect(bizos(root, ['session', 'end', id], { HOME: home }).code).toBe(0);
    // What is left is the other session of this host, which is for another company.
    expect(say('PreToolUse', write(own))).toMatch(/outside the zone/);
  });

  it.each([
    ['integrate', 'claude', '--remove'],
    ['integrate', 'claude'],
    ['hooks', 'install'],
    ['hooks', 'uninstall'],
  ])('lets nobody below the host of a session run bizos %s %s %s, with or without the variables', (...words) => {
    for (const env of [{}, { BIZOS_HOST_SESSION: 'host-1' }, { BIZOS_SESSION: 'x' }])
      expect(bizos(root, words, { HOME: home, ...env })).toMatchObject({ code: 3, err: expect.stringContaining('terminal') });
  });

  it('ends the session', () => {
    expect(fire('SessionEnd', { reason: 'exit' })).toMatchObject(silent);
    expect(bizos(root, ['session', 'list', '--json'], { HOME: home }).out).not.toContain('crm-ops');
    expect(fire('PreToolUse', write('bizos/02_Solartech/_ENTITY.md')).reason).toMatch(/not registered/);
  });

  it('leaves nothing behind when it is taken out', () => {
    expect(bizos(root, ['integrate', 'claude', '--remove'], { HOME: home }).code).toBe(0);
    expect(existsSync(join(root, '.claude/settings.json'))).toBe(false);
    expect(existsSync(join(root, '.claude/plugins'))).toBe(false);
  });
});
