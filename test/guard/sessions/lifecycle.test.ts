import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ZonePolicy } from '../../../src/core/zone.ts';
import type { LeasePlace } from '../../../src/guard/leases/contact.ts';
import { lockPlace } from '../../../src/guard/leases/lock.ts';
import { lookAtLeases } from '../../../src/guard/leases/look.ts';
import { readPolicy } from '../../../src/guard/policy/read.ts';
import { worktreeSource } from '../../../src/guard/policy/source.ts';
import { holdersOf } from '../../../src/guard/sessions/holders.ts';
import { assertHolder, endSession, remainsOf, startSession, takeOver } from '../../../src/guard/sessions/lifecycle.ts';
import { activeSessions, addNote, endedSessions } from '../../../src/guard/sessions/registry.ts';
import { currentSession, releaseEnded, sessionsNow } from '../../../src/guard/sessions/state.ts';
import { FakeMachine, placeOn } from '../fake-machine.ts';
import { git, treeRepository } from '../tree-fixture.ts';

const MINUTE = 60_000;

interface Here {
  readonly machine: FakeMachine;
  readonly place: LeasePlace;
  readonly policy: ZonePolicy;
  readonly root: string;
  start(agent: string, entity?: string, pid?: number): ReturnType<typeof startSession>;
}

async function here(more: (root: string) => void = () => undefined): Promise<Here> {
  const root = treeRepository();
  more(root);
  const machine = new FakeMachine();
  // The call itself: `startSession` looks for its own process.
  machine.begin(process.pid);
  const place = placeOn(machine, root);
  const { value: policy } = await readPolicy(worktreeSource(root));
  const start = (agent: string, entity?: string, pid?: number) =>
    startSession(place, policy, { agent, entity, goal: 'x', leaseMs: 30 * MINUTE, waitMs: 0, offline: false, language: 'en', pid });
  return { machine, place, policy, root, start };
}

const refusal = async (run: Promise<unknown>): Promise<{ exit?: number; text?: { en: string }; hint?: { en: string } }> =>
  run.then(
    () => ({}),
    (error: unknown) => error as { exit: number },
  );

describe('which sessions run side by side', () => {
  it('two agents in one company whose zones don’t meet: both; the same agent there again: refused with who, since, until, what to do', async () => {
    const { start } = await here();
    const first = await start('crm-ops', '02_Solartech');
    expect((await start('performance', '02_Solartech')).session.token).toBe(2);
    const refused = await refusal(start('crm-ops', '02_Solartech'));
    expect(refused.exit).toBe(3);
    for (const word of [first.session.id, 'crm-ops', 'desk', '2026-11-20 08:', 'UTC', 'unless renewed', 'AGENT_GOALS.md:'])
      expect(refused.text?.en).toContain(word);
    expect(refused.hint?.en).toContain(`bizos session show ${first.session.id}`);
  });

  it('the same agent in another company', async () => {
    const { start } = await here();
    await start('crm-ops', '02_Solartech');
    expect((await start('crm-ops', '03_Hippos')).session.entity).toBe('03_Hippos');
  });

  it('without a company it needs all of them', async () => {
    const { start } = await here();
    await start('crm-ops', '02_Solartech');
    expect((await refusal(start('crm-ops'))).exit).toBe(3);
  });

  it('two writers of one file: the second is refused', async () => {
    const { start } = await here((root) => {
      const path = join(root, 'bizos', 'AGENT_GOALS.md');
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('- `bizos/<entity>/reports/`', '- `bizos/<entity>/reports/`\n- `bizos/<entity>/TTL_KPIS.md`'),
      );
    });
    await start('performance', '02_Solartech');
    const refused = await refusal(start('crm-ops', '02_Solartech'));
    expect([refused.exit, refused.text?.en.includes('TTL_KPIS.md')]).toEqual([3, true]);
  });

  it.each([
    ['nobody', '02_Solartech', 2],
    ['crm-ops', 'no-such-company', 3],
  ])('%s in %s: exit %d, nothing is held and nothing is written', async (agent, entity, exit) => {
    const { start, place, root } = await here();
    expect((await refusal(start(agent, entity))).exit).toBe(exit);
    expect([lookAtLeases(place).leases, activeSessions(root)]).toEqual([[], []]);
  });

  it('waits for what ends in time', async () => {
    const { start, place, policy, machine } = await here();
    const first = await start('crm-ops', '02_Solartech');
    let looks = 0;
    const waiting: string[] = [];
    const patient: LeasePlace = {
      ...place,
      async sleep(ms) {
        machine.time += ms;
        looks += 1;
        if (looks === 3) await endSession(place, policy, first.session.id, undefined, 'en');
      },
    };
    const given = { agent: 'crm-ops', entity: '02_Solartech', goal: 'x', leaseMs: 30 * MINUTE, offline: false, language: 'en' as const };
    const next = await startSession(patient, policy, { ...given, waitMs: 5 * MINUTE, waiting: ([{ by }]) => waiting.push(by.session) });
    expect([next.session.token > first.session.token, looks, new Set(waiting)]).toEqual([true, 3, new Set([first.session.id])]);
    expect((await refusal(startSession(patient, policy, { ...given, waitMs: MINUTE }))).exit).toBe(3);
  });

  it('a record that can’t be written leaves no lease', async () => {
    const { start, root, place } = await here((made) => {
      rmSync(join(made, '_SESSIONS', 'active'), { recursive: true });
      writeFileSync(join(made, '_SESSIONS', 'active'), 'in the way');
    });
    expect((await refusal(start('crm-ops', '02_Solartech'))).exit).toBeDefined();
    expect([lookAtLeases(place).leases, activeSessions(root)]).toEqual([[], []]);
  });
});

