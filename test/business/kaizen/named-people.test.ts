import { describe, expect, it } from 'vitest';
import { FieldTable } from '../../../src/business/kaizen/label-sweep.ts';
import { ListedExperiment } from '../../../src/business/kaizen/listed.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { peopleNamed } from '../../../src/business/kaizen/named-people.ts';
import { type LogTallies, tallied } from '../../../src/business/kaizen/tallies.ts';

describe('the people that a field names', () => {
  it.each([
    ['Ana', ['Ana']],
    ['  Ana Lim  ', ['Ana Lim']],
    ['Ana, Ben', ['Ana', 'Ben']],
    ['Ana,Ben;Cem', ['Ana', 'Ben', 'Cem']],
    ['Ana & Ben', ['Ana', 'Ben']],
    ['Ana/Ben', ['Ana', 'Ben']],
    ['Ana und Ben', ['Ana', 'Ben']],
    ['Ana and Ben', ['Ana', 'Ben']],
    ['Ana AND Ben', ['Ana', 'Ben']],
    ['Ana + Ben', ['Ana', 'Ben']],
    ['Ana, Ben, and Cem', ['Ana', 'Ben', 'Cem']],
    ['Ana und Ben und Cem', ['Ana', 'Ben', 'Cem']],
    ['Ana,, Ben;', ['Ana', 'Ben']],
    // Signs within a name part nobody.
    ['Sandra Andersen', ['Sandra Andersen']],
    ['Gundula', ['Gundula']],
    ['ana+bizos@example.com', ['ana+bizos@example.com']],
    ['Ana (Sales, Hippos), Ben (CTO)', ['Ana (Sales, Hippos)', 'Ben (CTO)']],
    ['[Ana](people/ana.md), Ben', ['[Ana](people/ana.md)', 'Ben']],
    ['Ana (Sales, Ben', ['Ana (Sales', 'Ben']],
    [', / &', []],
    ['', []],
  ])('%j', (by, names) => {
    expect(peopleNamed(by)).toEqual(names);
  });

  it('are found in one pass over whatever stands there', () => {
    const most = 200_000;
    for (const sign of ['(', ',', ' and', ' ', '()']) expect(peopleNamed(sign.repeat(most)).length).toBeLessThanOrEqual(1);
  });
});

/** What is counted of experiments whose fields say this: by, written down, completed. */
function talliedOf(experiments: readonly (readonly [by: string, date: string, completed?: string])[]): LogTallies {
  const text = experiments.map(
    ([by, date, completed], k) =>
      `### [K-BIZ-${k + 1}] One\n**Date:** ${date}\n**Status:** Active\n**By:** ${by}\n${completed ? `**Completed:** ${completed}\n` : ''}`,
  );
  const outline = scanLog(`# Log\n\n## Active Experiments\n\n${text.join('\n')}`);
  const table = new FieldTable(outline, outline.entryHeads);
  return tallied(
    Array.from(outline.entryHeads, (_, k) => new ListedExperiment(table, k, { file: 'log', now: 0 })),
    [],
  );
}

describe('what people gave', () => {
  it.each<[string, Parameters<typeof talliedOf>[0], string[], number]>([
    ['each of several counts', [['Ana, Ben', '2026-01-05']], ['2026-Q1 Ana 1 0', '2026-Q1 Ben 1 0'], 0],
    [
      'a name is the same without case and outer blanks, and shown as it was written first',
      [
        ['Ana', '2026-01-05'],
        ['ana, Ben', '2026-01-06', '2026-02-01'],
        ['BEN ;  ANA', '2026-01-07'],
      ],
      ['2026-Q1 Ana 3 1', '2026-Q1 Ben 2 1'],
      0,
    ],
    [
      'a remark in parentheses is no part of a name',
      [
        ['Ben (with Cem)', '2026-01-05'],
        ['Ben', '2026-01-06'],
        ['ben (Sales, CTO), Ana', '2026-01-07'],
        ['Ana, (Team)', '2026-01-08'],
      ],
      ['2026-Q1 (Team) 1 0', '2026-Q1 Ana 2 0', '2026-Q1 Ben 3 0'],
      0,
    ],
    ['twice in one field is once', [['Ana & ana', '2026-01-05']], ['2026-Q1 Ana 1 0'], 0],
    [
      'umlauts are one letter however they are made up',
      [
        ['J\u00f6rg', '2026-01-05'],
        ['jo\u0308rg', '2026-01-05'],
      ],
      ['2026-Q1 J\u00f6rg 2 0'],
      0,
    ],
    [
      'nobody, and nobody behind signs, count for no one',
      [
        ['(pending)', '2026-01-05'],
        [', /', '2026-01-05'],
        ['Ana', '2026-01-05'],
      ],
      ['2026-Q1 Ana 1 0'],
      2,
    ],
    [
      'the latest quarter first, then by name whatever its case',
      [
        ['cem / ana', '2026-01-05'],
        ['Ben', '2026-01-05', '2026-04-01'],
      ],
      ['2026-Q2 Ben 0 1', '2026-Q1 ana 1 0', '2026-Q1 Ben 1 0', '2026-Q1 cem 1 0'],
      0,
    ],
  ])('%s', (_, experiments, wanted, unnamed) => {
    const found = talliedOf(experiments);
    expect(found.contributions.map((one) => `${one.quarter} ${one.person} ${one.proposed} ${one.completed}`)).toEqual(wanted);
    expect(found.unnamed).toBe(unnamed);
  });

  it('is counted of more names than are remembered', () => {
    const names = Array.from({ length: 2500 }, (_, k) => `Person ${k}`);
    const rows = [...names, ...names].map((name) => [`${name}, Ana`, '2026-01-05'] as const);
    const { contributions } = talliedOf(rows);
    expect(contributions).toHaveLength(2501);
    expect(contributions.find(({ person }) => person === 'Ana')?.proposed).toBe(5000);
    expect(contributions.filter(({ person }) => person !== 'Ana').every(({ proposed }) => proposed === 2)).toBe(true);
  });
});
