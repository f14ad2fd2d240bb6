import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryDraft, LedgerEntry } from '../../../src/loop/ledger/entries/index.ts';
import { foldOutbox } from '../../../src/loop/outbox/state.ts';
import { patternRecords } from '../../../src/loop/trust/records.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const ANSWERS = ['approved', 'approved', 'approved', 'rejected', 'edited', 'postponed'] as const;
const FAULTS = ['none', 'none', 'none', 'none', 'forged', 'expired', 'content', 'recipients'] as const;

type Event =
  | { readonly what: 'ask'; readonly of: number }
  | { readonly what: 'sent'; readonly of: number }
  | { readonly what: 'answer'; readonly of: number; readonly answer: (typeof ANSWERS)[number]; readonly fault: (typeof FAULTS)[number] }
  | { readonly what: 'outcome'; readonly of: number; readonly bad: boolean };

const ACTIONS = 8;
/** Even actions are of one pattern, odd ones of another. */
const patternOf = (of: number): string => `mail / follow-up / Stage ${of % 2} / solartech`;
const of = fc.nat(ACTIONS - 1);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: of.map((one) => ({ what: 'ask' as const, of: one })) },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('answer' as const),
      of,
      answer: fc.constantFrom(...ANSWERS),
      fault: fc.constantFrom(...FAULTS),
    }),
  },
  { weight: 1, arbitrary: of.map((one) => ({ what: 'sent' as const, of: one })) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('outcome' as const), of, bad: fc.boolean() }) },
);

/** The events as lines of the ledger. */
function linesOf(events: readonly Event[]): LedgerEntry[] {
  const lines: LedgerEntry[] = [];
  const id = (one: number): string => `${one}`.repeat(16);
  const hex = (one: number, length: number): string => one.toString(16).padStart(length, '0');
  const write = (draft: EntryDraft): void => {
    const seq = lines.length + 1;
    lines.push({ ...draft, h: hex(seq, 64), at: NOON + seq, writer: 'crm-ops.00000000', seq });
  };
  const content = new Map<number, string>();
  const nonces = new Map<number, string>();
  const expires = new Date(NOON + 1000 * 3_600_000).toISOString();
  for (let one = 0; one < ACTIONS; one++) {
    content.set(one, hex(one, 64));
    write({
      kind: 'plan',
      data: {
        action: id(one),
        act: 'mail',
        agent: 'crm-ops',
        run: 'r',
        entity: 'solartech',
        audience: 'outside',
        findings: [],
        template: 'follow-up',
        stage: `Stage ${one % 2}`,
        channel: 'email',
        content: hex(one, 64),
        recipients: hex(7, 64),
        draft: hex(8, 64),
      },
    });
  }
  for (const [at, one] of events.entries()) {
    const action = id(one.of);
    const bound = { action, content: content.get(one.of) ?? '', recipients: hex(7, 64), channel: 'email', expires };
    if (one.what === 'ask') {
      nonces.set(one.of, hex(at + 1, 24));
      write({ kind: 'ask', data: { ...bound, nonce: hex(at + 1, 24) } });
    } else if (one.what === 'sent') {
      const holder = { boot: 'b', pid: 1, born: '1' };
      write({
        kind: 'dispatch',
        data: { action, key: hex(1, 64), channel: 'email', content: bound.content, attempt: 1, verdict: hex(1, 64), holder },
      });
      write({ kind: 'delivery', data: { action, key: hex(1, 64), attempt: 1, reference: 'x', how: 'answered' } });
    } else if (one.what === 'outcome')
      write({ kind: 'outcome', data: { action, outcome: one.bad ? 'lost' : 'moved', bad: one.bad, asOf: '2026-11-20T12:00:00.000Z' } });
    else {
      const nonce = one.fault === 'forged' ? 'f'.repeat(24) : (nonces.get(one.of) ?? 'e'.repeat(24));
      const edited = one.answer === 'edited' ? { edited: hex(1000 + at, 64), draft: hex(9, 64) } : {};
      const wrong = one.fault === 'content' ? { content: hex(99, 64) } : one.fault === 'recipients' ? { recipients: hex(99, 64) } : {};
      const late = one.fault === 'expired' ? { expires: '2026-11-20T11:00:00.000Z' } : {};
      write({ kind: 'approval', data: { ...bound, ...wrong, ...late, ...edited, answer: one.answer, nonce, by: 'telegram-7' } });
      if (nonces.has(one.of) && one.fault === 'none' && one.answer === 'edited')
        content.set(one.of, counted(events.slice(0, at + 1)) ? hex(1000 + at, 64) : (content.get(one.of) ?? ''));
    }
  }
  return lines;
}

