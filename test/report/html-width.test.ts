import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { sampleReport } from './sample.ts';

const LINK = `https://example.com/${'a-long-way/'.repeat(8)}index.html?page=1`;

/** Learnings as the kaizen page has them, one of them with a link, and days beside people. */
const page = renderHtml({
  title: 'Kaizen',
  language: 'en',
  blocks: [
    {
      kind: 'table',
      columns: [{ label: 'Experiment' }, { label: 'Learning', flexible: true }, { label: 'Decision' }],
      rows: [
        ['K-BIZ-001', `Calls on day 3 work; see ${LINK} for the whole story`, 'Adopted'],
        ['K-BIZ-002', 'Nobody reads mail in the morning', 'Dropped'],
        ['K-BIZ-003', '', 'Adopted'],
      ],
    },
    {
      kind: 'table',
      columns: [{ label: 'Day' }, { label: 'Person', flexible: true }, { label: 'Deals', align: 'right' }],
      rows: [
        ['20 Nov 2026', 'Ana', '3'],
        ['–', 'Ben', '4'],
      ],
    },
  ],
});

it('tells columns apart by what may be broken in them, alike in every row', () => {
  const classes = page
    .split('<tr>')
    .map((row) => [...row.matchAll(/<td class="(\w+)"/g)].map(([, name]) => name).join(' '))
    .filter((names) => names !== '');
  expect(classes).toEqual([...Array(3).fill('whole long left'), ...Array(2).fill('whole left right')]);
});

// Debian's; nothing is downloaded for a test.
const CHROMIUM = '/usr/bin/chromium';

/** What is wider than its place, and the cells that are broken into lines though they are no sentences: asked in the page. */
const MEASURE = `({
  width: document.documentElement.scrollWidth,
  wide: [...document.querySelectorAll('table')].filter((table) => table.scrollWidth > table.parentElement.clientWidth).length,
  broken: [...document.querySelectorAll('td:not(.long)')].filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
  }).map(({ textContent }) => textContent),
})`;

describe.skipIf(!existsSync(CHROMIUM))('on a screen', () => {
  it.each([375, 1200])(
    'of %i pixels a long link makes nothing wider than the page, and breaks no id, date or word',
    async (width) => {
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      try {
        const tab = await browser.newPage({ viewport: { width, height: 800 } });
        await tab.setContent(page);
        expect(await tab.evaluate(MEASURE)).toEqual({ width, wide: 0, broken: [] });
        // Whatever block it stands in.
        await tab.setContent(renderHtml(sampleReport([LINK])));
        expect(await tab.evaluate(MEASURE)).toMatchObject({ width });
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});
