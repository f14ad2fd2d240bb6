import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsIn, MEANING } from '../../../src/business/kaizen/entry-fields.ts';
import { experimentOf, experimentsIn } from '../../../src/business/kaizen/experiment.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { EXPERIMENT_FIELD } from '../../../src/tree/vocabulary.ts';

/** Lines of logs as people and the program write them, and as nobody should. */
const LINES = [
  '### [K-BIZ-001] One',
  '### [K-BIZ-002] Two',
  '### [K-BIZ-004]  *Four* \\# words ##',
  '#### [K-BIZ-003] Inside',
  '#### A part of it',
  '## Completed Experiments',
  '**Date:** 2026-01-01',
  '**Status:** Active  ',
  '**Status:** Completed',
  '**Stand**: Aktiv',
  '  **Status:** behind blanks',
  '**Expected',
  'Result:** in two lines',
  '**Hypothesis:**',
  '**Duration:**',
  '**Learning**: words',
  '**Decision** (pending)',
  '**A sentence that is stressed.** And goes on.',
  'words',
  'words  ',
  '- a list',
  '- **Label:** in a list',
  '> a quote',
  '```',
  '~~~',
  '---',
  '- - -',
  '   ',
  '\u00a0',
  '(pending)',
  '4 weeks',
  '',
  '',
  '',
];

const logs = fc.tuple(fc.array(fc.constantFrom(...LINES), { maxLength: 24 }), fc.constantFrom('\n', '\r\n'));

describe('the labels of a log, found in one pass', () => {
  it('say what those of each entry say, found line by line', () => {
    const names = Object.keys(EXPERIMENT_FIELD) as (keyof typeof EXPERIMENT_FIELD)[];
    fc.assert(
      fc.property(logs, ([lines, eol]) => {
        const outline = scanLog(`# Log${eol}${eol}### [K-BIZ-000] First${eol}${lines.join(eol)}${eol}`, 0);
        const swept = experimentsIn(outline);
        expect(swept.length).toBe(outline.entries.length);
        outline.entries.forEach((entry, k) => {
          expect(entry.name).toBe(entry.title.slice(entry.title.indexOf(']') + 1).trimStart());
          expect(JSON.stringify(experimentOf(outline, entry))).toBe(JSON.stringify(swept[k]));
          const fields = fieldsIn(outline.text, entry.bodyStart, entry.coreEnd);
          for (const name of names) {
            const field = fields.find(({ known }) => known === name);
            const own = swept[k].field(name);
            expect([own?.start, own?.value, own?.end, swept[k].said(MEANING[name])?.written]).toEqual([
              field?.start,
              field?.value,
              field?.end,
              field?.value,
            ]);
          }
        });
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 1000) },
    );
  });
});
