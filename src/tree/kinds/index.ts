import type { DocumentKind } from '../kinds.ts';
import { entityKind } from './entity-kind.ts';

/** Kinds that more than one floor reads; those of one field stand with the field. */
export const treeKinds: readonly DocumentKind[] = [
  entityKind,
  {
    name: 'agent-goals',
    summary: { en: 'the agents: mission, targets, phases, write zones', de: 'die Agenten: Auftrag, Ziele, Phasen, Schreibzonen' },
    paths: ['bizos/AGENT_GOALS.md', 'cto-brain/AGENT_GOALS.md'],
    version: 1,
    load: () => import('./agent-goals.ts'),
  },
  {
    name: 'kpis',
    summary: { en: 'targets of a company or a role', de: 'Ziele einer Firma oder Rolle' },
    paths: ['bizos/*/TTL_KPIS.md', 'bizos/*/roles/*.md', 'bizos/*/PTL_FRAMEWORK.md'],
    version: 1,
    load: () => import('./kpis.ts'),
  },
];
