import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { giveAnswer } from '../../src/loop/approvals/answer.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import { appendEntries } from '../../src/loop/ledger/ledger.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { actionOf, draft, HOUR, ledgerKinds, mail, outFolder, POLICY, plan, Scripted, world } from './fixture.ts';
import { emptyRoot, NOON } from './world.ts';

const WHY = { en: 'no', de: 'nein' };

describe('dispatch', () => {
  it('an alert goes: plan, verdict, dispatch, delivery stand in the ledger in this order', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted();
    expect(await dispatchDue(world(root, { open: async () => channel }))).toMatchObject({ sent: [id], problems: [] });
    expect(ledgerKinds(root)).toEqual(['plan', 'verdict', 'dispatch', 'delivery']);
    expect(channel.got[0].message).toEqual(draft().message);
    expect(actionOf(root, id)).toMatchObject({ standing: 'sent', attempts: 1 });
  });

  it('verdict and dispatch line are on the disk when the channel is called', async () => {
    const root = emptyRoot();
    plan(root, draft());
    let there: string[] = [];
    const channel = new Scripted();
    const watched = Object.assign(Object.create(channel) as Scripted, {
      send: async (...given: Parameters<Scripted['send']>) => {
        there = ledgerKinds(root);
        return channel.send(...given);
      },
    });
    await dispatchDue(world(root, { open: async () => watched }));
    expect(there).toEqual(['plan', 'verdict', 'dispatch']);
  });

  it('goes to a file by the real file channel, and never twice', async () => {
    const root = emptyRoot();
    const id = plan(root, draft({ channel: 'file', message: { ...draft().message, to: ['file'] } }));
    expect((await dispatchDue(world(root))).sent).toEqual([id]);
    expect((await dispatchDue(world(root))).sent).toEqual([]);
    plan(root, draft({ channel: 'file', message: { ...draft().message, to: ['file'] } }));
    expect((await dispatchDue(world(root))).sent).toEqual([]);
    expect(readdirSync(outFolder(root)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  });

  it.each([
    ['sent', { state: 'sent', reference: 'm1' }, 'sent'],
    ['put off', { state: 'later', why: WHY, afterMs: 5000 }, 'later'],
    ['refused', { state: 'refused', why: WHY }, 'refused'],
    ['a time-out', { state: 'unknown', why: WHY }, 'unknown'],
    ['a channel that throws', new Error('half a response'), 'unknown'],
  ] as const)('%s leaves the state %s', async (_, answer, standing) => {
    const root = emptyRoot();
    const id = plan(root, draft());
    await dispatchDue(world(root, { open: async () => new Scripted([answer]) }));
    expect(actionOf(root, id).standing).toBe(standing);
  });

  it('429 with Retry-After: not before its time, then again with the same key, and no more often than the policy says', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted(Array.from({ length: 9 }, () => ({ state: 'later', why: WHY, afterMs: 60_000 })));
    const at = (minutes: number) => dispatchDue(world(root, { open: async () => channel, now: () => NOON + minutes * 60_000 }));
    await at(0);
    await at(0.5);
    expect(channel.got).toHaveLength(1);
    await at(1);
    await at(2);
    expect(channel.got).toHaveLength(3);
    expect(new Set(channel.got.map(({ key }) => key)).size).toBe(1);
    expect((await at(3)).refused).toEqual([id]);
    expect(channel.got).toHaveLength(3);
    expect(actionOf(root, id)).toMatchObject({ standing: 'refused' });
  });

  it('an unknown one is never sent again by itself', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted([{ state: 'unknown', why: WHY }]);
    for (let n = 0; n < 3; n++) await dispatchDue(world(root, { open: async () => channel, now: () => NOON + n * 24 * HOUR }));
    expect(channel.got).toHaveLength(1);
    expect(actionOf(root, id).standing).toBe('unknown');
  });

  it.each([
    ['the other side has it', 'sent', 1, 'sent'],
    ['the other side does not have it', 'not-sent', 2, 'sent'],
    ['it can not say', 'unknown', 1, 'unknown'],
  ] as const)('unknown, and asked: %s', async (_, asked, sends, standing) => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted([{ state: 'unknown', why: WHY }], false, asked);
    await dispatchDue(world(root, { open: async () => channel }));
    await dispatchDue(world(root, { open: async () => channel }));
    expect(channel.got).toHaveLength(sends);
    expect(actionOf(root, id).standing).toBe(standing);
  });

  it('unknown on a channel that takes keys is sent again with the same key', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted([{ state: 'unknown', why: WHY }], true);
    await dispatchDue(world(root, { open: async () => channel }));
    await dispatchDue(world(root, { open: async () => channel }));
    expect(new Set(channel.got.map(({ key }) => key)).size).toBe(1);
    expect(actionOf(root, id)).toMatchObject({ standing: 'sent', attempts: 2 });
  });

  it.each([
    ['sent', 'sent', 1],
    ['not-sent', 'sent', 2],
  ] as const)('a person rules an unknown one: %s', async (was, standing, sends) => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted([{ state: 'unknown', why: WHY }]);
    await dispatchDue(world(root, { open: async () => channel }));
    const key = actionOf(root, id).dispatch?.data.key ?? '';
    appendEntries({ root, who: 'people', now: () => NOON + 1 }, [{ kind: 'ruling', data: { action: id, key, was, by: 'terminal' } }]);
    await dispatchDue(world(root, { open: async () => channel, now: () => NOON + 2 }));
    expect(actionOf(root, id).standing).toBe(standing);
    expect(channel.got).toHaveLength(sends);
  });

  it('a process that died while sending leaves "unknown", and the ledger says so once', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const dead = { boot: 'another boot', pid: 1, born: '1' };
    const key = 'a'.repeat(64);
    appendEntries({ root, who: 'crm-ops', now: () => NOON }, [
      {
        kind: 'dispatch',
        data: {
          action: id,
          key,
          channel: 'telegram',
          content: actionOf(root, id).content,
          attempt: 1,
          verdict: 'b'.repeat(64),
          holder: dead,
        },
      },
    ]);
    expect(actionOf(root, id).standing).toBe('unknown');
    const channel = new Scripted();
    for (let n = 0; n < 2; n++) await dispatchDue(world(root, { open: async () => channel }));
    expect(channel.got).toEqual([]);
    expect(ledgerKinds(root)).toEqual(['plan', 'dispatch', 'failure']);
  });

  it('two dispatchers at once send once', async () => {
    const root = emptyRoot();
    for (let n = 0; n < 4; n++) plan(root, draft({ occasion: `o${n}` }));
    const channel = new Scripted();
    const all = await Promise.all([1, 2, 3].map(() => dispatchDue(world(root, { open: async () => channel }))));
    expect(all.flatMap(({ sent }) => sent)).toHaveLength(4);
    expect(new Set(channel.got.map(({ key }) => key)).size).toBe(4);
    expect(channel.got).toHaveLength(4);
  });

  it('what lies beside the ledger was changed: nothing is sent', async () => {
    const root = emptyRoot();
    plan(root, draft());
    const path = join(root, '_INBOX/ledger', readdirSync(join(root, '_INBOX/ledger'))[0]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('Three deals', 'Send all contacts'));
    const channel = new Scripted();
    const { problems } = await dispatchDue(world(root, { open: async () => channel }));
    expect(channel.got).toEqual([]);
    expect(problems).toMatchObject([{ code: 'draft-missing' }]);
  });

  it('a daily limit holds the rest until tomorrow on the clock of the tree', async () => {
    const root = emptyRoot();
    for (let n = 0; n < 7; n++) plan(root, draft({ occasion: `o${n}` }));
    const channel = new Scripted();
    const run = (now: number) => dispatchDue(world(root, { open: async () => channel, now: () => now, timeZone: 'Asia/Kuala_Lumpur' }));
    expect([(await run(NOON)).sent.length, (await run(NOON + 3 * HOUR)).sent.length, (await run(NOON + 4.5 * HOUR)).sent.length]).toEqual([
      5, 0, 2,
    ]);
  });

  it('the kill switch stops everything, what was approved too, and lets it go on', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const people = { root, who: 'people', now: () => NOON };
    appendEntries(people, [{ kind: 'pause', data: { agent: '*', paused: true, by: 'terminal' } }]);
    const channel = new Scripted();
    const go = () => dispatchDue(world(root, { open: async () => channel, now: () => NOON + 5 }));
    expect((await go()).held).toEqual([id]);
    expect(channel.got).toEqual([]);
    appendEntries({ ...people, now: () => NOON + 2 }, [{ kind: 'pause', data: { agent: '*', paused: false, by: 'terminal' } }]);
    expect((await go()).sent).toEqual([id]);
  });
});

