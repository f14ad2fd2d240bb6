import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson, jsonOf } from '../../../src/business/kaizen/experiment-json.ts';
import { keptExperiments } from '../../../src/business/kaizen/kept-log.ts';
import { FieldTable } from '../../../src/business/kaizen/label-sweep.ts';
import { type Listed, ListedExperiment } from '../../../src/business/kaizen/listed.ts';
import { type LogOutline, scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { decodedLog } from '../../../src/business/kaizen/log-text.ts';
import { outlineOfChunks, rememberedChunks } from '../../../src/business/kaizen/remembered-chunks.ts';
import { wholeText } from '../../../src/core/pieces.ts';
import { memoryStore, type Store } from '../../../src/index/store.ts';

const NOW = Date.UTC(2026, 5, 1);
const WHERE = { file: 'bizos/KAIZEN_LOG.md', now: NOW };

const textOf = (bytes: Buffer): string => (decodedLog(bytes) ?? '').replace(/^\ufeff/, '');

const wholeOutline = (bytes: Buffer): LogOutline => scanLog(textOf(bytes));

/** The headings of a log as the index remembers them. */
function inChunks(index: Store, bytes: Buffer, chunkBytes: number): LogOutline {
  const remembered = rememberedChunks(index, WHERE.file, bytes, chunkBytes);
  const outline = remembered && outlineOfChunks(remembered, textOf(bytes));
  if (outline === undefined) throw new Error('not in chunks');
  return outline;
}

function headsOf({ heads, from, idEnds, places }: LogOutline): object {
  const told = heads.map(({ depth, title, start, bodyStart, end, deepEnd, line, part, id }) => ({
    depth,
    title,
    start,
    bodyStart,
    end,
    deepEnd,
    line,
    part,
    id,
  }));
  return { told, from, idEnds: [...idEnds], isOpen: places.isOpen };
}

/** The same experiments as the whole text says them. */
function readWhole(bytes: Buffer, now = NOW): Listed[] {
  const outline = wholeOutline(bytes);
  const table = new FieldTable(outline, outline.entryHeads);
  return Array.from(outline.entryHeads, (_, k) => new ListedExperiment(table, k, { ...WHERE, now }));
}

function toldOf(one: Listed): object {
  const { id, title, state, line, overdue, ends, layer, entity, date, started, completed, hasLearning, learning, file } = one;
  const told = { id, title, state, line, overdue, ends, layer, entity, date, started, completed, hasLearning, learning, file };
  return { ...told, by: one.given(6), json: asJson(one) };
}

const ALL_TOLD = (all: Iterable<Listed>): object[] => Array.from(all, toldOf);

/** What stands in logs, and what may break them: each piece ends its last line. */
const PIECES = [
  '## Active Experiments\n\n',
  '## Completed Experiments\n\n',
  '## Dropped Experiments\n\n',
  '## Something else\n\n',
  '# Log\n\n**Last Updated:** 2026-01-01\n\n---\n\n',
  '---\n\n',
  '- one\n- two\n\n',
  '```md\n### [K-BIZ-9] In a fence\n**Status:** Active\n```\n\n',
  '```\nnever closed\n',
  '~~~\n',
  '#### Below\n\n**Learning:** Deep\n\n',
  '#### [K-BIZ-77] Deeper\n**Status:** Dropped\n\n',
  '**Learning:**\nIt goes on\n\n',
  'words that go on\n',
  '<div>\n',
  ' ## indented\n',
  'Title\n---\n',
  '\r\n',
  'ü 😀 “quoted”\n',
];

const entry = fc
  .record({
    id: fc.integer({ min: 1, max: 400 }),
    depth: fc.constantFrom('###', '###', '###', '####', '##'),
    status: fc.constantFrom('Proposed', 'Active', 'Completed', 'Aktiv', '(pending)', 'Dropped'),
    decision: fc.constantFrom('(pending)', 'Adopt', 'Iterate', 'Drop'),
    day: fc.constantFrom('2026-01-02', '2026-04-30', '(pending)', 'soon'),
    long: fc.integer({ min: 0, max: 12 }),
    word: fc.constantFrom('Solartech', 'Haus für Öfen', '😀', '(pending)', '"a", b'),
  })
  .map(
    ({ id, depth, status, decision, day, long, word }) =>
      `${depth} [K-BIZ-${String(id).padStart(3, '0')}] Trying ${word}\n**Date:** ${day}\n**Layer:** System\n**Entity:** ${word}\n**Status:** ${status}\n**By:** Ana\n\n` +
      `**Hypothesis:**\n${'If we try it, then it is well.\n'.repeat(long)}\n**Duration:**\n4 weeks\n\n**Learning:**\n${word}\n\n**Decision:** ${decision}\n\n`,
  );

const piece = fc.oneof({ weight: 5, arbitrary: entry }, { weight: 1, arbitrary: fc.constantFrom(...PIECES) });
const ordinary = fc.oneof({ weight: 6, arbitrary: entry }, { weight: 1, arbitrary: fc.constantFrom(...PIECES.slice(0, 8)) });

/** Changes of a log that is a list of pieces: where, how many go, what comes; `inside` cuts within a piece. */
const change = fc.record({
  at: fc.nat(),
  gone: fc.integer({ min: 0, max: 3 }),
  come: fc.array(piece, { maxLength: 2 }),
  inside: fc.option(
    fc.record({
      offset: fc.nat(),
      gone: fc.integer({ min: 0, max: 40 }),
      text: fc.constantFrom('', 'x', '\n', '\n\n## New\n\n', '#', '`'),
    }),
    { freq: 2 },
  ),
});

describe('a log that the index remembers', () => {
  it('says what its text says, whatever was changed since', () => {
    let inParts = 0;
    let all = 0;
    fc.assert(
      fc.property(
        fc.array(ordinary, { minLength: 4, maxLength: 40 }),
        fc.array(change, { maxLength: 6 }),
        fc.boolean(),
        fc.constantFrom(200, 1500, 6000),
        (pieces, changes, bom, chunkBytes) => {
          const index = memoryStore();
          let text = (bom ? '\ufeff' : '') + pieces.join('');
          const check = (now = NOW): void => {
            const bytes = Buffer.from(text);
            // Who writes keeps the headings alone.
            if (all % 2 === 0) rememberedChunks(index, WHERE.file, bytes, chunkBytes);
            const kept = keptExperiments(index, bytes, { ...WHERE, now }, chunkBytes);
            all++;
            if (kept === undefined) return;
            inParts++;
            expect(ALL_TOLD(kept)).toEqual(ALL_TOLD(readWhole(bytes, now)));
            expect(headsOf(inChunks(index, bytes, chunkBytes))).toEqual(headsOf(wholeOutline(bytes)));
          };
          check();
          let now = pieces;
          for (const { at, gone, come, inside } of changes) {
            now = now.toSpliced(at % (now.length + 1), gone, ...come);
            text = (bom ? '\ufeff' : '') + now.join('');
            if (inside) {
              const from = inside.offset % (text.length + 1);
              text = text.slice(0, from) + inside.text + text.slice(from + inside.gone);
            }
            check();
          }
          check(NOW + 90 * 86_400_000);
          index.close();
        },
      ),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 120) },
    );
    // Most can be read in parts; where few could, this would prove little.
    expect(inParts).toBeGreaterThan(all / 4);
  });
});

