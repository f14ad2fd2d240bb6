import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { type Kept, keep } from './cache.ts';
import type { TableColumns } from './table/table.ts';

interface KeepJob {
  readonly bizosJob: 'keep';
  readonly path: string;
  readonly columns: TableColumns;
  readonly kept: Kept;
  readonly text: Uint8Array | undefined;
}

/** Does what `keep` does in another thread, so that the answer need not wait; the process ends when that is done. */
export function keepAside(path: string, columns: TableColumns, kept: Kept, text?: Uint8Array): void {
  const job: KeepJob = { bizosJob: 'keep', path, columns, kept, text };
  if (import.meta.url.endsWith('.ts')) keep(path, columns, kept, text);
  else new Worker(new URL('./crm-keeper.js', import.meta.url), { workerData: job }).once('error', () => {});
}

if (!isMainThread && (workerData as Partial<KeepJob> | null)?.bizosJob === 'keep') {
  const { path, columns, kept, text } = workerData as KeepJob;
  keep(path, columns, kept, text);
}
