import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Observer } from './table.ts';

/** A process as the machine shows it. */
export interface ProcessLook {
  readonly pid: number;
  readonly parent: number;
  /** When it began, in the machine's own count: together with the number it names one process of one boot. */
  readonly born: string;
  readonly name: string;
  readonly words: readonly string[];
  /** It is stopped (SIGSTOP): there, and doing nothing. */
  readonly stopped: boolean;
  /** It leads a terminal's session: the shell that a person types into. */
  readonly leadsTerminal: boolean;
}

/** The machine that this process runs on; the edge where clock and processes are read. */
export interface Machine {
  readonly host: string;
  readonly id: string;
  readonly namespace: string;
  readonly boot: string;
  /** Milliseconds since boot, suspended time included; nobody can set it. */
  mono(): number;
  look(pid: number): ProcessLook | undefined;
  runs(process: { readonly pid: number; readonly born: string }): boolean | undefined;
}

/** What is needed to judge others' leases, at this moment. */
export function observerOf(machine: Machine): Observer {
  return {
    machine: machine.id,
    namespace: machine.namespace,
    boot: machine.boot,
    mono: machine.mono(),
    runs: (process) => machine.runs(process),
  };
}

let known: Machine | undefined;

/**
 * This machine. Linux is read from `/proc`; elsewhere `ps` is asked. What can't be found out is left open, and an open question never
 * counts as proof that a process is dead.
 */
export function machineHere(): Machine {
  let id: string | undefined;
  known ??= {
    host: hostname(),
    // Where nobody ever took a lease, it is not asked for.
    get id() {
      id ??= createHash('sha256')
        .update(`${textOf('/etc/machine-id')} ${hostname()}`)
        .digest('hex')
        .slice(0, 16);
      return id;
    },
    namespace: linkOf('/proc/self/ns/pid'),
    boot: textOf('/proc/sys/kernel/random/boot_id') || bootOfMac(),
    mono: () => Math.round(uptime() * 1000),
    look: process.platform === 'linux' ? lookInProc : lookByPs,
    runs,
  };
  return known;
}

/** Names that only pass a call on: the process behind them is the one that counts. */
const PASSING =
  /^(?:sh|bash|dash|zsh|ksh|fish|busybox|env|timeout|nice|nohup|time|sudo|doas|setsid|script|strace|npx|npm|pnpm|yarn|make|just|git|xargs|find)$/;

/** The same as the title that a package manager gives itself: `npm exec bizos session start`. */
const PASSING_TITLE = /^(?:npm|npx|pnpm|yarn)(?: |$)/;

/** The hook of an agent host: it ends with the call, the host above it goes on. */
const HOOK = 'claude-hook.mjs';

/** Scripts that pass a call on, run by an interpreter. */
const PASSING_SCRIPT = /(?:^|[\\/])(?:npm-cli|npx-cli|pnpm|yarn|bizos)(?:\.c?js)?$/;

/**
 * The process that a session belongs to, looked for among those above this one: the nearest that does more than pass a call on, or the
 * shell that a person types into. Undefined where none is found below init: then only time tells.
 */
export function hostProcess(machine: Machine, from: number): ProcessLook | undefined {
  for (const look of ancestorsOf(machine, from)) {
    if (look.leadsTerminal) return look;
    const script = look.words.slice(1).find((word) => !word.startsWith('-'));
    if (
      PASSING.test(look.name) ||
      PASSING_TITLE.test(look.words[0] ?? '') ||
      (script !== undefined && PASSING_SCRIPT.test(script)) ||
      look.words.some((word) => word.includes(HOOK))
    )
      continue;
    return look;
  }
  return undefined;
}

/** The process with this number and those above it, nearest first, without init. */
export function* ancestorsOf(machine: Machine, from: number): Iterable<ProcessLook> {
  for (let pid = from, steps = 0; pid > 1 && steps < 64; steps++) {
    const look = machine.look(pid);
    if (!look) return;
    yield look;
    pid = look.parent;
  }
}

function lookInProc(pid: number): ProcessLook | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name stands in parentheses and may hold any character, so the last one counts.
  const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
  if (open < 0 || close < 0) return undefined;
  const rest = stat.slice(close + 2).split(' ');
  if (rest[0] === 'Z' || rest[0] === 'X') return undefined;
  return {
    pid,
    parent: Number(rest[1]),
    born: rest[19],
    name: stat.slice(open + 1, close),
    words: textOf(`/proc/${pid}/cmdline`).split('\0').filter(Boolean),
    stopped: rest[0] === 'T' || rest[0] === 't',
    leadsTerminal: Number(rest[3]) === pid && rest[4] !== '0',
  };
}

function lookByPs(pid: number): ProcessLook | undefined {
  if (process.platform === 'win32') return undefined;
  const said = spawnSync('ps', ['-o', 'ppid=,stat=,lstart=,command=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const m = /^\s*(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/m.exec(said.stdout ?? '');
  if (!m || m[2].startsWith('Z')) return undefined;
  const words = m[4].trim().split(/\s+/);
  const name = (words[0] ?? '').replace(/^.*\//, '').replace(/^-/, '');
  return {
    pid,
    parent: Number(m[1]),
    born: m[3],
    name,
    words,
    stopped: m[2].startsWith('T'),
    leadsTerminal: m[2].includes('s') && m[2].includes('+'),
  };
}

/** Missing from the list is no proof where a system hides others' processes: the kernel is asked by signal 0 as well. */
function runs({ pid, born }: { readonly pid: number; readonly born: string }): boolean | undefined {
  const look = machineHere().look(pid);
  if (look) return look.born !== born ? false : look.stopped ? undefined : true;
  try {
    process.kill(pid, 0);
    // It is there but can't be looked at; a zombie is over.
    return process.platform === 'linux' && /\) [ZX] /.test(textOf(`/proc/${pid}/stat`)) ? false : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? false : undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function bootOfMac(): string {
  if (process.platform !== 'darwin') return '';
  return spawnSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).stdout?.trim() ?? '';
}
