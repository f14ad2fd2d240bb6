import type { ScanEntry } from '../../workspace/scan.ts';

/** The daily look at deals: what stands still, what hangs on one person, what nears its SLA. */
export const pipelineScanEntry: ScanEntry = {
  name: 'pipeline',
  names: [
    'pipeline scan',
    'pipeline risk scan',
    'daily pipeline risk scan',
    'pipeline-scan',
    'pipeline-risiken',
    'pipeline prüfen',
    'täglicher pipeline-scan',
    'daily pipeline scan',
    'deals approaching their sla',
  ],
  summary: {
    en: 'stalled deals, concentration on owners, deals near their SLA',
    de: 'stehende Deals, Ballung bei Inhabern, Deals nahe ihrer SLA',
  },
  measures: async () => (await import('./measures.ts')).pipelineMeasures,
  metrics: async () => (await import('./metrics/explain.ts')).METRIC_IDS,
  load: async () => (await import('./loop-scan.ts')).pipelineLoopScan,
};
