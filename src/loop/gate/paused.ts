import type { LedgerEntry } from '../ledger/entries/index.ts';

/** Whether the kill switch is on for an agent, or for all. Where clocks disagree the pause wins: only a later line lets go on. */
export function isPaused(entries: readonly LedgerEntry[], agent: string): boolean {
  const last = new Map<string, boolean>();
  for (const entry of entries) if (entry.kind === 'pause') last.set(entry.data.agent, entry.data.paused);
  return last.get('*') === true || last.get(agent) === true;
}
