import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from './hook-input.ts';

/** Which session of BizOS belongs to a session of the host (Claude Code), as its hooks need to know it in a millisecond. */
export interface HostSession {
  readonly session: string;
  readonly agent: string;
  /** Folder of the company that the session is for. */
  readonly entity?: string;
  /** Wall clock, milliseconds: when the lease was seen to hold, and until when that may be believed without looking again. */
  readonly checked: number;
  readonly believedUntil: number;
}

/** For how long a hook may believe that a lease holds without looking: well inside the time after which others may take it. */
const BELIEVED_MS = 5 * 60_000;

/** For how long nothing needs to be renewed: the lock isn't written more often. */
const FRESH_MS = 30_000;

/** A host's session whose lease was seen to hold at a moment (wall clock, milliseconds). `leaseMs`: how long the lease is. */
export function seenToHold(
  { session, agent, entity }: Pick<HostSession, 'session' | 'agent' | 'entity'>,
  now: number,
  leaseMs: number,
): HostSession {
  const believedUntil = now + Math.min(BELIEVED_MS, leaseMs / 4);
  return { session, agent, ...(entity === undefined ? {} : { entity }), checked: now, believedUntil };
}

/** Whether the lease may be taken to hold at a moment. A clock that was set back makes it be looked at. */
export function believed({ checked, believedUntil }: HostSession, now: number): boolean {
  return now >= checked && now <= believedUntil;
}

/** Whether it was looked at so shortly ago that renewing it would write nothing. */
export function fresh({ checked }: HostSession, now: number): boolean {
  return now >= checked && now < checked + FRESH_MS;
}

/** The session of a host's session; undefined where none was begun for it. Never throws. */
export function readHostSession(root: string, hostSession: string): HostSession | undefined {
  return keptIn(fileOf(root, hostSession));
}

function keptIn(path: string): HostSession | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(value)) return undefined;
    const { session, agent, entity, checked, believedUntil } = value;
    if (typeof session !== 'string' || typeof agent !== 'string' || typeof checked !== 'number' || typeof believedUntil !== 'number')
      return undefined;
    return { session, agent, ...(typeof entity === 'string' ? { entity } : {}), checked, believedUntil };
  } catch {
    return undefined;
  }
}

/** Keeps which session belongs to the host's. Throws what the disk throws. */
export function writeHostSession(root: string, hostSession: string, kept: HostSession): void {
  const file = fileOf(root, hostSession);
  mkdirSync(join(root, '.bizos', 'hosts'), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify({ schema: 'bizos.host-session/1', ...kept }));
  renameSync(`${file}.${process.pid}`, file);
}

/** Forgets a host's session. False where another call did so already: of two that ask at once, one ends it. */
export function dropHostSession(root: string, hostSession: string): boolean {
  return dropped(fileOf(root, hostSession));
}

/** Forgets that hosts work in a session: it has ended or was taken over, so their next edit is to be looked at anew. */
export function forgetSession(root: string, session: string): void {
  const folder = join(root, '.bizos', 'hosts');
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.json')) continue;
    const path = join(folder, name);
    if (keptIn(path)?.session === session) dropped(path);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function dropped(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The host's id is any text: a file's name is made of its hash. */
function fileOf(root: string, hostSession: string): string {
  return join(root, '.bizos', 'hosts', `${createHash('sha256').update(hostSession).digest('hex').slice(0, 32)}.json`);
}
