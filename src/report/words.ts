import type { Severity } from '../core/finding.ts';
import type { ProblemLevel } from '../core/problem.ts';
import type { Text } from '../core/text.ts';

/** Severities in words, so that nothing is said by colour alone. */
export const SEVERITY_WORDS: Readonly<Record<Severity, Text>> = {
  critical: { en: 'critical', de: 'kritisch' },
  high: { en: 'high', de: 'hoch' },
  medium: { en: 'medium', de: 'mittel' },
  low: { en: 'low', de: 'gering' },
  info: { en: 'info', de: 'Hinweis' },
};

/** Severities in a column of four. */
export const SEVERITY_SHORT: Readonly<Record<Severity, Text>> = {
  critical: { en: 'crit', de: 'krit' },
  high: { en: 'high', de: 'hoch' },
  medium: { en: 'med', de: 'mitt' },
  low: { en: 'low', de: 'ger.' },
  info: { en: 'info', de: 'Info' },
};

/** Levels of problems in words. */
export const LEVEL_WORDS: Readonly<Record<ProblemLevel, Text>> = {
  error: { en: 'error', de: 'Fehler' },
  warning: { en: 'warning', de: 'Warnung' },
  note: { en: 'note', de: 'Hinweis' },
};

/** Names of plots that have no title of their own. */
export const PLOTS: Readonly<Record<'funnel' | 'ageing' | 'concentration', Text>> = {
  funnel: { en: 'By stage', de: 'Nach Stufe' },
  ageing: { en: 'By age', de: 'Nach Alter' },
  concentration: { en: 'By owner', de: 'Nach Inhaber' },
};

/** Opens the table behind a plot. */
export const NUMBERS: Text = { en: 'Numbers', de: 'Zahlen' };
