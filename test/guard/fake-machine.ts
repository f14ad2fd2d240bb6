import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { LeasePlace } from '../../src/guard/leases/contact.ts';
import type { Machine, ProcessLook } from '../../src/guard/leases/machine.ts';

/** A machine whose clock and processes the test moves. */
export class FakeMachine implements Machine {
  host = 'desk';
  id = 'machine-1';
  namespace = 'pid:[4026531836]';
  boot = 'boot-1';
  time = 1_000_000;
  readonly processes = new Map<number, { born: string; stopped: boolean }>();
  private boots = 1;

  constructor(given: Partial<Pick<FakeMachine, 'host' | 'id' | 'namespace' | 'boot' | 'time'>> = {}) {
    Object.assign(this, given);
  }

  mono(): number {
    return this.time;
  }

  begin(pid: number): { pid: number; born: string } {
    const born = String(this.time);
    this.processes.set(pid, { born, stopped: false });
    return { pid, born };
  }

  reboot(): void {
    this.processes.clear();
    this.boots += 1;
    this.boot = `boot-${this.boots}`;
    this.time = 5000;
  }

  look(pid: number): ProcessLook | undefined {
    const found = this.processes.get(pid);
    return found && { pid, parent: 1, ...found, name: 'agent', words: ['agent'], leadsTerminal: false };
  }

  runs({ pid, born }: { pid: number; born: string }): boolean | undefined {
    const found = this.processes.get(pid);
    return !found || found.born !== born ? false : found.stopped ? undefined : true;
  }
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** An empty folder that goes away after the tests of the file. */
export function folder(): string {
  const made = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-lease-'));
  folders.push(made);
  return made;
}

/** Runs git and gives what it said; the test fails with its words when it fails. */
export function run(cwd: string, ...words: string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };
  const done = spawnSync('git', words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...identity, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

/** A bare repository and clones of it, each with one commit. */
export function remoteWithClones(count: number): { readonly bare: string; readonly clones: readonly string[] } {
  const bare = join(folder(), 'remote.git');
  run('/', 'init', '-q', '--bare', '-b', 'main', bare);
  const clones = Array.from({ length: count }, (_, i) => {
    const clone = join(folder(), `clone-${i}`);
    run('/', 'clone', '-q', bare, clone);
    if (i === 0) {
      run(clone, 'checkout', '-q', '-B', 'main');
      run(clone, 'commit', '-q', '--allow-empty', '-m', 'first');
      run(clone, 'push', '-q', 'origin', 'main');
    } else run(clone, 'checkout', '-q', '-B', 'main', 'origin/main');
    return clone;
  });
  return { bare, clones };
}

/** Where leases of a folder are, on a machine of the test's. */
export function placeOn(machine: Machine, root: string): LeasePlace {
  return { root, machine, now: () => Date.parse('2026-11-20T08:00:00Z') + machine.mono(), sleep: () => Promise.resolve() };
}
