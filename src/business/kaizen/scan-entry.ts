import type { ScanEntry } from '../../workspace/scan.ts';

/** Experiments that run past their time, and those that wait for a decision: for agents, and so for the brief. */
export const kaizenScanEntry: ScanEntry = {
  name: 'kaizen',
  names: ['kaizen review', 'kaizen scan', 'experiments', 'kaizen-log', 'kaizen-durchsicht', 'versuche', 'kaizen prüfen'],
  summary: {
    en: 'experiments past their time, and those without a decision',
    de: 'Versuche über ihrer Zeit, und solche ohne Entscheidung',
  },
  load: async () => (await import('./scans/kaizen.ts')).kaizenScan,
};
