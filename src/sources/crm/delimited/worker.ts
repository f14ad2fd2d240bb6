import { readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { hashOf } from '../container/hash.ts';
import { type Pieces, readShares, type Share, type ShareSetting } from './shares.ts';

/** What another thread is asked to do with an open file. */
interface Job {
  readonly bizosJob: 'read-shares';
  readonly descriptor: number;
  readonly pieces: Pieces;
  readonly setting: ShareSetting;
  /** Hash the whole file first. */
  readonly hash: boolean;
}

/** What comes back from the other threads; none of it is needed for the outcome, only for the time it takes. */
export interface Aside {
  /** SHA-256 of the file; undefined where the thread failed. */
  readonly sha256: Promise<string | undefined>;
  readonly shares: Promise<readonly Share[]>;
}

/** More threads than these wait for memory. */
const THREADS_MAX = 3;

/**
 * Starts threads that hash a file and read pieces of it from its end while the caller reads from its front. Undefined where there is
 * but one core, or where the program runs from its sources.
 */
export function readAside(descriptor: number, pieces: Pieces, setting: ShareSetting): Aside | undefined {
  const threads = Math.min(THREADS_MAX, availableParallelism() - 1);
  if (threads < 1 || import.meta.url.endsWith('.ts')) return undefined;
  const jobs = Array.from({ length: threads }, (_, k) => start({ bizosJob: 'read-shares', descriptor, pieces, setting, hash: k === 0 }));
  return { sha256: jobs[0].sha256, shares: Promise.all(jobs.map(({ shares }) => shares)).then((lists) => lists.flat()) };
}

function start(job: Job): Aside {
  const worker = new Worker(new URL('./crm-reader.js', import.meta.url), { workerData: job });
  let failed = (): void => {};
  const failure = new Promise<undefined>((resolve) => {
    failed = () => resolve(undefined);
  });
  const sha256 = new Promise<string | undefined>((resolve) => {
    worker.on('message', (message) => {
      if ('sha256' in message) resolve(message.sha256);
    });
  });
  const shares = new Promise<readonly Share[]>((resolve) => {
    worker.on('message', (message) => {
      if ('shares' in message) resolve(message.shares);
    });
  });
  worker.once('error', failed);
  worker.once('exit', failed);
  return { sha256: Promise.race([sha256, failure]), shares: Promise.race([shares, failure]).then((list) => list ?? []) };
}

function work(job: Job): void {
  const source = {
    size: job.pieces.size,
    read: (target: Uint8Array, position: number): number => readSync(job.descriptor, target, 0, target.length, position),
    close: () => {},
  };
  if (job.hash) parentPort?.postMessage({ sha256: hashOf(source) });
  parentPort?.postMessage({ shares: readShares(source, job.pieces, job.setting) });
}

if (!isMainThread && (workerData as Partial<Job> | null)?.bizosJob === 'read-shares') work(workerData as Job);
