import type { LearnRoute } from '../../tree/kinds/learn-routes.ts';
import type { TreeCheck } from '../../workspace/check.ts';
import type { MergeDriver } from '../../workspace/merge-driver.ts';
import type { Explanation, OperationEntry } from '../../workspace/operation.ts';
import type { ScanEntry } from '../../workspace/scan.ts';
import { kaizenScanEntry } from './scan-entry.ts';

/** What agents may look at. */
export const scans: readonly ScanEntry[] = [kaizenScanEntry];

/** What can be asked of the kaizen log and the lessons. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'learn',
    summary: {
      en: 'Write down an experiment or a lesson, as it is spoken.',
      de: 'Schreibt einen Versuch oder eine Lehre auf, wie gesprochen.',
    },
    load: async () => (await import('./operations/learn.ts')).learn,
  },
  {
    name: 'kaizen list',
    summary: { en: 'List the experiments.', de: 'Listet die Versuche.' },
    load: async () => (await import('./operations/list.ts')).list,
  },
  {
    name: 'kaizen show',
    summary: { en: 'Show an experiment.', de: 'Zeigt einen Versuch.' },
    load: async () => (await import('./operations/show.ts')).show,
  },
  {
    name: 'kaizen start',
    summary: { en: 'Begin an experiment.', de: 'Beginnt einen Versuch.' },
    load: async () => (await import('./operations/start.ts')).start,
  },
  {
    name: 'kaizen result',
    summary: { en: 'Write down what came of an experiment.', de: 'Schreibt auf, was aus einem Versuch wurde.' },
    load: async () => (await import('./operations/result.ts')).result,
  },
  {
    name: 'kaizen decide',
    summary: { en: 'Decide on an experiment: adopt, iterate or drop.', de: 'Entscheidet über einen Versuch: adopt, iterate oder drop.' },
    load: async () => (await import('./operations/decide.ts')).decide,
  },
  {
    name: 'kaizen board',
    summary: { en: 'Show the experiments in columns by status.', de: 'Zeigt die Versuche in Spalten nach Stand.' },
    load: async () => (await import('./operations/board.ts')).board,
  },
  {
    name: 'kaizen stats',
    summary: {
      en: 'Count experiments by layer, company, person and quarter.',
      de: 'Zählt Versuche nach Ebene, Firma, Mensch und Quartal.',
    },
    load: async () => (await import('./operations/stats.ts')).stats,
  },
  {
    name: 'kaizen candidate',
    summary: {
      en: 'Keep an idea for an experiment; without words, list them.',
      de: 'Merkt eine Idee für einen Versuch; ohne Worte: alle zeigen.',
    },
    load: async () => (await import('./operations/candidate.ts')).candidate,
  },
  {
    name: 'kaizen start-candidate',
    summary: { en: 'Make a candidate an experiment.', de: 'Macht aus einem Kandidaten einen Versuch.' },
    load: async () => (await import('./operations/start-candidate.ts')).startCandidate,
  },
  {
    name: 'kaizen report',
    summary: {
      en: 'Show board, decided experiments by month, and learnings.',
      de: 'Zeigt Tafel, entschiedene Versuche nach Monat und Erkenntnisse.',
    },
    load: async () => (await import('./operations/report.ts')).report,
  },
  {
    name: 'kaizen settle',
    summary: { en: 'Give provisional ids their final number.', de: 'Gibt vorläufigen Nummern ihre endgültige.' },
    load: async () => (await import('./operations/settle.ts')).settle,
  },
  {
    name: 'kaizen merge',
    summary: { en: 'Merge logs that two branches wrote, entry by entry.', de: 'Führt Logs zweier Branches zusammen, Eintrag für Eintrag.' },
    load: async () => (await import('./operations/merge.ts')).merge,
  },
  {
    name: 'kaizen merge-driver',
    summary: { en: 'Merge a log for git: called by its merge driver.', de: 'Führt ein Log für git zusammen: vom Merge-Treiber gerufen.' },
    load: async () => (await import('./operations/merge-driver.ts')).mergeDriver,
  },
];

/** What the codes of the log's problems mean. */
export const explanations = async (): Promise<readonly Explanation[]> => (await import('./explanations/index.ts')).EXPLANATIONS;

/** What `bizos doctor` looks for in logs and lessons. */
export const checks = async (): Promise<readonly TreeCheck[]> => (await import('./checks/index.ts')).CHECKS;

/** How git merges logs, once `bizos hooks install` has put it in place. */
export const mergeDrivers: readonly MergeDriver[] = [
  {
    name: 'bizos-kaizen',
    title: { en: 'BizOS: logs and lessons entry by entry', de: 'BizOS: Logs und Lehren Eintrag für Eintrag' },
    command: 'kaizen merge-driver %O %A %B %P',
    patterns: [
      'bizos/KAIZEN_LOG.md',
      'bizos/*/KAIZEN_LOG.md',
      'cto-brain/kaizen/KAIZEN_LOG.md',
      'bizos/FAILURE_LOG.md',
      'bizos/BIZOS_RULES.md',
      'bizos/BIZOS_PATTERNS.md',
    ],
    filesOf: (workspace) =>
      workspace
        .documents<{ readonly routes?: readonly LearnRoute[] }>('structure')
        .flatMap(({ value }) => value?.routes ?? [])
        .map(({ file }) => file),
  },
];