describe('approvals', () => {
  const asked = async (root: string, one = mail()) => {
    const id = plan(root, one);
    const channel = new Scripted();
    await dispatchDue(world(root, { open: async () => channel }));
    return { id, channel, action: actionOf(root, id) };
  };
  const answering = (root: string, now = NOON + 1) => ({ root, policy: POLICY, by: 'terminal', now: () => now });
  const sendAt = (root: string, channel: Scripted, now: number) => dispatchDue(world(root, { open: async () => channel, now: () => now }));

  it('what reaches people outside waits; approved, exactly that goes, once', async () => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    expect([action.standing, channel.got.length]).toEqual(['held', 0]);
    giveAnswer(answering(root), { action: id, shown: action.content, nonce: action.ask?.data.nonce ?? '', answer: 'approved' });
    for (let n = 2; n < 5; n++) await sendAt(root, channel, NOON + n);
    expect(channel.got.map(({ message }) => message)).toEqual([mail().message]);
    expect(readLedger(root).entries.find((entry) => entry.kind === 'verdict' && entry.data.code === 'gate-approved')?.data).toHaveProperty(
      'approval',
    );
  });

  it('asks once, and again when the asking has expired', async () => {
    const root = emptyRoot();
    const { channel } = await asked(root);
    await sendAt(root, channel, NOON + HOUR);
    expect(ledgerKinds(root).filter((kind) => kind === 'ask')).toHaveLength(1);
    await sendAt(root, channel, NOON + 25 * HOUR);
    expect(ledgerKinds(root).filter((kind) => kind === 'ask')).toHaveLength(2);
  });

  it.each([
    ['forged: a nonce nobody gave out', { nonce: 'f'.repeat(24) }, 'approval-forged', NOON + 1],
    ['edited: another content than was shown', { shown: 'f'.repeat(64) }, 'approval-changed', NOON + 1],
    ['expired', {}, 'approval-expired', NOON + 24 * HOUR],
  ] as const)('%s: refused', async (_, wrong, code, now) => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    const given = { action: id, shown: action.content, nonce: action.ask?.data.nonce ?? '', answer: 'approved' as const, ...wrong };
    expect(() => giveAnswer(answering(root, now), given)).toThrow(new RegExp(code));
    await sendAt(root, channel, now);
    expect(channel.got).toEqual([]);
  });

  it('replayed: the same answer twice is refused', async () => {
    const root = emptyRoot();
    const { id, action } = await asked(root);
    const given = { action: id, shown: action.content, nonce: action.ask?.data.nonce ?? '', answer: 'rejected' as const };
    giveAnswer(answering(root), given);
    expect(() => giveAnswer(answering(root), { ...given, answer: 'approved' })).toThrow(/approval-replayed/);
  });

  it.each([
    ['the content of an approval line', { content: 'f'.repeat(64) }],
    ['its recipients', { recipients: 'f'.repeat(64) }],
    ['its channel', { channel: 'email' }],
    ['its expiry', { expires: '2030-01-01T00:00:00.000Z' }],
    ['its nonce', { nonce: 'f'.repeat(24) }],
  ])('a line written by hand with another %s lets nothing leave', async (_, wrong) => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    const ask = action.ask?.data ?? (undefined as never);
    const { content, recipients, channel: way, expires, nonce } = ask;
    appendEntries({ root, who: 'people', now: () => NOON + 1 }, [
      {
        kind: 'approval',
        data: { action: id, answer: 'approved', content, recipients, channel: way, expires, nonce, by: 'terminal', ...wrong },
      },
    ]);
    await sendAt(root, channel, NOON + 2);
    expect(channel.got).toEqual([]);
  });

  it('an approval in the chain of an agent lets nothing leave', async () => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    const { content, recipients, channel: way, expires, nonce } = action.ask?.data ?? (undefined as never);
    appendEntries({ root, who: 'crm-ops', now: () => NOON + 1 }, [
      { kind: 'approval', data: { action: id, answer: 'approved', content, recipients, channel: way, expires, nonce, by: 'terminal' } },
    ]);
    expect((await sendAt(root, channel, NOON + 2)).sent).toEqual([]);
    expect(readLedger(root).problems).toMatchObject([{ code: 'ledger-forged' }]);
  });

  it('approved, and not sent before it expired: held again and asked anew', async () => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    giveAnswer(answering(root), { action: id, shown: action.content, nonce: action.ask?.data.nonce ?? '', answer: 'approved' });
    await sendAt(root, channel, NOON + 24 * HOUR);
    expect(channel.got).toEqual([]);
    expect(actionOf(root, id)).toMatchObject({ standing: 'held' });
    expect(ledgerKinds(root).filter((kind) => kind === 'ask')).toHaveLength(2);
  });

  it('an edit is asked about anew, and exactly the edited text goes', async () => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    const message = { ...mail().message, blocks: [{ kind: 'text' as const, text: 'Shall we talk on Monday?' }] };
    const now = giveAnswer(answering(root), {
      action: id,
      shown: action.content,
      nonce: action.ask?.data.nonce ?? '',
      answer: 'edited',
      message,
    });
    await sendAt(root, channel, NOON + 2);
    expect(channel.got).toEqual([]);
    giveAnswer(answering(root, NOON + 3), { action: id, shown: now.content, nonce: now.ask?.data.nonce ?? '', answer: 'approved' });
    await sendAt(root, channel, NOON + 4);
    expect(channel.got.map((one) => one.message)).toEqual([message]);
  });

  it('an edit can not change whom it reaches', async () => {
    const root = emptyRoot();
    const { id, action } = await asked(root);
    const given = {
      action: id,
      shown: action.content,
      nonce: action.ask?.data.nonce ?? '',
      answer: 'edited' as const,
      message: { ...mail().message, to: ['b@example.test'] },
    };
    expect(() => giveAnswer(answering(root), given)).toThrow(/approval-changed/);
  });

  it('postponed rests until its time, then a person is asked again', async () => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    giveAnswer(answering(root), {
      action: id,
      shown: action.content,
      nonce: action.ask?.data.nonce ?? '',
      answer: 'postponed',
      until: NOON + 2 * HOUR,
    });
    await sendAt(root, channel, NOON + HOUR);
    expect(actionOf(root, id).standing).toBe('postponed');
    await sendAt(root, channel, NOON + 2 * HOUR);
    expect(actionOf(root, id)).toMatchObject({ standing: 'held' });
    expect(ledgerKinds(root).filter((kind) => kind === 'ask')).toHaveLength(2);
  });

  it('rejected is over', async () => {
    const root = emptyRoot();
    const { id, channel, action } = await asked(root);
    giveAnswer(answering(root), { action: id, shown: action.content, nonce: action.ask?.data.nonce ?? '', answer: 'rejected' });
    await sendAt(root, channel, NOON + 48 * HOUR);
    expect([channel.got.length, actionOf(root, id).standing]).toEqual([0, 'rejected']);
  });

  it('phase 3: a proven pattern goes alone where the row lets it, and one rejection ends that', async () => {
    const root = emptyRoot();
    const channel = new Scripted();
    const go = (n: number, entity: string) => {
      plan(root, mail({ occasion: `o${n}`, entity }), NOON + n * 100);
      return dispatchDue(world(root, { open: async () => channel, phase: 3, now: () => NOON + n * 100 + 1 }));
    };
    const say = (id: string, n: number, answer: 'approved' | 'rejected') => {
      const { content, ask } = actionOf(root, id);
      giveAnswer(answering(root, NOON + n * 100 + 2), { action: id, shown: content, nonce: ask?.data.nonce ?? '', answer });
    };
    for (let n = 0; n < 3; n++) say((await go(n, 'hippos')).held[0], n, 'approved');
    // The third approved one leaves with the fourth, which nobody was asked about.
    expect((await go(4, 'hippos')).sent).toHaveLength(2);
    // The same pattern in a company whose row has not opted in waits.
    const held = await go(5, 'solartech');
    expect(held.held).toHaveLength(1);
    say(held.held[0], 5, 'rejected');
    // That was another pattern; of this one a bad outcome ends it.
    appendEntries({ root, who: 'crm-ops', now: () => NOON + 600 }, [
      {
        kind: 'outcome',
        data: {
          action: actionOf(root, [...readLedger(root).entries].find((e) => e.kind === 'plan')?.data.action as string).action,
          outcome: 'lost',
          bad: true,
          asOf: '2026-11-20T12:00:00.000Z',
        },
      },
    ]);
    expect((await go(7, 'hippos')).held).toHaveLength(1);
  });
});
