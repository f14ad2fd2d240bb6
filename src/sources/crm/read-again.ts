import { basename } from 'node:path';
import type { WallMs } from '../../core/moment.ts';
import { keptPath, openKept } from './cache.ts';
import { guarded, headOf, regularFile } from './container/bytes.ts';
import type { DealExport } from './deals.ts';
import type { ReadOptions } from './read.ts';
import { type Moments, mtimeWall, snapshotDate } from './snapshot.ts';
import { type TableColumns, tableOf } from './table/table.ts';
import type { Reading } from './understand.ts';

/** What was read, and of deals the columns that can be kept. */
export interface Read {
  readonly export: DealExport;
  readonly columns?: TableColumns;
  readonly moments?: Moments;
}

/** Smaller exports are read as quickly as what would be kept of them. */
const KEEP_FROM = 4 * 1024 * 1024;

/** The export as it was kept when it was read before, if nothing that matters has changed. */
export function recalled(file: string, options: ReadOptions): DealExport | undefined {
  if (options.cacheFolder === undefined || options.onReject !== undefined) return undefined;
  const bytes = regularFile(file);
  if (!bytes) return undefined;
  const found = openKept(keptPath(options.cacheFolder, file, options), bytes.stamp, options.now);
  if (!found) {
    bytes.close();
    return undefined;
  }
  const { kept, stored } = found;
  const { rows, rejected, duplicates, ...summary } = kept.source;
  const { at, basis } = snapshotDate(basename(file), kept.generated, kept.newest ?? Number.NaN, mtimeWall(bytes.mtimeMs, options));
  return {
    // In the order that reading gives them, so that what is printed of them is the same text.
    source: { ...summary, snapshot: at, snapshotBasis: basis, rows, rejected, duplicates },
    deals: tableOf(stored.columns, stored.text ?? guarded(bytes, options.label)),
    steps: [],
    rejects: kept.rejects,
    problems: kept.problems,
  };
}

/** Keeps what was read of a file for the next time, where that is worth it. */
export async function remember(file: string, reading: Reading, { export: read, columns, moments }: Read): Promise<void> {
  const { opened, source, match, problems, options } = reading;
  const costly = opened.format === 'xlsx' || opened.bytes >= (options.keepFrom ?? KEEP_FROM);
  if (options.cacheFolder === undefined || options.onReject || !opened.file || !costly || !columns || !moments) return;
  const { snapshot: _at, snapshotBasis: _basis, ...summary } = read.source;
  const orNull = (at: WallMs): WallMs | null => (Number.isNaN(at) ? null : at);
  const kept = {
    stamp: opened.file.stamp,
    source: summary,
    generated: match.report?.generated ?? '',
    newest: orNull(moments.newest),
    firstFuture: orNull(moments.firstFuture),
    rejects: read.rejects,
    problems,
  };
  const { keepAside } = await import('./cache-thread.ts');
  keepAside(keptPath(options.cacheFolder, file, options), columns, kept, source === opened.file ? undefined : headOf(source, source.size));
}
