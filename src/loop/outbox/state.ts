import type { EntryData, LedgerEntry } from '../ledger/entries/index.ts';

type Entry<K extends LedgerEntry['kind']> = Extract<LedgerEntry, { kind: K }>;

/**
 * Where an action is on its way. `planned`: nobody decided yet; `held`: waits for a person or another day; `approved`; `postponed` until `after`;
 * `sending`: a process is at it now; `sent`; `unknown`: it may have arrived; `later`: not taken, to be tried again from `after` on;
 * `rejected` by a person; `refused` by the gate or the other side, for good.
 */
export type OutboxStanding =
  | 'planned'
  | 'held'
  | 'approved'
  | 'postponed'
  | 'sending'
  | 'sent'
  | 'unknown'
  | 'later'
  | 'rejected'
  | 'refused';

/** An action as the ledger knows it. */
export interface OutboxAction {
  readonly action: string;
  readonly standing: OutboxStanding;
  readonly plan: EntryData<'plan'>;
  readonly plannedAt: number;
  /** Chain that the plan stands in: its checkout has the contents. */
  readonly planWriter: string;
  /** Hash of what would leave now: of the plan, or of the last edit. */
  readonly content: string;
  /** Commitment to the draft as it is now. */
  readonly draft: string;
  readonly verdict?: Entry<'verdict'>;
  /** The last asking for approval. */
  readonly ask?: Entry<'ask'>;
  /** Every answer to any of its askings, in order. */
  readonly answers: readonly Entry<'approval'>[];
  /** Hashes of those answers that counted. */
  readonly counted: readonly string[];
  readonly dispatch?: Entry<'dispatch'>;
  /** Every attempt that was begun. */
  readonly attempts: number;
  /** Not before this moment, milliseconds. */
  readonly after?: number;
  /** What the other side, or the gate, said last. */
  readonly why?: { readonly en: string; readonly de: string };
  readonly reference?: string;
  /** When it stood like this first. */
  readonly at: number;
}

/** Whether a process that is recorded as sending is still at it. */
export type IsRunning = (holder: EntryData<'dispatch'>['holder']) => boolean;

/** All actions, from the ledger alone, in the order in which they were planned. */
export function foldOutbox(entries: readonly LedgerEntry[], isRunning: IsRunning): Map<string, OutboxAction> {
  const actions = new Map<string, OutboxAction>();
  const late: LedgerEntry[] = [];
  for (const entry of entries) if (!step(actions, entry)) late.push(entry);
  // Clocks of two writers may disagree: what stands before its own plan by time alone is looked at once more.
  for (const entry of late) step(actions, entry);
  for (const [id, one] of actions) {
    if (one.standing === 'sending' && one.dispatch && !isRunning(one.dispatch.data.holder))
      actions.set(id, { ...one, standing: 'unknown', why: CUT_OFF });
  }
  return actions;
}

const CUT_OFF = {
  en: 'The process died between sending and noting the result: it may have arrived.',
  de: 'Der Prozess starb zwischen Senden und Vermerken: Es kann angekommen sein.',
};

/** False where the action isn't known yet. */
function step(actions: Map<string, OutboxAction>, entry: LedgerEntry): boolean {
  if (entry.kind === 'plan') {
    // The same occasion planned by two clones is one action; the first counts.
    if (!actions.has(entry.data.action)) actions.set(entry.data.action, planned(entry));
    return true;
  }
  if (!('action' in entry.data)) return true;
  const before = actions.get(entry.data.action);
  if (!before) return false;
  actions.set(before.action, after(before, entry));
  return true;
}

function planned({ data, at, writer }: Entry<'plan'>): OutboxAction {
  return {
    action: data.action,
    standing: 'planned',
    plan: data,
    plannedAt: at,
    planWriter: writer,
    content: data.content,
    draft: data.draft,
    answers: [],
    counted: [],
    attempts: 0,
    at,
  };
}

const OVER: readonly OutboxStanding[] = ['sent', 'rejected', 'refused'];

