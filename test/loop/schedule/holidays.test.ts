import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../src/business/pipeline/operations/gather.ts';
import { scanInput } from '../../../src/business/pipeline/operations/scan-input.ts';
import { isoMoment, wallOf } from '../../../src/core/moment.ts';
import { read } from '../../../src/loop/policy/reader.ts';
import { loadCron } from '../../../src/loop/schedule/cron.ts';
import { readSchedule } from '../../../src/loop/schedule/read.ts';
import { lastDue, nextDue, parseWhen } from '../../../src/loop/schedule/when.ts';
import { readDocument } from '../../../src/tree/read.ts';
import { openWorkspace } from '../../../src/workspace/workspace.ts';
import { contextIn, exampleTree } from '../../business/group/fake-context.ts';

const ZONE = 'Asia/Kuala_Lumpur';
const cron = await loadCron();
const POLICY = 'bizos/AGENT_POLICY.md';

/** A tree whose table has these rows. */
function treeWith(...rows: string[]): string {
  const root = exampleTree();
  const file = join(root, POLICY);
  const head = '| Date | Holiday | Entity |\n|---|---|---|\n';
  const before = readFileSync(file, 'utf8');
  expect(before).toContain(head);
  writeFileSync(file, before.replace(head, `${head}${rows.map((row) => `${row}\n`).join('')}`));
  return root;
}

const ROWS = ['| 2026-11-20 | Day of the group | * |', '| 2026-11-23 | Birthday of the Sultan | solartech |'];

describe('the table of holidays', () => {
  it.each<[string, string, unknown, string[]]>([
    ['for all', '| 2026-08-31 | National Day | * |', [{ date: '2026-08-31', name: 'National Day', entity: '*', line: 3 }], []],
    ['of one company', '| 2026-03-23 | Birthday | Kinme |', [{ date: '2026-03-23', name: 'Birthday', entity: 'kinme', line: 3 }], []],
    ['without a company', '| 2026-08-31 | National Day | |', [{ date: '2026-08-31', name: 'National Day', entity: '*', line: 3 }], []],
    ['a date that there is not', '| 2026-02-30 | Never | * |', [], ['policy-holiday 3']],
    ['a date in words', '| 31 August | National Day | * |', [], ['policy-holiday 3']],
    ['no date', '| | National Day | * |', [], ['policy-holiday 3']],
    ['an empty row', '| | | |', [], []],
  ])('%s', (_what, row, rows, problems) => {
    const reading = read(readDocument(POLICY, Buffer.from(`| Date | Holiday | Entity |\n|---|---|---|\n${row}\n`)));
    expect(reading.value.holidays).toEqual(rows);
    expect(reading.problems.map(({ code, place }) => `${code} ${place?.line}`)).toEqual(problems);
  });

  it('in German too, and both shipped ones are empty', () => {
    const german = read(readDocument(POLICY, Buffer.from('| Datum | Feiertag | Firma |\n|---|---|---|\n| 2026-10-03 | Einheit | * |\n')));
    expect(german.value.holidays).toMatchObject([{ date: '2026-10-03' }]);
    for (const language of ['en', 'de']) {
      const bytes = readFileSync(join(import.meta.dirname, `../../../templates/tree/${language}/bizos/AGENT_POLICY.md`));
      const { value, problems } = read(readDocument(POLICY, bytes));
      expect([value.holidays, problems.filter(({ code }) => code === 'policy-holiday')]).toEqual([[], []]);
      expect(bytes.toString()).toMatch(/\| (?:Date \| Holiday \| Entity|Datum \| Feiertag \| Firma) \|\n/);
    }
  });
});

describe('a holiday is no working day of a schedule', () => {
  const next = (words: string, after: string, holidays: string[]): string => {
    const when = parseWhen(words, holidays);
    if (typeof when === 'string') throw new Error(when);
    return isoMoment(wallOf(nextDue(when, Date.parse(after), ZONE, cron) ?? Number.NaN, ZONE));
  };
  const off = ['2026-11-20', '2026-12-01', '2026-12-31'];

  it.each([
    ['working days 08:00', '2026-11-19T08:00Z', '2026-11-23T08:00'],
    ['werktags 8 Uhr', '2026-11-19T08:00Z', '2026-11-23T08:00'],
    ['first working day of the month 09:00', '2026-11-25T00:00Z', '2026-12-02T09:00'],
    ['last working day of the quarter 09:00', '2026-11-25T00:00Z', '2026-12-30T09:00'],
    // Who names a weekday means it.
    ['Fridays 08:00', '2026-11-19T08:00Z', '2026-11-20T08:00'],
    ['daily 08:00', '2026-11-19T08:00Z', '2026-11-20T08:00'],
    ['0 8 * * 1-5', '2026-11-19T08:00Z', '2026-11-20T08:00'],
  ])('%s', (words, after, due) => {
    expect(next(words, after, off)).toBe(due);
  });

  it('the tree’s rows for all companies count; one of a single company does not stop the group', async () => {
    const workspace = await openWorkspace(contextIn(treeWith(...ROWS)));
    const { entries } = await readSchedule(workspace, { scans: [], kinds: [] });
    workspace.close();
    const row = entries.find(({ what }) => what === 'Pipeline scan');
    const last = lastDue(row?.when ?? { kind: 'cron', words: '' }, Date.parse('2026-11-20T12:00:00Z'), ZONE, cron);
    expect(isoMoment(wallOf(last ?? 0, ZONE))).toBe('2026-11-19T08:00');
    const monday = nextDue(row?.when ?? { kind: 'cron', words: '' }, Date.parse('2026-11-20T12:00:00Z'), ZONE, cron);
    expect(isoMoment(wallOf(monday ?? 0, ZONE))).toBe('2026-11-23T08:00');
  });
});

it('holidays of all and of the company don’t run against its SLAs, besides those of its own CRM structure', async () => {
  const root = treeWith(...ROWS);
  const file = join(root, 'bizos/00_Holding/CRM_STRUCTURE.md');
  writeFileSync(file, readFileSync(file, 'utf8').replace('| Holidays | none |', '| Holidays | 2026-12-25 |'));
  const workspace = await openWorkspace(contextIn(root));
  const of = async (slug: string): Promise<readonly string[]> =>
    (await policyOf({ workspace, entity: workspace.entity(slug) }, scanInput.parse({}), 'MYR')).value.settings.holidays;
  expect(await of('solartech')).toEqual(['2026-11-20', '2026-11-23', '2026-12-25']);
  expect(await of('hippos')).toEqual(['2026-11-20', '2026-12-25']);
  workspace.close();
});
