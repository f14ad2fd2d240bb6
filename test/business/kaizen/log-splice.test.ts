import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { candidateSplice, candidatesOf, standsApart, withoutCandidate } from '../../../src/business/kaizen/candidates.ts';
import { experimentOf } from '../../../src/business/kaizen/experiment.ts';
import { touchUpdated } from '../../../src/business/kaizen/last-updated.ts';
import { addEntry, cutEntry, inOrder, splicedText } from '../../../src/business/kaizen/log-edit.ts';
import { Excerpt } from '../../../src/business/kaizen/log-excerpt.ts';
import { type LogFile, readLog } from '../../../src/business/kaizen/log-file.ts';
import { type LogOutline, scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { areBytes, outlineWithEntry, outlineWithPart, piecesOf, splicedLog } from '../../../src/business/kaizen/log-splice.ts';
import type { Splice } from '../../../src/tree/edit/edit.ts';
import { headingWindows } from '../../../src/tree/headings-after.ts';
import { metAtLeast } from '../../met-at-least.ts';

/** Lines at the margin, as nearly every log has them: of such a log only stretches are looked at again. */
const PLAIN = [
  '# Log',
  '## Active Experiments',
  '## Completed Experiments',
  '## Experiment Candidates',
  '**Last Updated:** 2026-01-01',
  '**Last Updated:** ',
  '### [K-BIZ-001] One',
  '### [K-BIZ-002] Zwölf Müller',
  '### [K-BIZ-~7f3a] On a plane',
  '### **[K-BIZ-003]** stressed',
  '#### Deeper',
  '**Status:** Active',
  'words 🙂',
  '- item',
  '```',
  '~~~',
  '---',
  '',
  '',
];

/** Lines that make the whole text be looked at. */
const ODD = [' ### [K-BIZ-004] one in', '<!-- a comment', '-->', '===', '  ```'];

const text = fc
  .tuple(
    fc.array(fc.oneof({ arbitrary: fc.constantFrom(...PLAIN), weight: 8 }, fc.constantFrom(...ODD)), { maxLength: 24 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, eol, last]) => lines.join(eol) + (last ? eol : ''));

const words = fc.oneof(
  fc.constant(''),
  fc.constant('\n'),
  fc.constantFrom(...PLAIN, ...ODD).map((line) => `\n${line}\n`),
  fc.constantFrom(...PLAIN),
  fc.array(fc.constantFrom(...PLAIN, ...ODD), { maxLength: 4 }).map((lines) => lines.join('\n')),
);

/** Places as shares of the text: what each is in a text is found out there. */
const cuts = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000), long: fc.integer({ min: 0, max: 30 }), words }),
  {
    maxLength: 3,
  },
);

function splicesIn(length: number, wanted: readonly { at: number; long: number; words: string }[]): Splice[] {
  const splices: Splice[] = [];
  let free = 0;
  for (const { at, long, words: put } of [...wanted].sort((a, b) => a.at - b.at)) {
    const start = Math.max(free, Math.floor(at * length));
    const end = Math.min(length, start + long);
    if (start > length) break;
    splices.push({ start, end, text: put });
    free = end;
  }
  return splices;
}

