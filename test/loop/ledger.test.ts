import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genesis, makeLine, readChain } from '../../src/loop/ledger/chain.ts';
import { ENTRIES, type EntryDraft } from '../../src/loop/ledger/entries/index.ts';
import { appendEntries, withLedger } from '../../src/loop/ledger/ledger.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { openSealed } from '../../src/loop/ledger/sealed.ts';
import { emptyRoot, NOON, SAMPLES } from './world.ts';

const place = (root: string, who = 'crm-ops') => ({ root, who, now: () => NOON });
const run = (n: number): EntryDraft => ({ kind: 'run-start', data: { ...SAMPLES['run-start'], run: `r${n}` } });
const fileOf = (root: string): string => join(root, '_SESSIONS/ledger', readdirSync(join(root, '_SESSIONS/ledger'))[0]);

describe('entries', () => {
  it.each(Object.keys(ENTRIES) as EntryDraft['kind'][])('%s goes to the disk and comes back', (kind) => {
    const root = emptyRoot();
    const who = ENTRIES[kind].people ? 'people' : 'crm-ops';
    appendEntries(place(root, who), [{ kind, data: SAMPLES[kind] } as EntryDraft]);
    const { entries, problems } = readLedger(root, true);
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ kind, data: SAMPLES[kind], at: NOON, seq: 1 });
    const says = (ENTRIES[kind].says as (data: unknown) => { en: string; de: string })(SAMPLES[kind]);
    expect(says.en).not.toBe('');
    expect(says.de).not.toBe(says.en);
  });

  it('has no key "kind" inside its data: the guard must never take another line for an approval', () => {
    for (const data of Object.values(SAMPLES)) expect(JSON.stringify(data)).not.toMatch(/"kind"\s*:/);
  });

  it('refuses to write a line of the wrong shape, and writes nothing of the batch', () => {
    const root = emptyRoot();
    const wrong = (): unknown => appendEntries(place(root), [run(1), { kind: 'run-start', data: { ...SAMPLES['run-start'], phase: 9 } }]);
    expect(wrong).toThrow(TypeError);
    expect(wrong).toThrow('Too big: expected number to be <=3');
    expect(readLedger(root).entries).toEqual([]);
  });
});

