import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asJson } from '../../../src/business/kaizen/experiment-json.ts';
import { FieldTable } from '../../../src/business/kaizen/label-sweep.ts';
import { ListedExperiment } from '../../../src/business/kaizen/listed.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { LARGE_LOG } from '../../../src/business/kaizen/remembered-chunks.ts';
import { type Piece, wholeText } from '../../../src/core/pieces.ts';
import { openDatabase } from '../../../src/index/sqlite.ts';
import { contextIn } from '../group/fake-context.ts';
import { ask, gitIn, treeWithLog } from './log-tree.ts';

const FILE = 'bizos/KAIZEN_LOG.md';

const entry = (number: number, status: string, decision: string): string =>
  `### [K-BIZ-${String(number).padStart(3, '0')}] Größe Nummer ${number}\n**Date:** 2026-01-${String((number % 28) + 1).padStart(2, '0')}\n**Layer:** System\n` +
  `**Entity:** Hippos\n**Status:** ${status}\n**By:** Ana\n\n**Hypothesis:**\nIf we try ${number}, then boats leave in time because crews see it.\n\n` +
  `**Expected Result:**\n- In time\n- “Nobody” minds\n\n**Duration:**\n4 weeks\n\n**Actual Result:**\n(pending)\n\n**Learning:**\n(pending)\n\n**Decision:** ${decision}\n`;

const entries = (from: number, to: number, status: string, decision = '(pending)'): string =>
  Array.from({ length: to - from }, (_, k) => entry(from + k, status, decision)).join('\n');

const LOG = `# Log\n\n**Last Updated:** 2026-01-01\n\n## Active Experiments\n\n${entries(1, 300, 'Active')}\n${entries(300, 350, 'Proposed')}\n---\n\n## Completed Experiments\n\n${entries(350, 750, 'Completed', 'Adopt')}\n---\n\n## Dropped Experiments\n\n(none yet)\n\n---\n\n## Experiment Candidates\n\n- Process: one\n`;

/** What the text of the log says of every experiment, read as a whole. */
function said(folder: string): object[] {
  const outline = scanLog(readFileSync(join(folder, FILE), 'utf8'));
  const table = new FieldTable(outline, outline.entryHeads);
  const where = { file: FILE, now: contextIn(folder).now() };
  return Array.from(outline.entryHeads, (_, k) => asJson(new ListedExperiment(table, k, where)));
}

async function told(folder: string, operation: string): Promise<Record<string, unknown>> {
  const json = (await ask(folder, operation, { log: 'bizos' }, { json: true })).json();
  return JSON.parse(Symbol.iterator in json ? wholeText(json as Iterable<Piece>) : JSON.stringify(json));
}

/** As texts: to compare a thousand experiments field by field takes a second, and is only needed to say what differs. */
function mustBeSame(told: unknown, wanted: readonly object[]): void {
  if (JSON.stringify(told) !== JSON.stringify(wanted)) expect(told).toEqual(wanted);
}

/** How many chunks the index of a tree has. */
function chunks(folder: string): number {
  const index = openDatabase(join(folder, '.bizos', 'index.sqlite'));
  try {
    return index.prepare('SELECT count(*) FROM log_chunk WHERE log = ?').pluck().get(FILE) as number;
  } finally {
    index.close();
  }
}

describe('commands on a large log', () => {
  it.each([
    ['with line ends of Unix', LOG],
    ['with those of Windows', LOG.replaceAll('\n', '\r\n')],
  ])('say what its text says, whoever changed it, and change few lines: %s', async (_, log) => {
    expect(Buffer.byteLength(log)).toBeGreaterThan(LARGE_LOG);
    const folder = treeWithLog(log);
    const path = join(folder, FILE);
    const check = async (times = 1): Promise<void> => {
      for (let time = 0; time < times; time++) mustBeSame((await told(folder, 'kaizen list')).experiments, said(folder));
    };
    await check(2);
    expect(chunks(folder)).toBeGreaterThan(1);
    const steps: readonly (readonly [operation: string, input: Record<string, unknown>, lines: number])[] = [
      ['learn', { words: 'kaizen bizos: If we ring a bell then boats of Hippos leave in time because crews hear it', layer: 'system' }, 30],
      ['kaizen start', { id: 'K-BIZ-320' }, 10],
      ['kaizen result', { id: 'K-BIZ-077', text: 'It went “well”' }, 60],
      ['kaizen decide', { id: 'K-BIZ-077', decision: 'adopt', learning: 'Bells are heard' }, 10],
      ['kaizen decide', { id: 'K-BIZ-078', decision: 'drop', learning: 'No' }, 70],
      ['kaizen candidate', { text: 'Two bells' }, 5],
      ['kaizen start-candidate', { number: 1 }, 35],
    ];
    for (const [operation, input, lines] of steps) {
      gitIn(folder, '-c', 'user.name=Ana', '-c', 'user.email=a@example.com', 'commit', '-q', '-a', '--allow-empty', '-m', 'before');
      await ask(folder, operation, input);
      const [come, gone] = gitIn(folder, 'diff', '--numstat', '--', FILE).split('\t').map(Number);
      expect([operation, come + gone <= lines, come > 0]).toEqual([operation, true, true]);
      await check();
    }
    // A person's editor.
    writeFileSync(path, readFileSync(path, 'utf8').replace('Größe Nummer 200', 'Kleiner').replace('Nummer 600', 'Nummer sechshundert'));
    await check();
    const board = (await told(folder, 'kaizen board')).columns as { experiments: object[] }[];
    expect(board.flatMap(({ experiments }) => experiments)).toHaveLength(said(folder).length);
    expect((await told(folder, 'kaizen stats')).all).toMatchObject({ total: said(folder).length });
    const { experiments } = await told(folder, 'kaizen report');
    mustBeSame(experiments, said(folder));
    // Without an index, and with a new one.
    rmSync(join(folder, '.bizos'), { recursive: true });
    await check(2);
    expect(existsSync(join(folder, '.bizos', 'index.sqlite'))).toBe(true);
  });
});