const folder = mkdtempSync(join(tmpdir(), 'bizos-splice-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function logOf(content: string, bom: boolean): LogFile {
  writeFileSync(join(folder, 'log.md'), (bom ? '\ufeff' : '') + content);
  return readLog(folder, 'log.md');
}

/** All that an outline knows. */
function told({ heads, entries, sections }: LogOutline): unknown {
  return {
    heads: heads.map(({ depth, start, bodyStart, end, deepEnd, part, line, title }) => [
      depth,
      start,
      bodyStart,
      end,
      deepEnd,
      part,
      line,
      title,
    ]),
    entries: entries.map(({ id, name, coreEnd, start }) => [id, name, coreEnd, start]),
    sections: sections.map(({ start }) => start),
  };
}

/** All that an outline knows of an entry, but where it stands in the text. */
function entryIn(outline: LogOutline, id: string): unknown {
  const [{ start, bodyStart, end, deepEnd, coreEnd, depth, line, name, part, title, place }] = outline.withId(id);
  return {
    words: outline.text.slice(start, deepEnd),
    ends: [bodyStart, end, coreEnd].map((offset) => offset - start),
    told: [depth, line, name, part, title, outline.hasEntryBelow(place, deepEnd)],
    json: JSON.stringify(experimentOf(outline, outline.entryAt(place))),
  };
}

const sorted = (ids: readonly string[]): string[] => [...ids].sort();

const RUNS = Number(process.env.BIZOS_RUNS ?? 1500);

describe('a log with splices made', () => {
  it('is what its text says, byte by byte and heading by heading, change after change', () => {
    let windowed = 0;
    fc.assert(
      fc.property(text, fc.boolean(), fc.array(cuts, { minLength: 1, maxLength: 3 }), (content, bom, changes) => {
        let log = logOf(content, bom);
        const ids = log.outline.ids();
        let inWindows = false;
        for (const wanted of changes) {
          const splices = splicesIn(log.text.length, wanted);
          if (splices.length > 0 && headingWindows(log.text, log.outline.from, log.outline.places, inOrder(splices))) inWindows = true;
          const expected = splicedText(log.text, splices);
          log = splicedLog(log, splices);
          expect(log.text).toBe(expected);
          expect(told(log.outline)).toEqual(told(scanLog(expected)));
          expect(sorted([...ids, ...log.since.come])).toEqual(sorted([...log.outline.ids(), ...log.since.gone]));
          const bytes = Buffer.from((bom ? '\ufeff' : '') + expected);
          expect(Buffer.compare(Buffer.concat(piecesOf(log)), bytes)).toBe(0);
          expect(areBytes(piecesOf(log), bytes)).toBe(true);
          expect(log.bytes && areBytes(piecesOf(log), log.bytes)).toBe(log.bytes && bytes.equals(log.bytes));
        }
        if (inWindows) windowed++;
      }),
      { numRuns: RUNS },
    );
    // Else nothing but the look at the whole text was held.
    expect(windowed).toBeGreaterThanOrEqual(metAtLeast(RUNS, 0.43));
  });

  it('has excerpts that say of an entry, and of a part, what the whole log says', () => {
    let held = 0;
    let parts = 0;
    fc.assert(
      fc.property(text, cuts, (content, wanted) => {
        const before = logOf(content, false);
        const updated = touchUpdated(before.outline, '2026-01-02x');
        let inExcerpt = false;
        const changes = [splicesIn(before.text.length, wanted)];
        for (const entry of before.outline.entries) {
          const words = `${before.text.slice(entry.start, entry.coreEnd)}\n**By:** me`;
          changes.push([...updated, { start: entry.start, end: entry.coreEnd, text: words }]);
          changes.push([...updated, cutEntry(before.outline, entry, 'en'), addEntry(before.outline, 'completed', words, 'en')]);
        }
        for (const splices of changes) {
          const log = splicedLog(before, splices);
          const whole = scanLog(log.text);
          for (const id of log.since.gone) {
            if (before.outline.withId(id).length !== 1 || whole.withId(id).length !== 1) continue;
            const outline = outlineWithEntry(log, id);
            if (outline instanceof Excerpt) inExcerpt = true;
            expect(entryIn(outline, id)).toEqual(entryIn(whole, id));
          }
        }
        if (inExcerpt) held++;
        const item = [candidateSplice(before.outline, 'one more', 'en')];
        const more = splicedLog(before, [...updated, ...item]);
        const outline = outlineWithPart(more, 'candidates');
        if (outline instanceof Excerpt) parts++;
        const items = (one: LogOutline): unknown => candidatesOf(one).map(({ number, text: words, line }) => [number, words, line]);
        expect(items(outline)).toEqual(items(scanLog(more.text)));
      }),
      { numRuns: RUNS },
    );
    expect(held).toBeGreaterThanOrEqual(metAtLeast(RUNS, 0.16));
    expect(parts).toBeGreaterThanOrEqual(metAtLeast(RUNS, 0.3));
  });

  it('loses a candidate and gains an entry at once as it does one after the other', () => {
    let apart = 0;
    const heads = fc.constantFrom(['## Active Experiments', '## Experiment Candidates'], ['## Ideen', '# Aktive Versuche']);
    const lines = fc.array(fc.constantFrom(...PLAIN, '- idea', '- another idea', '  goes on', '(none yet)'), { maxLength: 6 });
    fc.assert(
      fc.property(heads, lines, lines, lines, fc.constantFrom('\n', '\r\n'), ([one, other], front, middle, end, eol) => {
        const { outline } = logOf([...front, one, ...middle, other, '- first idea', ...end].join(eol), false);
        const written = (one: LogOutline): Splice[] => [
          ...touchUpdated(one, '2026-01-02'),
          addEntry(one, 'active', '### [K-BIZ-009] Nine', 'en'),
        ];
        const candidates = candidatesOf(outline).filter((one) => standsApart(outline, one));
        if (candidates.length > 0) apart++;
        for (const candidate of candidates) {
          const gone = withoutCandidate(outline, candidate, 'en');
          const between = scanLog(splicedText(outline.text, [gone]));
          expect(splicedText(outline.text, [...written(outline), gone])).toBe(splicedText(between.text, written(between)));
        }
      }),
      { numRuns: RUNS },
    );
    expect(apart).toBeGreaterThanOrEqual(metAtLeast(RUNS, 0.28));
  });

  it('is looked at again from the heading above a change to the one behind it, no further', () => {
    const entries = Array.from({ length: 1000 }, (_, k) => `### [K-BIZ-${k + 1}] Title\n**Date:** 2026-01-01\n\n`).join('');
    const log = logOf(`# Log\n\n## Active Experiments\n\n${entries}`, false);
    const at = log.outline.entries[499].bodyStart + 1;
    const now = splicedLog(log, [{ start: at, end: at, text: 'x' }]);
    expect([now.since.gone, now.since.come]).toEqual([['K-BIZ-500'], ['K-BIZ-500']]);
  });
});
