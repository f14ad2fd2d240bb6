import { availableParallelism } from 'node:os';
import { isMainThread, MessageChannel, type MessagePort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
import type { WalkedFile } from '../tree/walk.ts';
import { type Reading, readFile } from './reading.ts';

/** What another thread is asked to do: to answer lists of files with their readings. */
interface Job {
  readonly bizosJob: 'read-documents';
  readonly root: string;
  readonly port: MessagePort;
}

/** Another thread that reads documents of no kind, from the first on. None of it is needed for the outcome, only for the time it takes. */
export interface Aside {
  /**
   * The readings that it has ready of the documents after those that it gave before; undefined where there are none yet, or never will be
   * because it failed. `end`: how far it shall go, as the number of documents.
   */
  next(end: number): readonly Reading[] | undefined;
  stop(): void;
}

/** Fewer documents are read sooner than another thread starts. */
const FILES_MIN = 1000;

/** Documents that are handed over at once. Messages of some 100 KB and more take new memory of the system each time. */
const BATCH = 16;

/** Batches that the thread may be ahead: memory stays flat as trees grow. */
const AHEAD_MAX = 16;

/** Starts the thread. Undefined where it isn't worth it, where there is but one core, or where the program runs from its sources. */
export function readAside(root: string, files: readonly WalkedFile[]): Aside | undefined {
  if (files.length < FILES_MIN || availableParallelism() < 2 || import.meta.url.endsWith('.ts')) return undefined;
  const { port1: near, port2: port } = new MessageChannel();
  const job: Job = { bizosJob: 'read-documents', root, port };
  const worker = new Worker(new URL('./index-reader.js', import.meta.url), { workerData: job, transferList: [port] });
  worker.on('error', () => {});
  let asked = 0;
  const ask = (end: number): void => {
    if (asked < end) near.postMessage(files.slice(asked, Math.min(asked + BATCH, end)));
    asked += BATCH;
  };
  for (let ahead = 0; ahead < AHEAD_MAX; ahead++) ask(files.length);
  return {
    next(end) {
      const answer = receiveMessageOnPort(near)?.message as readonly Reading[] | undefined;
      if (answer) ask(end);
      return answer;
    },
    stop() {
      near.close();
      void worker.terminate();
    },
  };
}

/** One list after the other: answers come in the order of the questions. */
function answer({ root, port }: Job): void {
  let before = Promise.resolve();
  port.on('message', (files: readonly WalkedFile[]) => {
    before = before.then(async () => {
      const readings: Reading[] = [];
      for (const file of files) readings.push(await readFile(root, file));
      port.postMessage(readings);
    });
  });
}

if (!isMainThread && (workerData as Partial<Job> | null)?.bizosJob === 'read-documents') answer(workerData as Job);