describe('a session from start to end', () => {
  it('stands in the registry and in git, and its commits and what is left are said at the end', async () => {
    const { start, place, policy, root } = await here();
    const { session, path, commit } = await start('crm-ops', '02_Solartech');
    expect([path, commit === git(root, ['rev-parse', 'HEAD']).out.trim()]).toEqual([`_SESSIONS/active/${session.id}.md`, true]);
    expect(git(root, ['log', '-1', '--format=%(trailers:key=BizOS-Session,valueonly)']).out.trim()).toBe(session.id);
    addNote(root, session.id, '2026-11-20T08:10:00Z', 'Aina calls\n## Outcome\n*soon*');
    writeFileSync(
      join(root, 'bizos/02_Solartech/_ENTITY.md'),
      `${readFileSync(join(root, 'bizos/02_Solartech/_ENTITY.md'), 'utf8')}More.\n`,
    );
    git(root, ['commit', '-qm', `work\n\nBizOS-Session: ${session.id}`, '--', 'bizos/02_Solartech/_ENTITY.md']);
    writeFileSync(join(root, 'bizos/02_Solartech/reports.md'), 'not its own');
    writeFileSync(join(root, 'bizos/03_Hippos/_ENTITY.md'), 'another company');
    const remains = await remainsOf(place, policy, session.id);
    expect([remains.state, remains.committed, remains.uncommitted]).toEqual(['alive', ['bizos/02_Solartech/_ENTITY.md'], []]);
    const ended = await endSession(place, policy, session.id, 'two deals moved', 'en');
    expect([ended.changed, ended.uncommitted, ended.lease]).toEqual([['bizos/02_Solartech/_ENTITY.md'], [], 'released']);
    const [kept] = endedSessions(root);
    expect(kept.path).toBe(`_SESSIONS/archive/2026-11/${session.id}.md`);
    expect(kept.session).toMatchObject({ outcome: 'two deals moved', notes: [expect.stringContaining('Aina calls')] });
    expect(readFileSync(join(root, kept.path), 'utf8')).toContain('- `bizos/02_Solartech/_ENTITY.md`');
    expect([existsSync(join(root, path)), git(root, ['status', '--short', '_SESSIONS']).out, lookAtLeases(place).leases]).toEqual([
      false,
      '',
      [],
    ]);
  });

  it('what somebody has staged meanwhile stays staged and is in nobody’s commit', async () => {
    const { start, place, policy, root } = await here((made) => {
      writeFileSync(join(made, 'mine.md'), 'staged');
      git(made, ['add', 'mine.md']);
    });
    const { session } = await start('crm-ops', '02_Solartech');
    await endSession(place, policy, session.id, undefined, 'en');
    expect(git(root, ['status', '--short']).out).toBe('A  mine.md\n');
    expect(git(root, ['log', '--format=', '--name-only', '-2']).out).not.toContain('mine.md');
  });

  it('notes of several at the same time all stay', async () => {
    const { start, root } = await here();
    const { session } = await start('crm-ops', '02_Solartech');
    for (let i = 0; i < 5; i++) addNote(root, session.id, '2026-11-20T08:10:00Z', `note ${i}`);
    expect(activeSessions(root)[0].session.notes).toHaveLength(5);
  });

  it('is the current one when it is the only one here, and holds what its zones say', async () => {
    const { start, place } = await here();
    const { session } = await start('crm-ops', '02_Solartech');
    expect(currentSession(place, undefined)).toEqual({ id: session.id, agent: 'crm-ops' });
    expect(holdersOf(place, 'bizos/02_Solartech/_ENTITY.md')).toMatchObject([{ session: session.id, guarantee: 'this-machine' }]);
    expect(holdersOf(place, 'bizos/03_Hippos/_ENTITY.md')).toEqual([]);
    await start('performance', '02_Solartech');
    expect(currentSession(place, undefined)).toBeUndefined();
    expect(currentSession(place, session.id)?.agent).toBe('crm-ops');
  });
});