describe('a chain', () => {
  const five = (): { root: string; path: string; lines: string[] } => {
    const root = emptyRoot();
    for (let n = 1; n <= 5; n++) appendEntries(place(root), [run(n)]);
    const path = fileOf(root);
    return { root, path, lines: readFileSync(path, 'utf8').trimEnd().split('\n') };
  };
  const judged = (path: string, lines: readonly string[]) => {
    const name = path.slice(path.lastIndexOf('/') + 1, -'.jsonl'.length);
    return readChain(name, Buffer.from(`${lines.join('\n')}\n`), true).fault;
  };

  it.each([
    ['changed', (l: string[]) => l.map((x, i) => (i === 2 ? x.replace('r3', 'r9') : x)), { line: 3, what: 'changed' }],
    ['a line taken out of the middle', (l: string[]) => l.filter((_, i) => i !== 1), { line: 2, what: 'removed' }],
    ['the first line taken away', (l: string[]) => l.slice(1), { line: 1, what: 'removed' }],
    ['two lines exchanged', (l: string[]) => [l[0], l[2], l[1], l[3], l[4]], { line: 2, what: 'reordered' }],
    ['a line twice', (l: string[]) => [l[0], l[1], l[1], l[2]], { line: 3, what: 'reordered' }],
    ['no JSON', (l: string[]) => [l[0], 'x', l[1]], { line: 2, what: 'unreadable' }],
    ['the same data written another way', (l: string[]) => [l[0].replace('{"at"', '{ "at"')], { line: 1, what: 'changed' }],
    ['a key given twice', (l: string[]) => [l[0].replace('{"at"', '{"kind":"approval","at"')], { line: 1, what: 'changed' }],
  ])('%s: names the first line', (_, change, fault) => {
    const { path, lines } = five();
    expect(judged(path, lines)).toBeUndefined();
    expect(judged(path, change(lines))).toEqual(fault);
  });

  it("does not take another writer's line", () => {
    const { lines } = five();
    expect(readChain('other.12345678', Buffer.from(`${lines[0]}\n`), true).fault).toEqual({ line: 1, what: 'foreign' });
  });

  it('finds any single changed character', () => {
    const { path, lines } = five();
    const whole = lines.join('\n');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.constantFrom('0', 'a', '"', ' ', '}'), (at, letter) => {
        fc.pre(whole[at] !== letter && whole[at] !== '\n');
        const bad = whole.slice(0, at) + letter + whole.slice(at + 1);
        expect(judged(path, bad.split('\n'))).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('stops counting at the fault, and says so', () => {
    const { root, path, lines } = five();
    writeFileSync(path, `${[lines[0], lines[1].replace('r2', 'r7'), lines[2]].join('\n')}\n`);
    const { entries, problems } = readLedger(root, true);
    expect(entries.map(({ seq }) => seq)).toEqual([1]);
    expect(problems).toMatchObject([{ code: 'ledger-changed', place: { line: 2 } }]);
  });

  it('sets a torn line aside, says so, and goes on', () => {
    const { root, path, lines } = five();
    writeFileSync(path, `${lines.join('\n')}\n{"at":"2026-11-2`);
    expect(readLedger(root).problems).toMatchObject([{ code: 'ledger-torn' }]);
    withLedger(place(root), (ledger) => {
      ledger.append([run(6)]);
      expect(ledger.problems).toMatchObject([{ code: 'ledger-torn' }]);
    });
    const { entries, problems } = readLedger(root, true);
    expect(problems).toEqual([]);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(readdirSync(join(root, '.bizos/torn'))).toHaveLength(1);
  });

  it('begins a new chain where the file went back (another branch), so that none ever forks', () => {
    const { root, path, lines } = five();
    writeFileSync(path, `${lines.slice(0, 3).join('\n')}\n`);
    appendEntries(place(root), [run(6)]);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toEqual(lines.slice(0, 3));
    expect(readdirSync(join(root, '_SESSIONS/ledger'))).toHaveLength(2);
    expect(readLedger(root, true).problems).toEqual([]);
  });

  it('goes on where a process died before it noted its line', () => {
    const { root, path, lines } = five();
    const last = JSON.parse(lines[4]) as { h: string };
    writeFileSync(path, `${lines.join('\n')}\n${makeLine(last.h, 6, 'run-start', '2026-11-20T12:00:00.000Z', SAMPLES['run-start']).text}`);
    appendEntries(place(root), [run(7)]);
    const { entries, problems } = readLedger(root, true);
    expect([entries.length, problems]).toEqual([7, []]);
  });

  it('two checkouts never write to one file', () => {
    const [a, b] = [emptyRoot(), emptyRoot()];
    appendEntries(place(a), [run(1)]);
    appendEntries(place(b), [run(1)]);
    expect(fileOf(a).split('/').pop()).not.toBe(fileOf(b).split('/').pop());
  });

  it('a clock that is set back turns no chain round', () => {
    const root = emptyRoot();
    for (const [n, now] of [NOON, NOON - 86_400_000, NOON + 5].entries()) appendEntries({ ...place(root), now: () => now }, [run(n)]);
    const { entries, problems } = readLedger(root, true);
    expect([entries.map(({ seq }) => seq), problems]).toEqual([[1, 2, 3], []]);
  });
});

describe('who may write what', () => {
  it("a line of people in an agent's chain is a forgery: it counts for nothing and is named", () => {
    const root = emptyRoot();
    const folder = join(root, '_SESSIONS/ledger');
    mkdirSync(folder, { recursive: true });
    const writer = 'crm-ops.12345678';
    writeFileSync(
      join(folder, `${writer}.jsonl`),
      makeLine(genesis(writer), 1, 'approval', '2026-11-20T12:00:00.000Z', SAMPLES.approval).text,
    );
    const { entries, problems } = readLedger(root);
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ code: 'ledger-forged', level: 'error' }]);
  });

  it('chains of people are always verified', () => {
    const root = emptyRoot();
    appendEntries(place(root, 'people'), [{ kind: 'pause', data: SAMPLES.pause }]);
    const path = fileOf(root);
    writeFileSync(path, readFileSync(path, 'utf8').replace('true', 'false'));
    expect(readLedger(root)).toMatchObject({ entries: [], problems: [{ code: 'ledger-changed' }] });
  });
});

describe('what is personal', () => {
  it('C76 stands outside git, and in no line of the ledger; erasing it leaves the chain sound', () => {
    const root = emptyRoot();
    const c = withLedger(place(root), (ledger) => {
      const commitment = ledger.seal({ name: 'Aminah binti Ali' });
      ledger.append([{ kind: 'plan', data: { ...SAMPLES.plan, draft: commitment } }]);
      return commitment;
    });
    expect(readFileSync(fileOf(root), 'utf8')).not.toContain('Aminah');
    expect(openSealed(root)(c)).toEqual({ name: 'Aminah binti Ali' });
    rmSync(join(root, '_INBOX'), { recursive: true });
    expect(openSealed(root)(c)).toBeUndefined();
    expect(readLedger(root, true)).toMatchObject({ entries: [{}], problems: [] });
  });

  it('changed contents do not fit their commitment', () => {
    const root = emptyRoot();
    const c = withLedger(place(root), (ledger) => {
      const commitment = ledger.seal({ to: 'a@example.test' });
      ledger.append([{ kind: 'plan', data: { ...SAMPLES.plan, draft: commitment } }]);
      return commitment;
    });
    const path = join(root, '_INBOX/ledger', readdirSync(join(root, '_INBOX/ledger'))[0]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('a@example', 'b@example'));
    expect(openSealed(root)(c)).toBeUndefined();
  });
});
