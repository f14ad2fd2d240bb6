import type { LedgerEntry } from '../ledger/entries/index.ts';

/** Whether the kill switch is on for an agent, or for all. Where clocks disagree the pause wins: only a later line lets go on. */
export function isPaused(entries: readonly LedgerEntry[], agent: string): boolean {
  const paused = pausedAgents(entries);
  return paused.has('*') || paused.has(agent);
}

/** Slugs of the agents that the switch is on for; `*` among them: for all. */
export function pausedAgents(entries: readonly LedgerEntry[]): Set<string> {
  const paused = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'pause') continue;
    if (entry.data.paused) paused.add(entry.data.agent);
    else paused.delete(entry.data.agent);
  }
  return paused;
}
