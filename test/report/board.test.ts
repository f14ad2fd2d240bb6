import { describe, expect, it } from 'vitest';
import type { Block, Report } from '../../src/core/report.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderTerminal } from '../../src/report/terminal.ts';

const BOARD: Block = {
  kind: 'board',
  columns: [
    {
      title: 'Proposed (1)',
      cards: [{ label: 'K-1', title: 'A bell for boats that are late on Mondays and on Tuesdays', notes: ['no end'] }],
    },
    { title: 'Active (1)', cards: [{ label: 'K-2', title: 'Two at the pier', notes: ['to 19 Jan (overdue)', 'Hippos'], tone: 'warn' }] },
    { title: 'To decide (0)', cards: [], note: 'None.' },
  ],
};
const TREND: Block = {
  kind: 'trend',
  title: 'Decisions per month',
  stacked: true,
  series: [
    {
      label: 'Adopted',
      tone: 'good',
      points: [
        ['Jan', 2],
        ['Feb', 0],
      ],
    },
    {
      label: 'Dropped',
      tone: 'quiet',
      points: [
        ['Jan', 1],
        ['Feb', 0],
      ],
    },
  ],
};

const report = (...blocks: Block[]): Report => ({ title: 'T', language: 'en', blocks });
const onTerminal = (width: number, block: Block): string[] =>
  renderTerminal(report(block), { width, colour: 0, unicode: true }).trimEnd().split('\n').slice(2);

describe('a board', () => {
  it('stands in columns side by side, titles in three lines at most, and says in words what a tone says', () => {
    expect(onTerminal(60, BOARD)).toEqual([
      'Proposed (1)        Active (1)          To decide (0)',
      '──────────────────  ──────────────────  ──────────────────',
      'K-1                 K-2                 None.',
      'A bell for boats    Two at the pier',
      'that are late on    to 19 Jan',
      'Mondays and on Tu…  (overdue)',
      'no end              Hippos',
    ]);
  });

  it('stands one column below the other where the terminal is narrow', () => {
    expect(onTerminal(40, BOARD)).toEqual([
      'Proposed (1)',
      'K-1  A bell for boats that are late on',
      '     Mondays and on Tuesdays',
      '     no end',
      '',
      'Active (1)',
      'K-2  Two at the pier',
      '     to 19 Jan (overdue) · Hippos',
      '',
      'To decide (0)',
      'None.',
    ]);
  });

  it('is a grid of sections and lists on a page', () => {
    const page = renderHtml(report(BOARD));
    expect(page.match(/<section><h3>/g)).toHaveLength(3);
    expect(page).toContain(
      '<li class="warn"><span class="where">K-2</span><strong>Two at the pier</strong><div class="detail warn">to 19 Jan (overdue)</div>',
    );
  });
});

describe('parts of a whole over time', () => {
  it('are one drawing with its numbers in words, and a table', () => {
    const page = renderHtml(report(TREND));
    expect(page.match(/<svg /g)).toHaveLength(1);
    expect(page).toContain('>Jan: Adopted 2, Dropped 1; Feb: Adopted 0, Dropped 0</desc>');
    expect(page).toContain('<td class="right">3</td>');
    expect(onTerminal(60, TREND).slice(1, 3)).toEqual([
      expect.stringMatching(/^Month +Adopted +Dropped +Sum/),
      expect.stringMatching(/^Jan +2 +1 +3 +█/),
    ]);
  });
});
