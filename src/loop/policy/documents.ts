import type { DocumentKind } from '../../tree/kinds.ts';

/** The document that says how much the agents may do, when they speak, and through which channels. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'agent-policy',
    summary: {
      en: 'alerts, channels, gate and approvals of all agents',
      de: 'Meldungen, Kanäle, Tor und Freigaben aller Agenten',
    },
    paths: ['bizos/AGENT_POLICY.md'],
    version: 5,
    load: () => import('./reader.ts'),
  },
];
