import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionKinds, scans } from '../../src/business/index.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { briefOf, lastWorkingDay } from '../../src/loop/runs/brief.ts';
import { runAgent } from '../../src/loop/runs/run.ts';
import type { Context } from '../../src/workspace/operation.ts';
import { contextIn, exampleTree } from '../business/group/fake-context.ts';
import { Scripted } from './fixture.ts';

const MORNING = Date.parse('2026-11-20T01:00:00Z');
const DAY = 24 * 3_600_000;

function committedTree(): string {
  const root = exampleTree();
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'tree');
  return root;
}

function git(root: string, ...words: string[]): string {
  const answer = spawnSync('git', words, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  });
  expect(answer.stderr).toBe('');
  return answer.stdout.trim();
}

const context = (root: string, given: Partial<Context> = {}): Context =>
  contextIn(root, {
    scans,
    actionKinds,
    now: () => MORNING,
    environment: {
      PATH: process.env.PATH,
      HOME: root,
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
    ...given,
  });

const edited = (root: string, file: string, change: (text: string) => string): void => {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};

describe('a run', () => {
  it('opens a session, scans, tells, writes the ledger, commits its lines and ends the session', async () => {
    const root = committedTree();
    const channel = new Scripted();
    const run = await runAgent(context(root), { agent: 'crm-ops', open: async () => channel });
    expect(run.counts).toMatchObject({ fresh: run.counts.findings, resolved: 0, held: 0, refused: 0, unknown: 0 });
    expect(run.counts.findings).toBeGreaterThan(50);
    expect(channel.got.map(({ message }) => message.subject?.split(':')[0])).toEqual(['crm-ops', 'Solartech']);
    const { entries, problems } = readLedger(root, true);
    expect(problems).toEqual([]);
    expect(entries[0]).toMatchObject({ kind: 'run-start', data: { run: run.run, session: run.session, scans: ['pipeline'] } });
    expect(entries.at(-1)).toMatchObject({ kind: 'run-end', data: { run: run.run, result: 'done', sent: 2 } });
    expect(git(root, 'log', '--format=%s').split('\n')).toEqual([
      'session: crm-ops ends',
      `ledger: ${run.run}`,
      'metrics: what the scans measured of solartech',
      'session: crm-ops begins',
      'tree',
    ]);
    expect(git(root, 'log', '-4', '--format=%(trailers:key=BizOS-Session,valueonly)').split(/\n+/)).toEqual([
      run.session,
      run.session,
      run.session,
      run.session,
    ]);
    expect(git(root, 'status', '--short')).toBe('');
  });

  it('every go stands in the ledger before its message is handed over', async () => {
    const root = committedTree();
    const seen: string[][] = [];
    const channel = new Scripted();
    const send = channel.send.bind(channel);
    channel.send = (message, key) => {
      seen.push(
        readLedger(root)
          .entries.map(({ kind }) => kind)
          .filter((kind) => kind === 'verdict' || kind === 'dispatch'),
      );
      return send(message, key);
    };
    await runAgent(context(root), { agent: 'crm-ops', open: async () => channel });
    expect(seen[0]).toEqual(['verdict', 'dispatch']);
    expect(seen[1]).toEqual(['verdict', 'dispatch', 'verdict', 'dispatch']);
  });

  it('a second run tells nobody what was told, a dry run writes nothing', async () => {
    const root = committedTree();
    const channel = new Scripted();
    const ask = { agent: 'crm-ops', open: async () => channel };
    await runAgent(context(root), ask);
    const before = readLedger(root).entries.length;
    const head = git(root, 'rev-parse', 'HEAD');
    const dry = await runAgent(context(root), { ...ask, dry: true });
    expect([dry.session, dry.counts.fresh]).toEqual([undefined, 0]);
    expect(dry.actions.map(({ draft, standing }) => `${draft.kind} ${standing}`)).toEqual(['win-loss-summary sent']);
    expect([readLedger(root).entries.length, git(root, 'rev-parse', 'HEAD'), git(root, 'status', '--short')]).toEqual([before, head, '']);
    const again = await runAgent(context(root, { now: () => MORNING + 3_600_000 }), ask);
    expect([again.counts.fresh, again.counts.sent, channel.got.length]).toEqual([0, 0, 2]);
  });

  it('rows of the schedule decide what is scanned and which summary is written', async () => {
    const root = committedTree();
    const kindsOf = async (duty: string): Promise<string[]> => {
      const { actions } = await runAgent(context(root), { agent: 'crm-ops', duties: [duty], dry: true });
      return actions.map(({ draft }) => draft.kind);
    };
    expect(await kindsOf('pipeline SCAN')).toEqual(['alert']);
    expect(await kindsOf('Won and lost')).toEqual(['win-loss-summary']);
  });

  it('phase 2 prepares and waits; nothing that reaches people outside leaves', async () => {
    const root = committedTree();
    edited(root, 'bizos/AGENT_GOALS.md', (text) =>
      text.replace('**Phase 1 (Current):**', '**Phase 1:**').replace('**Phase 2:** Prepare', '**Phase 2 (Current):** Prepare'),
    );
    const channel = new Scripted();
    const run = await runAgent(context(root), { agent: 'crm-ops', open: async () => channel });
    expect(run.phase).toBe(2);
    expect(run.counts.held).toBeGreaterThan(0);
    const kinds = new Set(run.actions.filter(({ standing }) => standing === 'sent').map(({ draft }) => draft.kind));
    expect([...kinds].sort()).toEqual(['alert', 'win-loss-summary']);
    const brief = await briefOf(context(root), undefined);
    expect(brief.waiting).toHaveLength(run.counts.held);
  });

  it('what an agent’s own section can’t do is said with its line, and the rest runs', async () => {
    const root = committedTree();
    edited(root, 'bizos/AGENT_GOALS.md', (text) => text.replace('| Won and lost | Monday 08:30 |', '| Tea | Monday 08:30 |'));
    const run = await runAgent(context(root), { agent: 'crm-ops', dry: true });
    expect(run.problems.find(({ code }) => code === 'duty-unknown')).toMatchObject({ place: { file: 'bizos/AGENT_GOALS.md', line: 65 } });
    expect(run.scanned.companies.map(({ entity }) => entity)).toEqual(['solartech']);
  });

  it('an agent whose scans this version does not have runs all the same: a session, nothing found, and it says why', async () => {
    const root = committedTree();
    const run = await runAgent(context(root), { agent: 'performance' });
    expect(run.counts).toEqual({ findings: 0, fresh: 0, resolved: 0, planned: 0, sent: 0, held: 0, refused: 0, unknown: 0 });
    expect(run.problems.map(({ code, level }) => `${level} ${code}`)).toEqual([
      'note duty-unknown',
      'note duty-unknown',
      'note agent-idle',
    ]);
    expect(readLedger(root).entries.map((entry) => (entry.kind === 'run-end' ? entry.data.result : entry.kind))).toEqual([
      'run-start',
      'done',
    ]);
    expect(git(root, 'log', '-1', '--format=%s')).toBe('session: performance ends');
    expect(git(root, 'status', '--short')).toBe('');
    const one = await runAgent(context(root), { agent: 'performance', duties: ['One-to-ones'], dry: true });
    expect(one.problems.map(({ code }) => code)).toContain('agent-idle');
    await expect(runAgent(context(root), { agent: 'performance', duties: ['Gardening'] })).rejects.toMatchObject({ exit: 2 });
  });

  it('without a schedule the phases say what is scanned', async () => {
    const root = committedTree();
    edited(root, 'bizos/AGENT_GOALS.md', (text) =>
      text
        .replace(/### Schedule\n\n(?:\|.*\n)+/, '')
        .replace(
          '- Scan the pipeline every working day; say which deals stand still',
          '- Daily pipeline risk scan (stalled deals, concentration alerts)',
        ),
    );
    const run = await runAgent(context(root), { agent: 'crm-ops', dry: true });
    expect(run.duties.map(({ what, scans: own }) => [what.slice(0, 24), own.map(({ name }) => name)])).toEqual([
      ['Daily pipeline risk scan', ['pipeline']],
    ]);
  });

  it('a session of another agent can’t run it; its own session can', async () => {
    const root = committedTree();
    const { openSessions } = await import('../../src/guard/sessions/open.ts');
    const { startSession } = await import('../../src/guard/sessions/lifecycle.ts');
    const world = context(root);
    const { place, policy } = await openSessions(world);
    const begin = (agent: string): ReturnType<typeof startSession> =>
      startSession(place, policy, { agent, goal: 'work', leaseMs: 1_800_000, waitMs: 0, offline: true, language: 'en' });
    const other = await begin('performance');
    const inside = (session: string): Context => context(root, { environment: { ...world.environment, BIZOS_SESSION: session } });
    await expect(runAgent(inside(other.session.id), { agent: 'crm-ops' })).rejects.toMatchObject({ exit: 3 });
    const own = await begin('crm-ops');
    const run = await runAgent(inside(own.session.id), { agent: 'crm-ops', open: async () => new Scripted() });
    expect(run.session).toBe(own.session.id);
    // Elsewhere the zones are taken meanwhile: one run at a time.
    await expect(runAgent(context(root), { agent: 'crm-ops' })).rejects.toMatchObject({ exit: 3 });
  });

  it('a run that breaks off says so in the ledger and gives its zones back', async () => {
    const root = committedTree();
    const broken: Context['scans'] = async () => [
      { ...(await scans())[0], load: async () => ({ run: () => Promise.reject(new Error('broken')) }) },
    ];
    await expect(runAgent(context(root, { scans: broken }), { agent: 'crm-ops' })).rejects.toThrow('broken');
    expect(readLedger(root).entries.map((entry) => (entry.kind === 'run-end' ? entry.data.result : entry.kind))).toEqual(['failed']);
    const run = await runAgent(context(root), { agent: 'crm-ops', open: async () => new Scripted() });
    expect(run.counts.sent).toBe(2);
  });
});

describe('the brief', () => {
  it('has what is new against the ledger and what the ledger says since; it changes nothing', async () => {
    const root = committedTree();
    const first = await briefOf(context(root), undefined);
    expect(first.fresh.length).toBeGreaterThan(50);
    expect(first.fresh[0].severity).toBe('critical');
    expect(readLedger(root).entries).toEqual([]);
    await runAgent(context(root), { agent: 'crm-ops', open: async () => new Scripted() });
    const same = await briefOf(context(root), undefined);
    expect(same.fresh.map(({ id }) => id)).toEqual(first.fresh.map(({ id }) => id));
    expect(same.sent).toBe(2);
    const next = await briefOf(context(root, { now: () => MORNING + 2 * DAY }), MORNING + DAY);
    expect([next.sent, next.fresh.filter(({ rule }) => rule === 'amount-missing')]).toEqual([0, []]);
  });

  it.each<[string, string, string[]?]>([
    ['2026-11-20T01:00:00Z', '2026-11-19T01:00:00Z'],
    ['2026-11-23T01:00:00Z', '2026-11-20T01:00:00Z'],
    ['2026-11-22T01:00:00Z', '2026-11-20T01:00:00Z'],
    // Sunday evening in UTC is Monday morning in Kuala Lumpur.
    ['2026-11-22T23:00:00Z', '2026-11-19T23:00:00Z'],
    ['2026-11-23T01:00:00Z', '2026-11-18T01:00:00Z', ['2026-11-19', '2026-11-20']],
  ])('on %s it looks back to %s, holidays %j', (now, since, holidays = []) => {
    expect(new Date(lastWorkingDay(Date.parse(now), 'Asia/Kuala_Lumpur', holidays)).toISOString()).toBe(since.replace('Z', '.000Z'));
  });
});
