import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { BizosError } from '../../../src/core/problem.ts';
import { StageBook } from '../../../src/core/stage.ts';
import type { DealExport, DealTable } from '../../../src/sources/crm/deals.ts';
import { type ReadOptions, readExport } from '../../../src/sources/crm/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'bizos-crm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stage = (name: string, category: 'open' | 'won' | 'lost', order: number) => ({ name, category, order, sla: null });

/** Stages that the tests' exports use. */
export const STAGES = new StageBook([
  stage('New', 'open', 0),
  stage('Offer', 'open', 1),
  stage('Negotiation', 'open', 2),
  stage('Won', 'won', 3),
  stage('Lost', 'lost', 4),
]);

export const OPTIONS: ReadOptions = {
  timeZone: 'Asia/Kuala_Lumpur',
  stages: STAGES,
  columns: {},
  now: Date.UTC(2026, 10, 20, 9),
  label: 'export.csv',
  currency: 'MYR',
};

let made = 0;

/** Reads bytes or text as an export file. */
export async function read(content: string | Uint8Array, options: Partial<ReadOptions> & { name?: string } = {}): Promise<DealExport> {
  const { name = 'export.csv', ...rest } = options;
  const file = join(folder, `${made++}-${name}`);
  writeFileSync(file, content);
  return readExport({ file }, { ...OPTIONS, ...rest });
}

/** The message, hint and problems of a refusal; fails when there is none. */
export async function refusal(content: string | Uint8Array, options: Partial<ReadOptions> = {}): Promise<BizosError> {
  try {
    await read(content, options);
  } catch (error) {
    if (error instanceof BizosError) return error;
    throw error;
  }
  throw new Error('the export was read');
}

/** Deals as rows, for comparing. */
export function rows(deals: DealTable): Record<string, unknown>[] {
  return Array.from({ length: deals.count }, (_, i) => ({
    id: deals.id(i),
    name: deals.name(i),
    stage: deals.stage.words[deals.stage.at[i]],
    owner: deals.owner.words[deals.owner.at[i]],
    amount: Number.isNaN(deals.amount[i]) ? null : deals.amount[i],
    row: deals.row[i],
  }));
}

export const codes = (result: DealExport): string[] => result.problems.map(({ code }) => code).sort();

/** Header of a plain export with the columns that most tests need. */
export const HEAD = 'Record Id,Deal Name,Stage,Amount,Deal Owner,Created Time,Closing Date,Modified Time';

/** A row under `HEAD`; what is not said is that of a good deal. */
export const row = (
  id: string,
  more: Partial<Record<'name' | 'stage' | 'amount' | 'owner' | 'created' | 'closing' | 'modified', string>> = {},
): string =>
  [
    id,
    more.name ?? `Deal ${id}`,
    more.stage ?? 'New',
    more.amount ?? '100',
    more.owner ?? 'Ana',
    more.created ?? '2026-01-05',
    more.closing ?? '2026-03-01',
    more.modified ?? '2026-02-01 10:00:00',
  ].join(',');

/** Rows under `HEAD`. */
export const csv = (...lines: string[]): string => `${[HEAD, ...lines].join('\n')}\n`;