function after(before: OutboxAction, entry: LedgerEntry): OutboxAction {
  const { at } = entry;
  const { after: _after, ...rest } = before;
  switch (entry.kind) {
    case 'verdict':
      if (entry.data.decision === 'refuse') return { ...rest, standing: 'refused', verdict: entry, why: entry.data.reason, at };
      if (entry.data.decision === 'hold' && holds(before, entry.data.code))
        return { ...rest, standing: 'held', verdict: entry, why: entry.data.reason, at };
      return { ...before, verdict: entry };
    case 'ask':
      return { ...before, ask: entry };
    case 'approval':
      return answered(before, entry);
    case 'dispatch':
      return { ...rest, standing: 'sending', dispatch: entry, attempts: before.attempts + 1, at };
    case 'delivery':
      return { ...rest, standing: 'sent', reference: entry.data.reference, at };
    case 'failure':
      // A result of an attempt that was settled otherwise since (asked, or ruled by a person) changes nothing.
      if (OVER.includes(before.standing)) return before;
      return failed(rest, entry);
    case 'ruling':
      if (before.dispatch?.data.key !== entry.data.key || OVER.includes(before.standing)) return before;
      return { ...rest, standing: entry.data.was === 'sent' ? 'sent' : 'later', after: at, at };
    default:
      return before;
  }
}

/** What waits for nothing yet is held; what was approved is held again where the answer no longer counts, and else keeps its place. */
function holds({ standing }: OutboxAction, code: string): boolean {
  if (standing === 'planned' || standing === 'held' || standing === 'postponed') return true;
  return (standing === 'approved' || standing === 'later') && code.startsWith('approval-');
}

function failed(rest: Omit<OutboxAction, 'after'>, { data, at }: Entry<'failure'>): OutboxAction {
  if (data.state === 'unknown') return { ...rest, standing: 'unknown', why: data.why, at };
  if (data.state === 'refused') return { ...rest, standing: 'refused', why: data.why, at };
  return { ...rest, standing: 'later', why: data.why, at, after: data.after === undefined ? at : Date.parse(data.after) };
}

/** A person's answer counts only while nothing has left and where it names the last asking, unanswered, as it was asked. */
function answered(before: OutboxAction, entry: Entry<'approval'>): OutboxAction {
  const { data, at } = entry;
  const kept: OutboxAction = { ...before, answers: [...before.answers, entry] };
  if (!['planned', 'held', 'postponed', 'approved'].includes(before.standing)) return kept;
  if (faultOfAnswer(before, entry)) return kept;
  const { after: _after, ...rest } = { ...kept, counted: [...before.counted, entry.h] };
  switch (data.answer) {
    case 'approved':
      return { ...rest, standing: 'approved', at };
    case 'rejected':
      return { ...rest, standing: 'rejected', at };
    case 'postponed':
      return { ...rest, standing: 'postponed', at, ...(data.until !== undefined && { after: Date.parse(data.until) }) };
    case 'edited':
      return data.edited === undefined || data.draft === undefined
        ? kept
        : { ...rest, standing: 'planned', content: data.edited, draft: data.draft, at };
  }
}

/** Why an answer counts for nothing; undefined where it counts. Codes of `bizos explain`. */
export type AnswerFault = 'approval-forged' | 'approval-replayed' | 'approval-expired' | 'approval-changed';

/** Holds an answer against the asking that it says it answers. */
function faultOfAnswer(action: OutboxAction, { data, at, h }: Pick<Entry<'approval'>, 'data' | 'at' | 'h'>): AnswerFault | undefined {
  const { ask } = action;
  if (!ask || ask.data.nonce !== data.nonce)
    return action.answers.some((other) => other.h !== h && other.data.nonce === data.nonce) ? 'approval-replayed' : 'approval-forged';
  if (action.answers.some((other) => other.h !== h && other.data.nonce === data.nonce)) return 'approval-replayed';
  const same = data.content === ask.data.content && data.recipients === ask.data.recipients && data.channel === ask.data.channel;
  if (!same || ask.data.content !== action.content || data.expires !== ask.data.expires) return 'approval-changed';
  if (at >= Date.parse(ask.data.expires)) return 'approval-expired';
  return undefined;
}

/** The answer that lets an action go now; or why there is none. Held against the moment too: an approval ends with its expiry. */
export function approvalOf(
  action: OutboxAction,
  moment: number,
): { readonly approval: Entry<'approval'> } | { readonly fault: AnswerFault | 'none' } {
  const last = action.answers[action.answers.length - 1];
  const approval = [...action.answers].reverse().find((one) => one.data.answer === 'approved');
  if (!approval) return { fault: 'none' };
  const before = { ...action, answers: action.answers.slice(0, action.answers.indexOf(approval)) };
  const fault = faultOfAnswer(before, approval);
  if (fault) return { fault };
  if (last !== approval && faultOfAnswer({ ...action, answers: action.answers.slice(0, -1) }, last) === undefined) return { fault: 'none' };
  // Set back or forward, the clock can only make an approval end sooner.
  return Math.max(moment, approval.at) >= Date.parse(approval.data.expires) ? { fault: 'approval-expired' } : { approval };
}