interface Simple {
  streak: number;
  approved: number;
  edited: number;
  rejected: number;
  bad: number;
}

/** The rule in its plainest form: which answers count, and what they do to the row of their pattern. */
function simple(events: readonly Event[]): { records: Simple[]; last: boolean } {
  const records = [0, 1].map((): Simple => ({ streak: 0, approved: 0, edited: 0, rejected: 0, bad: 0 }));
  const actions = Array.from({ length: ACTIONS }, () => ({ asked: false, over: false, spent: false }));
  let last = false;
  for (const one of events) {
    const record = records[one.of % 2];
    const action = actions[one.of];
    last = false;
    if (one.what === 'ask') action.asked = true;
    else if (one.what === 'sent') action.over = true;
    else if (one.what === 'outcome') {
      if (one.bad) Object.assign(record, { bad: record.bad + 1, streak: 0 });
    } else {
      const good = action.asked && !action.over && one.fault === 'none';
      // Whatever names the nonce uses it up.
      if (one.fault !== 'forged') action.asked = false;
      if (!good || one.answer === 'postponed') continue;
      last = true;
      record[one.answer]++;
      if (one.answer === 'rejected') action.over = true;
      if (one.answer === 'approved') record.streak += action.spent ? 0 : 1;
      else record.streak = 0;
      if (one.answer !== 'rejected') action.spent = true;
    }
  }
  return { records, last };
}

const counted = (events: readonly Event[]): boolean => simple(events).last;

describe('what a pattern has earned', () => {
  it('is what a plain count of the answers that hold gives, whatever else stands in the ledger', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const lines = linesOf(events);
        const found = patternRecords(
          lines,
          'crm-ops',
          foldOutbox(lines, () => false),
        );
        const { records } = simple(events);
        for (const [n, expected] of records.entries()) {
          const { streak, approved, edited, rejected, bad, earned } = found.get(patternOf(n)) ?? (undefined as never);
          expect({ streak, approved, edited, rejected, bad }).toEqual(expected);
          expect(new Set(earned.map(({ action }) => action)).size).toBe(streak);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('the model sees long rows and broken ones', () => {
    const row = (n: number): Event[] =>
      Array.from({ length: n }, (_, k) => [
        { what: 'ask' as const, of: k * 2 },
        { what: 'answer' as const, of: k * 2, answer: 'approved' as const, fault: 'none' as const },
      ]).flat();
    expect(simple(row(4)).records[0].streak).toBe(4);
    expect(simple([...row(4), { what: 'outcome', of: 0, bad: true }]).records[0].streak).toBe(0);
  });

  it('an action that was asked about twice earns once', () => {
    const twice: Event[] = [1, 2].flatMap(() => [
      { what: 'ask' as const, of: 0 },
      { what: 'answer' as const, of: 0, answer: 'approved' as const, fault: 'none' as const },
    ]);
    const lines = linesOf(twice);
    expect(
      patternRecords(
        lines,
        'crm-ops',
        foldOutbox(lines, () => false),
      ).get(patternOf(0)),
    ).toMatchObject({ streak: 1, approved: 2 });
  });
});
