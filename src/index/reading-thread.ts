import { on } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { WalkedFile } from '../tree/walk.ts';
import { type Reading, readFile } from './reading.ts';

interface Job {
  readonly bizosJob: 'read-documents';
  readonly root: string;
}

/** Fewer documents are read sooner than another thread starts. */
const FILES_MIN = 1000;

/** Documents that are handed over at once. Messages of some 100 KB and more take new memory of the system each time. */
const BATCH = 16;

/** Batches that the thread may be ahead: memory stays flat as trees grow. */
const AHEAD_MAX = 16;

/**
 * Reads documents of no kind in another thread while the caller puts the ones before into the index, which takes as long again; in the
 * order given, a batch at a time. Ends early where that is not worth it or not possible, or when the thread fails: the caller reads the rest itself.
 */
export async function* readAside(root: string, files: readonly WalkedFile[]): AsyncGenerator<readonly Reading[]> {
  if (files.length < FILES_MIN || availableParallelism() < 2 || import.meta.url.endsWith('.ts')) return;
  const job: Job = { bizosJob: 'read-documents', root };
  const worker = new Worker(new URL('./index-reader.js', import.meta.url), { workerData: job });
  try {
    let asked = 0;
    const ask = (): void => {
      if (asked < files.length) worker.postMessage(files.slice(asked, asked + BATCH));
      asked += BATCH;
    };
    for (let ahead = 0; ahead < AHEAD_MAX; ahead++) ask();
    let done = 0;
    for await (const [readings] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[readonly Reading[]]>) {
      ask();
      yield readings;
      done += readings.length;
      if (done === files.length) return;
    }
  } catch {
    // A thread that failed said nothing wrong.
  } finally {
    void worker.terminate();
  }
}

/** One batch after the other: answers come in the order of the questions. */
async function answer(root: string): Promise<void> {
  if (!parentPort) return;
  for await (const [files] of on(parentPort, 'message') as AsyncIterable<[readonly WalkedFile[]]>) {
    const readings: Reading[] = [];
    for (const file of files) readings.push(await readFile(root, file));
    parentPort.postMessage(readings);
  }
}

if (!isMainThread && (workerData as Partial<Job> | null)?.bizosJob === 'read-documents') void answer((workerData as Job).root);
