import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bizos, emptyFolder, environmentOf, git, treeRepository } from '../guard/tree-fixture.ts';
import { startModel, type Turn } from './model.ts';

/** The real program, where there is one: `.ci/run` installs it apart and names it. It never reaches the network here. */
const CLAUDE = process.env.BIZOS_CLAUDE ?? '';
const ROOT = join(import.meta.dirname, '..', '..');

interface HookRun {
  readonly name: string;
  readonly code: number;
  readonly out: string;
}

/** What came of a run: the hooks that ran, what the model was told of each of its calls, and everything that the model heard. */
interface Run {
  readonly code: number | null;
  readonly hooks: readonly HookRun[];
  readonly results: readonly string[];
  readonly heard: string;
}

describe('the real Claude Code, with a model that plays a list of tool calls', () => {
  let root: string;
  let home: string;
  let settings: string;

  beforeEach((context) => context.skip(CLAUDE === '', 'BIZOS_CLAUDE names no Claude Code'));

  beforeAll(() => {
    if (CLAUDE === '') return;
    root = treeRepository();
    home = emptyFolder();
    mkdirSync(join(home, 'bin'));
    symlinkSync(join(ROOT, 'bin', 'bizos.js'), join(home, 'bin', 'bizos'));
    expect(bizos(root, ['integrate', 'claude'], { HOME: home }).code).toBe(0);
    expect(bizos(root, ['hooks', 'install'], { HOME: home }).code).toBe(0);
    git(root, ['add', '-A']);
    git(root, ['commit', '-qm', 'guard']);
    settings = readFileSync(join(root, '.claude/settings.json'), 'utf8');
  });

  async function play(turns: readonly Turn[], env: Readonly<Record<string, string>> = {}, words: readonly string[] = []): Promise<Run> {
    const model = await startModel(turns);
    const child = spawn(
      CLAUDE,
      ['-p', 'go', '--output-format', 'stream-json', '--verbose', '--include-hook-events', '--permission-mode', 'acceptEdits', ...words],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 50_000,
        env: environmentOf(home, {
          PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`,
          TERM: 'dumb',
          ANTHROPIC_BASE_URL: model.url,
          ANTHROPIC_API_KEY: 'none',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          DISABLE_AUTOUPDATER: '1',
          ...env,
        }),
      },
    );
    let out = '';
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
    });
    const code = await new Promise<number | null>((done) => child.on('close', done));
    model.close();
    return { code, heard: model.heard.join('\n'), ...readStream(out) };
  }

  const write = (path: string): Turn => ({ name: 'Write', input: { file_path: join(root, path), content: 'written\n' } });
  const shell = (command: string): Turn => ({ name: 'Bash', input: { command, description: 'x' } });
  const there = (path: string): boolean => existsSync(join(root, path));
  const CRM = { BIZOS_AGENT: 'crm-ops', BIZOS_ENTITY: 'solartech' };
  const OWN = 'bizos/02_Solartech/reports/week.md';
  const BASH = ['--allowedTools', 'Bash'];

  it.each(['.claude/plugins', '.claude/plugins/bizos-guard'])('finds nothing wrong with %s (claude plugin validate --strict)', (path) => {
    const { status, stdout } = spawnSync(CLAUDE, ['plugin', 'validate', '--strict', path], {
      cwd: root,
      encoding: 'utf8',
      env: environmentOf(home),
    });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/passed/)]);
  });

  it('takes the settings as valid (claude doctor)', () => {
    const doctor = (): string => spawnSync(CLAUDE, ['doctor'], { cwd: root, encoding: 'utf8', input: '', env: environmentOf(home) }).stdout;
    expect(doctor()).toMatch(/doctor/);
    expect(doctor()).not.toMatch(/Invalid settings/);
    writeFileSync(join(root, '.claude/settings.json'), settings.replace('"timeout": 20', '"timeout": "20"'));
    expect(doctor()).toMatch(/Invalid settings/);
    writeFileSync(join(root, '.claude/settings.json'), settings);
  });

  it('begins a session, lets its agent work in its zone, stops it outside, and ends it', async () => {
    const { code, results, hooks, heard } = await play(
      [
        write(OWN),
        write('bizos/02_Solartech/TTL_KPIS.md'),
        write('bizos/AGENT_GOALS.md'),
        shell('echo x > bizos/BIZOS_PATTERNS.md'),
        shell(`git add ${OWN} && git commit -qm report && git log -1 --format=%B`),
        'done',
      ],
      CRM,
      BASH,
    );
    expect(code).toBe(0);
    expect(heard).toMatch(/BizOS session \S+crm-ops\S+ .*Keep deals moving.*This session may write only/);
    expect(results[0]).toMatch(/created successfully/);
    expect(results[1]).toMatch(/TTL_KPIS\.md.*bizos\/AGENT_GOALS\.md:\d+.*bizos zones explain/);
    expect(results[2]).toMatch(/denied by your permission settings|only people/);
    expect(results[3]).toMatch(/BIZOS_PATTERNS\.md|has been denied/);
    expect(results[4]).toMatch(/BizOS-Session: \S+crm-ops/);
    expect(git(root, ['status', '--porcelain', 'bizos']).out).toBe('');
    // When all is well nothing is printed, and no hook ends otherwise than with 0.
    expect(hooks.filter(({ name, out }) => out !== '' && name.startsWith('PostToolUse'))).toEqual([]);
    expect(hooks.filter(({ code }) => code !== 0)).toEqual([]);
    expect(bizos(root, ['session', 'list', '--json'], { HOME: home }).out).toContain('"sessions": []');
  });

  it('lets nobody write who is not registered, and says how to register, which works', async () => {
    const { results } = await play(
      [
        write(OWN),
        shell('bizos session start --agent crm-ops --entity solartech --goal reports'),
        write(OWN.replace('week', 'day')),
        'done',
      ],
      {},
      BASH,
    );
    expect(results[0]).toMatch(/not registered.*bizos session start/);
    expect(results[2]).toMatch(/created successfully/);
    expect(bizos(root, ['session', 'list', '--json'], { HOME: home }).out).toContain('"sessions": []');
  });

  it('Z53 stops a subagent, and a command that watches', async () => {
    const agent = { name: 'Agent', input: { description: 'x', prompt: 'x', subagent_type: 'general-purpose', run_in_background: false } };
    const { heard } = await play([agent, write('bizos/BIZOS_RULES2.md'), 'done', 'done'], CRM);
    expect(heard).toMatch(/BIZOS_RULES2\.md is outside the zone of crm-ops/);
    expect(there('bizos/BIZOS_RULES2.md')).toBe(false);
    const watch = { name: 'Monitor', input: { command: 'echo x > bizos/watch.md', description: 'x', timeout_ms: 2000 } };
    await play([{ name: 'ToolSearch', input: { query: 'select:Monitor' } }, watch, shell('sleep 1'), 'done'], CRM, [...BASH, 'Monitor']);
    expect(there('bizos/watch.md')).toBe(false);
  });

  it('begins one session where settings and plugin both ask', async () => {
    const { hooks, results } = await play([write(OWN.replace('week', 'month')), 'done'], CRM, [
      '--plugin-dir',
      join(root, '.claude/plugins/bizos-guard'),
    ]);
    const started = hooks.filter(({ name }) => name.startsWith('SessionStart'));
    expect(started.map(({ code }) => code)).toEqual([0, 0]);
    expect(started.filter(({ out }) => /could not begin/.test(out))).toEqual([]);
    expect(results[0]).toMatch(/created successfully/);
  });

  it('holds the zone with the plugin alone', async () => {
    writeFileSync(join(root, '.claude/settings.json'), '{}\n');
    const { results } = await play([write('bizos/BIZOS_RULES3.md'), 'done'], CRM, [
      '--plugin-dir',
      join(root, '.claude/plugins/bizos-guard'),
    ]);
    expect(results[0]).toMatch(/outside the zone/);
    expect(there('bizos/BIZOS_RULES3.md')).toBe(false);
    writeFileSync(join(root, '.claude/settings.json'), settings);
  });

  it('holds the zone in the plugin’s own tools, and takes a session that was begun with them', async () => {
    const tool = (name: string): string => `mcp__plugin_bizos-guard_bizos__${name}`;
    const begin = { name: tool('session_start'), input: { agent: 'crm-ops', entity: 'solartech', goal: 'reports' } };
    const rule = { name: tool('learn'), input: { what: ['rule', 'bizos:', 'never', 'promise', 'dates'] } };
    const { results } = await play(
      [
        { name: 'ToolSearch', input: { query: `select:${begin.name},${rule.name}` } },
        rule,
        begin,
        write(OWN.replace('week', 'tools')),
        write('bizos/BIZOS_RULES4.md'),
        'done',
      ],
      {},
      ['--plugin-dir', join(root, '.claude/plugins/bizos-guard'), '--allowedTools', begin.name, rule.name],
    );
    expect(results[1]).toMatch(/session_start/);
    expect(results[2]).toMatch(/crm-ops/);
    expect(results[3]).toMatch(/created successfully/);
    expect(results[4]).toMatch(/outside the zone/);
  });

  it('Z05 Z06 Z54 refuses what guards the guard by its settings alone, through the shell too', async () => {
    const { hooks: _hooks, ...alone } = JSON.parse(settings) as Record<string, unknown>;
    writeFileSync(join(root, '.claude/settings.json'), JSON.stringify(alone));
    const paths = ['.claude/settings.local.json', 'sub/.mcp.json', '.github/workflows/x.yml', 'bizos/BIZOS_PATTERNS2.md'];
    const { results } = await play([...paths.map(write), shell('echo x >> bizos/AGENT_GOALS.md'), 'done'], {}, BASH);
    for (const result of results.slice(0, 3)) expect(result).toMatch(/denied by your permission settings/);
    // A file that wasn't there when the settings were written is the hook's to refuse.
    expect(results[3]).toMatch(/created successfully/);
    expect(results[4]).toMatch(/denied/);
    git(root, ['clean', '-qfd', 'bizos']);
    writeFileSync(join(root, '.claude/settings.json'), settings);
  });

  it('Z05 gives the sandbox every path of denyWrite to keep from being written', async () => {
    const log = join(home, 'bwrap.log');
    // What the host starts instead of the sandbox's programs: one that notes its words, one that listens where it is told to.
    standIn('bwrap', `require('fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n')`);
    standIn('socat', "require('net').createServer().listen(/^UNIX-LISTEN:([^,]*)/.exec(process.argv[2])[1])");
    const {
      sandbox,
      permissions: _,
      ...others
    } = JSON.parse(settings) as {
      permissions: object;
      sandbox: { filesystem: { denyWrite: readonly string[] } };
    };
    writeFileSync(join(root, '.claude/settings.json'), JSON.stringify({ ...others, sandbox: { ...sandbox, enabled: true } }));
    await play([shell('python3 x.py'), 'done'], CRM, BASH);
    writeFileSync(join(root, '.claude/settings.json'), settings);
    const words = readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => JSON.parse(line) as string[]);
    const readOnly = words.filter((_, i) => words[i - 1] === '--ro-bind');
    expect(sandbox.filesystem.denyWrite.length).toBeGreaterThan(5);
    expect(sandbox.filesystem.denyWrite.map((path) => join(root, path)).filter((path) => !readOnly.includes(path))).toEqual([]);
    expect(readOnly).not.toContain(join(root, OWN));
  });

  function standIn(name: string, code: string): void {
    writeFileSync(join(home, 'bin', name), `#!/usr/bin/env node\n${code}\n`, { mode: 0o755 });
  }

  it.each([
    ['ends with 1', 'process.exit(1)'],
    ['throws', 'throw new Error("broken")'],
    ['prints what is no answer', 'console.log("{\\"hookSpecificOutput\\": 7}")'],
  ])('Z52 blocks the edit when its hook %s', async (_title, code) => {
    const hook = join(home, '.bizos/claude-hook.mjs');
    const kept = readFileSync(hook, 'utf8');
    writeFileSync(hook, code);
    const { results } = await play([write(OWN.replace('week', 'broken')), 'done'], CRM);
    writeFileSync(hook, kept);
    expect(there(OWN.replace('week', 'broken'))).toBe(false);
    expect(results.join()).not.toMatch(/created successfully/);
  });
});

function readStream(out: string): { hooks: HookRun[]; results: string[] } {
  const [hooks, results]: [HookRun[], string[]] = [[], []];
  for (const line of out.split('\n').filter((one) => one.startsWith('{'))) {
    const said = JSON.parse(line) as {
      type: string;
      subtype?: string;
      hook_name?: string;
      exit_code?: number;
      stdout?: string;
      message?: { content: { content?: unknown }[] };
    };
    if (said.subtype === 'hook_response') hooks.push({ name: said.hook_name ?? '', code: said.exit_code ?? -1, out: said.stdout ?? '' });
    if (said.type === 'user' && Array.isArray(said.message?.content)) results.push(JSON.stringify(said.message.content[0]?.content ?? ''));
  }
  return { hooks, results };
}
