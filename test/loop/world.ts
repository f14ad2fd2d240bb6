import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { EntryDraft } from '../../src/loop/ledger/entries/index.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes away after the tests of this file. */
export function emptyRoot(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-loop-'));
  folders.push(folder);
  return folder;
}

export { NOON } from './fixture.ts';

/** A line of a kind for each kind there is, as it may really stand. */
export const SAMPLES: { readonly [K in EntryDraft['kind']]: Extract<EntryDraft, { kind: K }>['data'] } = {
  finding: {
    finding: 'a'.repeat(16),
    agent: 'crm-ops',
    scan: 'pipeline',
    entity: 'solartech',
    rule: 'stalled',
    severity: 'high',
    change: 'new',
    worth: 120_000,
    stage: 'Offer Sent',
    group: 'b'.repeat(16),
  },
  mark: { finding: 'a'.repeat(16), mark: 'snoozed', until: '2026-11-27T00:00:00.000Z', by: 'terminal' },
  plan: {
    action: 'c'.repeat(16),
    act: 'alert',
    agent: 'crm-ops',
    run: 'r1',
    entity: '*',
    audience: 'inside',
    findings: ['a'.repeat(16)],
    template: 'alert',
    stage: '',
    channel: 'file',
    content: 'd'.repeat(64),
    recipients: 'e'.repeat(64),
    draft: 'f'.repeat(64),
  },
  verdict: {
    action: 'c'.repeat(16),
    decision: 'go',
    code: 'gate-inside',
    reason: { en: 'It tells people.', de: 'Sie sagt es Menschen.' },
    content: 'd'.repeat(64),
    agent: 'crm-ops',
    phase: 1,
  },
  ask: {
    action: 'c'.repeat(16),
    content: 'd'.repeat(64),
    recipients: 'e'.repeat(64),
    channel: 'file',
    expires: '2026-11-21T12:00:00.000Z',
    nonce: '1'.repeat(24),
  },
  approval: {
    action: 'c'.repeat(16),
    answer: 'approved',
    content: 'd'.repeat(64),
    recipients: 'e'.repeat(64),
    channel: 'file',
    expires: '2026-11-21T12:00:00.000Z',
    nonce: '1'.repeat(24),
    by: 'terminal',
  },
  dispatch: {
    action: 'c'.repeat(16),
    key: '2'.repeat(64),
    channel: 'file',
    content: 'd'.repeat(64),
    attempt: 1,
    verdict: '3'.repeat(64),
    holder: { boot: 'b', pid: 1, born: '2' },
  },
  delivery: { action: 'c'.repeat(16), key: '2'.repeat(64), attempt: 1, reference: 'x', how: 'answered' },
  failure: { action: 'c'.repeat(16), key: '2'.repeat(64), attempt: 1, state: 'unknown', why: { en: 'cut', de: 'ab' } },
  ruling: { action: 'c'.repeat(16), key: '2'.repeat(64), was: 'sent', by: 'terminal' },
  outcome: { action: 'c'.repeat(16), outcome: 'moved', bad: false, asOf: '2026-11-20T12:00:00.000Z' },
  'run-start': { run: 'r1', agent: 'crm-ops', phase: 1, scans: ['pipeline'], entities: ['solartech'], sources: [] },
  'run-end': {
    run: 'r1',
    agent: 'crm-ops',
    result: 'done',
    findings: 1,
    fresh: 1,
    resolved: 0,
    planned: 1,
    sent: 1,
    held: 0,
    refused: 0,
    unknown: 0,
    problems: [],
  },
  trust: { pattern: 'a / b / c / d', agent: 'crm-ops', may: true, streak: 10, needed: 10, why: { en: 'ten', de: 'zehn' } },
  pause: { agent: '*', paused: true, by: 'terminal' },
};
