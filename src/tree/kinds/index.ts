import type { DocumentKind } from '../kinds.ts';
import { entityKind } from './entity-kind.ts';

/** Kinds that more than one floor reads; those of one field stand with the field. */
export const treeKinds: readonly DocumentKind[] = [
  entityKind,
  {
    name: 'agent-goals',
    summary: { en: 'the agents: mission, targets, phases, write zones', de: 'die Agenten: Auftrag, Ziele, Phasen, Schreibzonen' },
    paths: ['bizos/AGENT_GOALS.md', 'cto-brain/AGENT_GOALS.md'],
    version: 2,
    load: () => import('./agent-goals.ts'),
  },
  {
    name: 'structure',
    summary: { en: 'where what stands in the tree', de: 'wo was im Baum steht' },
    paths: ['bizos/STRUCTURE.md'],
    version: 2,
    load: () => import('./structure.ts'),
  },
  {
    name: 'kpis',
    summary: { en: 'numbers and targets of a company', de: 'Zahlen und Ziele einer Firma' },
    paths: ['bizos/*/TTL_KPIS.md'],
    version: 2,
    load: () => import('./kpis.ts'),
  },
];
