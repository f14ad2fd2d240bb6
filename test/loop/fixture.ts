import { join } from 'node:path';
import type { Channel, Delivery, Outgoing } from '../../src/channels/channel.ts';
import type { ActionDraft, ActionRules, Autonomy } from '../../src/core/action.ts';
import type { DispatchWorld } from '../../src/loop/dispatch/world.ts';
import { isRunning } from '../../src/loop/dispatch/world.ts';
import { withLedger } from '../../src/loop/ledger/ledger.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { foldOutbox, type OutboxAction } from '../../src/loop/outbox/state.ts';
import { actionId } from '../../src/loop/plan/identity.ts';
import { recordPlans } from '../../src/loop/plan/plan.ts';
import type { AgentPolicy } from '../../src/loop/policy/policy.ts';

export const NOON = Date.parse('2026-11-20T12:00:00Z');

export const HOUR = 3_600_000;

export const POLICY: AgentPolicy = {
  alerts: [{ rule: '*', forMs: 0, clearMs: 0, repeatMs: 24 * HOUR, from: 'medium', line: 5 }],
  silences: [],
  quiet: [],
  holidays: [],
  channels: [
    { name: 'file', kind: 'file', settings: {}, line: 9 },
    { name: 'telegram', kind: 'telegram', settings: { chat: '-1001', 'allowed users': '11, 12' }, line: 10 },
  ],
  gates: [
    { action: 'alert', entity: '*', phase: 3, approvals: 1, daily: 5, outside: false, line: 14 },
    { action: 'mail', entity: '*', phase: 3, approvals: 3, daily: 5, outside: false, line: 15 },
    { action: 'mail', entity: 'hippos', phase: 3, approvals: 3, daily: 5, outside: true, line: 16 },
  ],
  settings: { approvalMs: 24 * HOUR, postponeMs: 24 * HOUR, listed: 20, attempts: 3, planned: 50, alertChannel: 'telegram' },
};

const rules = (name: string, phase: Autonomy, audience: ActionRules['audience']): ActionRules => ({
  name,
  phase,
  audience,
  summary: { en: name, de: name },
  undo: { en: 'send a correction', de: 'berichtigen' },
});

export const KINDS: readonly ActionRules[] = [rules('alert', 1, 'inside'), rules('mail', 2, 'outside')];

/** A channel that answers as it is told, and remembers what it was given. */
export class Scripted implements Channel {
  readonly name = 'scripted';
  readonly got: { message: Outgoing; key: string }[] = [];

  constructor(
    readonly answers: (Delivery | Error)[] = [],
    readonly takesKeys = false,
    readonly asked?: 'sent' | 'not-sent' | 'unknown',
  ) {}

  async send(message: Outgoing, key: string): Promise<Delivery> {
    this.got.push({ message, key });
    const answer = this.answers.shift() ?? { state: 'sent', reference: `m${this.got.length}` };
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async reconcile(): Promise<'sent' | 'not-sent' | 'unknown'> {
    return this.asked ?? 'unknown';
  }

  async test(): Promise<Delivery> {
    return { state: 'sent', reference: 'test' };
  }

  async close(): Promise<void> {}
}

export function world(root: string, given: Partial<DispatchWorld> = {}): DispatchWorld {
  return { root, who: 'crm-ops', now: () => NOON, phase: 2, policy: POLICY, kinds: KINDS, environment: {}, timeZone: 'UTC', ...given };
}

export function draft(given: Partial<ActionDraft> = {}): ActionDraft {
  return {
    kind: 'alert',
    entity: 'solartech',
    findings: [],
    template: 'alert',
    stage: '',
    occasion: 'today',
    channel: 'telegram',
    message: { to: ['-1001'], blocks: [{ kind: 'text', text: 'Three deals stand still.' }] },
    why: { en: 'They stand still.', de: 'Sie stehen still.' },
    evidence: {},
    ...given,
  };
}

export const mail = (given: Partial<ActionDraft> = {}): ActionDraft =>
  draft({
    kind: 'mail',
    template: 'follow-up',
    stage: 'Offer Sent',
    channel: 'telegram',
    message: { to: ['a@example.test'], subject: 'Offer', blocks: [{ kind: 'text', text: 'Any questions?' }] },
    ...given,
  });

/** Plans an action as a run does; gives its id. */
export function plan(root: string, one: ActionDraft, now = NOON): string {
  const kind = KINDS.find(({ name }) => name === one.kind) ?? KINDS[0];
  const entry = { ...kind, rules: [], load: async () => ({ draft: async () => ({ drafts: [], problems: [] }) }) };
  return withLedger({ root, who: 'crm-ops', now: () => now }, (ledger) => {
    const known = new Set(foldOutbox(ledger.read().entries, isRunning).keys());
    const id = planId(one);
    recordPlans(ledger, known, { agent: 'crm-ops', run: 'r1' }, [{ action: id, kind: entry, draft: one }]);
    return id;
  });
}

const planId = (one: ActionDraft): string => actionId('crm-ops', one);

export function actionOf(root: string, id: string): OutboxAction {
  const found = foldOutbox(readLedger(root).entries, isRunning).get(id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
}

export const ledgerKinds = (root: string): string[] => readLedger(root, true).entries.map(({ kind }) => kind);
export const outFolder = (root: string): string => join(root, '.bizos/outgoing');
