import type { Explanation, OperationEntry } from '../workspace/operation.ts';

/** What the guard offers: sessions, zones, hooks, integrations. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'integrate claude',
    summary: {
      en: 'Connect Claude Code to the guard: hooks, refusals, plugin.',
      de: 'Verbindet Claude Code mit der Wache: Hooks, Verbote, Plugin.',
    },
    load: async () => (await import('./operations/integrate-claude.ts')).integrateClaudeOperation,
  },
];

/** What the codes of verdicts and refusals mean. */
export const explanations = async (): Promise<readonly Explanation[]> => [];
