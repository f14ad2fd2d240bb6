import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Severity } from '../../../core/finding.ts';
import type { Report } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import type { Store } from '../../../index/store.ts';
import { findExports } from '../../../sources/crm/inbox.ts';
import { presentHour } from '../../../workspace/as-of.ts';
import type { Context } from '../../../workspace/operation.ts';
import { type Place, policyOf } from './gather.ts';
import type { ScanInput } from './scan-input.ts';

/** A hash of the sources this program was built from: other code may say other things of the same facts. */
declare const BIZOS_BUILD: string | undefined;

/** What is kept of a scan: the report, what `--fail-on` needs, and the JSON where it was asked for and is not too long. */
export interface Remembered {
  /** Day of the scan, YYYY-MM-DD. */
  readonly asOf: string;
  readonly report: Report;
  readonly severities: readonly Severity[];
  readonly json: string | null;
}

/** Results kept in all; the oldest go first. */
const KEPT = 60;

/** Longer JSON is made anew: it would cost more to keep than to make. */
export const JSON_KEPT_MAX = 4 * 1024 * 1024;

/**
 * The name of a scan's result by everything that it depends on: exports by path, size and time, policy, moment, language, code.
 * Undefined where a result must not be remembered: files are to be written, or the facts come from a pipe.
 */
export async function memoKey(context: Context, place: Place, input: ScanInput, language: Language): Promise<string | undefined> {
  const { workspace, entity } = place;
  if (!workspace || input.input === '-' || input.explain !== undefined || input.rejects !== undefined || typeof BIZOS_BUILD === 'undefined')
    return undefined;
  const currency = input.currency?.toUpperCase() ?? entity?.currency ?? workspace.currency;
  const timeZone = entity?.timeZone ?? workspace.timeZone;
  const found = input.input === undefined ? (entity ? findExports(workspace.root, entity, workspace.entities) : undefined) : undefined;
  const files =
    input.input === undefined ? (found?.value ?? []).map((file) => join(workspace.root, file)) : [resolve(context.cwd, input.input)];
  const stats = files.map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
    return [file, String(stat?.size), String(stat?.mtimeNs), String(stat?.ino)];
  });
  const { value: policy, problems } = await policyOf(place, input, currency ?? 'XXX');
  const moment = input.asOf ?? presentHour(context.now(), timeZone);
  const parts = [
    BIZOS_BUILD,
    entity ?? null,
    stats,
    found?.problems ?? [],
    policy,
    problems,
    moment,
    timeZone,
    currency,
    input.dateOrder,
    input.top,
    input.input,
    language,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The remembered result of this name. */
export function recall(store: Store, key: string): Remembered | undefined {
  const value = store.prepare('SELECT value FROM scan_memo WHERE key = ?').pluck().get(key) as string | undefined;
  return value === undefined ? undefined : (JSON.parse(value) as Remembered);
}

/** Remembers a result. That it can't be (a busy or full disk) costs nothing but time later. */
export function remember(store: Store, key: string, entity: string, now: number, result: Remembered): void {
  try {
    store.prepare('INSERT OR REPLACE INTO scan_memo VALUES (?, ?, ?, ?)').run(key, entity, now, JSON.stringify(result));
    store.prepare('DELETE FROM scan_memo WHERE key NOT IN (SELECT key FROM scan_memo ORDER BY made DESC LIMIT ?)').run(KEPT);
  } catch (error) {
    if (!/^SQLITE_/.test((error as { code?: string }).code ?? '')) throw error;
  }
}
