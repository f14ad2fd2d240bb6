import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import Database from 'better-sqlite3';

/** Calls that change what outlives a process. */
const FILES = [
  ...['openSync', 'writeSync', 'writeFileSync', 'fsyncSync', 'ftruncateSync', 'closeSync', 'renameSync', 'linkSync'],
  ...['mkdirSync', 'rmSync', 'unlinkSync', 'appendFileSync'],
] as const;

let steps = 0;

/**
 * Counts the steps of this process from here on, right before and right after every call that changes a file, the database or what is on its
 * way over the network, and when an answer arrives; at step `at` the process is killed by SIGKILL, in the middle of it.
 */
export function killAtStep(at: number): void {
  const step = (): void => {
    if (++steps === at) process.kill(process.pid, 'SIGKILL');
  };
  const files = fs as unknown as Record<string, (...words: unknown[]) => unknown>;
  for (const name of FILES) files[name] = around(files[name], step);
  syncBuiltinESMExports();
  const database = Database.prototype as unknown as Record<string, (...words: unknown[]) => unknown>;
  database.exec = around(database.exec, step);
  const statement = Object.getPrototypeOf(new Database(':memory:').prepare('select 1')) as typeof database;
  statement.run = around(statement.run, step);
  const socket = Socket.prototype as unknown as typeof database;
  socket.write = around(socket.write, step);
  const emit = EventEmitter.prototype.emit;
  socket.emit = function (this: EventEmitter, event: unknown, ...more: unknown[]): boolean {
    if (event === 'data' || event === 'end') step();
    return emit.call(this, event as string, ...more);
  } as (typeof database)[string];
}

/** How many steps there were. */
export function stepsTaken(): number {
  return steps;
}

function around(call: (...words: unknown[]) => unknown, step: () => void): (...words: unknown[]) => unknown {
  return function (this: unknown, ...words: unknown[]): unknown {
    step();
    const answer = call.apply(this, words);
    step();
    return answer;
  };
}