describe('a session that died', () => {
  it('frees its zones at once; its record says dead until somebody takes it over, and by whom', async () => {
    const { machine, start, place, policy, root } = await here();
    machine.begin(70);
    const { session } = await start('crm-ops', '02_Solartech', 70);
    expect((await refusal(takeOver(place, policy, session.id, 'Aina', 'en'))).exit).toBe(3);
    machine.processes.delete(70);
    expect(sessionsNow(place).states.map(({ state }) => state)).toEqual(['dead']);
    writeFileSync(join(root, 'bizos/02_Solartech/_ENTITY.md'), 'half done');
    expect(await remainsOf(place, policy, session.id)).toMatchObject({ uncommitted: ['bizos/02_Solartech/_ENTITY.md'], untracked: [] });
    const report = 'bizos/02_Solartech/reports/left.md';
    mkdirSync(join(root, 'bizos/02_Solartech/reports'), { recursive: true });
    writeFileSync(join(root, report), 'half done');
    const left = await remainsOf(place, policy, session.id);
    expect([left.uncommitted, left.untracked]).toEqual([['bizos/02_Solartech/_ENTITY.md', report], [report]]);
    await takeOver(place, policy, session.id, 'Aina', 'en');
    expect(readFileSync(join(root, `_SESSIONS/archive/2026-11/${session.id}.md`), 'utf8')).toMatch(/## Taken over\n\nBy Aina\./);
    expect((await refusal(assertHolder(place, session.id))).exit).toBe(3);
    const next = await start('crm-ops', '02_Solartech');
    expect(next.session.token).toBeGreaterThan(session.token);
  });

  it('expired: refused to others with how to take it over; what it held is the next one’s then, and the old one writes nothing', async () => {
    const { machine, start, place, policy } = await here();
    const { session } = await start('crm-ops', '02_Solartech');
    machine.time += 31 * MINUTE;
    expect((await refusal(start('crm-ops', '02_Solartech'))).hint?.en).toContain(`bizos session recover ${session.id}`);
    await takeOver(place, policy, session.id, 'Aina', 'en');
    await start('crm-ops', '02_Solartech');
    const refused = await refusal(assertHolder(place, session.id));
    expect([refused.exit, refused.text?.en.includes('no longer holds')]).toEqual([3, true]);
  });

  it('expired, but it speaks up before anybody took it: it goes on', async () => {
    const { machine, start, place } = await here();
    const { session } = await start('crm-ops', '02_Solartech');
    machine.time += 31 * MINUTE;
    await assertHolder(place, session.id);
    expect(sessionsNow(place).states.map(({ state }) => state)).toEqual(['alive']);
  });

  it('with a deleted lock: its record is there, its lease is not, and tokens go on', async () => {
    const { start, place, root } = await here();
    const { session } = await start('crm-ops', '02_Solartech');
    rmSync(lockPlace(root).file);
    expect(sessionsNow(place).states.map(({ state }) => state)).toEqual(['lost']);
    expect((await start('crm-ops', '02_Solartech')).session.token).toBe(session.token + 1);
  });

  it('killed between the archive and the lease: swept on the next look, beside others at work', async () => {
    const { start, place, root } = await here();
    await start('performance', '02_Solartech');
    const { session, path } = await start('crm-ops', '02_Solartech');
    const text = readFileSync(join(root, path), 'utf8').replace('token:', 'ended: "2026-11-20T09:00:00.000Z"\ntoken:');
    rmSync(join(root, path));
    git(root, ['checkout', '-q', '--', '.'], { mayFail: '' });
    rmSync(join(root, path), { force: true });
    const month = join(root, '_SESSIONS', 'archive', '2026-11');
    if (!existsSync(month)) mkdirSync(month, { recursive: true });
    writeFileSync(join(month, `${session.id}.md`), text);
    expect(sessionsNow(place).states.map((one) => one.session.agent)).toEqual(['performance']);
    await releaseEnded(place);
    expect(lookAtLeases(place).leases.map(({ lease }) => lease.agent)).toEqual(['performance']);
    expect(readdirSync(month)).toHaveLength(1);
  });
});
