import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** The session of a host's session; undefined where none was begun for it. Never throws. */
export function readHostSession(root: string, hostSession: string): HostSession | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(root, hostSession), 'utf8'));
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

/** Forgets a host's session. */
export function dropHostSession(root: string, hostSession: string): void {
  rmSync(fileOf(root, hostSession), { force: true });
}

/** The host's id is any text: a file's name is made of its hash. */
function fileOf(root: string, hostSession: string): string {
  return join(root, '.bizos', 'hosts', `${createHash('sha256').update(hostSession).digest('hex').slice(0, 32)}.json`);
}