/** Experiments whose numbers lie between two, with all that `kept` needs to know of them. */
const entries = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, k) =>
      `### [K-BIZ-${from + k}] Thing ${from + k}\n**Status:** Active\n**Date:** 2026-01-02\n\n**Duration:**\n4 weeks\n\n**Learning:**\nOne, "two"\n\n`,
  ).join('');

const LOG = `# Log\n\n**Last Updated:** 2026-01-01\n\n## Active Experiments\n\n${entries(1, 200)}---\n\n## Completed Experiments\n\n${entries(200, 400)}`;

function kept(index: Store, text: string, now = NOW): readonly Listed[] {
  return keptExperiments(index, Buffer.from(text), { ...WHERE, now }, 2000) ?? [];
}

function rows(index: Store, table: 'log_chunk' | 'log_facts' | 'log_json'): number[] {
  return index.prepare(`SELECT row FROM ${table} ORDER BY row`).pluck().all() as number[];
}

describe('what the index remembers of a log', () => {
  it.each([
    ['a field in the middle', LOG.replace('Thing 77\n**Status:** Active', 'Thing 77\n**Status:** Proposed'), 1],
    ['the day at the top', LOG.replace('2026-01-01', '2026-03-04'), 1],
    ['an entry more at the end', `${LOG}${entries(400, 401)}`, 1],
    [
      'an entry more at the end of a part, and the day',
      LOG.replace('2026-01-01', '2026-03-04').replace('---', `${entries(400, 401)}---`),
      2,
    ],
    ['nothing', LOG, 0],
    ['a part that is called otherwise', LOG.replace('## Completed', '## Dropped'), 22],
  ])('changes with what changed: %s', (_, changed, atMost) => {
    const index = memoryStore();
    expect(ALL_TOLD(kept(index, LOG))).toEqual(ALL_TOLD(readWhole(Buffer.from(LOG))));
    const before = rows(index, 'log_chunk');
    expect(before.length).toBeGreaterThan(20);
    expect(ALL_TOLD(kept(index, changed))).toEqual(ALL_TOLD(readWhole(Buffer.from(changed))));
    const after = rows(index, 'log_chunk');
    expect(rows(index, 'log_facts')).toEqual(after);
    const come = after.filter((row) => !before.includes(row)).length;
    expect(come).toBeLessThanOrEqual(atMost);
    // With some that it was made of before.
    expect(after.length).toBeLessThanOrEqual(before.length + 1 + 16);
    index.close();
  });

  it('is read of as many chunks as are asked: of the one that a list shows, or of all', () => {
    const index = memoryStore();
    const all = kept(index, LOG);
    const whole = readWhole(Buffer.from(LOG));
    expect(all.length).toBe(whole.length);
    expect(rows(index, 'log_facts')).toEqual([]);
    expect(all.slice(0, 3).map(toldOf)).toEqual(whole.slice(0, 3).map(toldOf));
    expect(rows(index, 'log_facts')).toEqual(rows(index, 'log_chunk').slice(0, 1));
    expect(kept(index, LOG).length).toBe(whole.length);
    expect(all.at(-1)?.state).toBe(whole.at(-1)?.state);
    expect(rows(index, 'log_facts')).toEqual(rows(index, 'log_chunk'));
    index.close();
  });

  it('is still there when a change is taken back, and made again', () => {
    const index = memoryStore();
    const other = LOG.replace('2026-01-01', '2026-03-04').replace('Thing 300', 'Something else');
    for (const text of [LOG, other]) kept(index, text);
    const before = rows(index, 'log_chunk');
    for (const text of [LOG, other, other, LOG]) expect(ALL_TOLD(kept(index, text))).toEqual(ALL_TOLD(readWhole(Buffer.from(text))));
    expect(rows(index, 'log_chunk')).toEqual(before);
    // However often it changes, no more than that is kept.
    for (let time = 0; time < 40; time++) kept(index, LOG.replace('Thing 300', `Thing of time ${time}`));
    expect(rows(index, 'log_chunk').length).toBeLessThanOrEqual(before.length + 16);
    index.close();
  });

  it('is the JSON of an experiment, too: told with the line and the day of now', () => {
    const index = memoryStore();
    const text = (all: readonly Listed[]): string => wholeText(jsonOf({ schema: 's' }, all));
    const early = Date.UTC(2026, 0, 20);
    expect(text(kept(index, LOG, early))).toBe(text(readWhole(Buffer.from(LOG), early)));
    const before = rows(index, 'log_json');
    expect(before).toEqual(rows(index, 'log_chunk'));
    for (const [changed, now] of [
      [LOG, early],
      [LOG, NOW],
      [LOG.replace('# Log\n', '# Log\n\nA line more, and another one\n\n'), NOW],
      [`${LOG}\n${entries(400, 430)}`, early],
    ] as const)
      expect(text(kept(index, changed, now))).toBe(text(readWhole(Buffer.from(changed), now)));
    // Some only: what stands together and what does not.
    const all = kept(index, LOG);
    for (const wanted of [all.slice(3, 90), all.filter((_, k) => k % 3 > 0), all.toReversed()])
      expect(JSON.parse(text(wanted)).experiments).toEqual(wanted.map(asJson));
    index.close();
  });

  it('is forgotten with the log that it was of, and of no other one', () => {
    const index = memoryStore();
    kept(index, LOG);
    wholeText(jsonOf({}, kept(index, LOG)));
    const other = keptExperiments(index, Buffer.from(LOG), { file: 'cto-brain/kaizen/KAIZEN_LOG.md', now: NOW }, 2000) ?? [];
    expect(other.map(asJson)[0]).toMatchObject({ file: 'cto-brain/kaizen/KAIZEN_LOG.md' });
    // As another process keeps it of a chunk that was gone by then.
    index.prepare('INSERT INTO log_json VALUES (999999, ?, ?)').run(Buffer.alloc(0), Buffer.alloc(0));
    const short = `# Log\n\n## Active Experiments\n\n${entries(1, 40)}`;
    expect(ALL_TOLD(kept(index, short))).toEqual(ALL_TOLD(readWhole(Buffer.from(short))));
    const own = "WHERE log = 'bizos/KAIZEN_LOG.md'";
    expect(index.prepare(`SELECT count(*) FROM log_chunk ${own}`).pluck().get()).toBeLessThan(10 + 16);
    expect(rows(index, 'log_chunk').length).toBeGreaterThan(20);
    expect(rows(index, 'log_json')).not.toContain(999999);
    index.close();
  });

  it.each([
    ['other code', "UPDATE log_memo SET build = 'another'"],
    ['a chunk that is gone', 'DELETE FROM log_chunk WHERE row % 2 = 0'],
    ['what it says that is gone', 'DELETE FROM log_facts WHERE row % 2 = 0'],
    ['all that is gone', 'DELETE FROM log_memo'],
    ['other bytes', "UPDATE log_chunk SET bytes = CAST(replace(CAST(bytes AS TEXT), '2026', '1999') AS BLOB)"],
  ])('counts for nothing where it is not whole: %s', (_, lost) => {
    const index = memoryStore();
    kept(index, LOG);
    // Where it counted for something, it would be wrong.
    const wrong = "UPDATE log_facts SET words = replace(words, '2026', '1999')";
    if (!lost.includes('%')) index.exec(wrong);
    index.exec(lost);
    expect(ALL_TOLD(kept(index, LOG))).toEqual(ALL_TOLD(readWhole(Buffer.from(LOG))));
    // And is whole again.
    const after = rows(index, 'log_chunk');
    expect(ALL_TOLD(kept(index, LOG))).toEqual(ALL_TOLD(readWhole(Buffer.from(LOG))));
    expect(rows(index, 'log_chunk')).toEqual(after);
    index.close();
  });

  it('is not needed: an index that takes nothing, or is closed meanwhile', () => {
    const index = memoryStore();
    index.pragma('query_only = ON');
    expect(ALL_TOLD(kept(index, LOG))).toEqual(ALL_TOLD(readWhole(Buffer.from(LOG))));
    const open = memoryStore();
    const all = kept(open, LOG);
    open.close();
    expect(ALL_TOLD(all)).toEqual(ALL_TOLD(readWhole(Buffer.from(LOG))));
    index.close();
  });
});
