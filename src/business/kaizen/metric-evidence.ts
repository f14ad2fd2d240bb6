import type { Metric } from '../../core/metric.ts';
import { isoDate, parseIsoMoment } from '../../core/moment.ts';
import { BizosError } from '../../core/problem.ts';
import type { Tone } from '../../core/report.ts';
import { decimalNumber, type Language, type Text } from '../../core/text.ts';
import { rateDifference } from '../../stats/intervals.ts';
import type { Context } from '../../workspace/operation.ts';
import type { ScanEntry } from '../../workspace/scan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Experiment } from './experiment.ts';
import type { OpenedTree } from './opened-tree.ts';

/** What the scans say of an experiment's metric, before it and over it. */
export interface Evidence {
  readonly says: Text;
  readonly tone: Tone;
  readonly json: object;
}

/** Whether a change is more than noise; `few`: a sample is too small, `unknown`: no interval can be given. */
export type Verdict = 'more' | 'noise' | 'few' | 'unknown';

/** Two readings of one metric, compared. */
export interface Comparison {
  readonly verdict: Verdict;
  /** After less before, in the metric's unit. */
  readonly change?: number;
  /** 95 % interval of the change. */
  readonly interval?: readonly [number, number];
}

/**
 * Compares a metric before and after. Rates by the interval of their difference; other numbers by their own intervals, taken as
 * independent. A change is more than noise where the interval does not hold zero.
 */
export function compared(before: Metric, after: Metric): Comparison {
  if (before.value === null || after.value === null || before.n === 0 || after.n === 0) return { verdict: 'few' };
  const change = after.value - before.value;
  const interval =
    before.unit === 'ratio'
      ? rateDifference(Math.round(before.value * before.n), before.n, Math.round(after.value * after.n), after.n)
      : ownIntervals(before, after, change);
  if (!interval) return { verdict: 'unknown', change };
  return { verdict: interval[0] > 0 || interval[1] < 0 ? 'more' : 'noise', change, interval };
}

function ownIntervals(before: Metric, after: Metric, change: number): [number, number] | undefined {
  if (!before.interval || !after.interval) return undefined;
  const half = ([low, high]: readonly [number, number]): number => (high - low) / 2;
  const width = Math.hypot(half(before.interval), half(after.interval));
  return [change - width, change + width];
}

/**
 * The experiment's metric as the scans have it at its beginning and now, and whether the change is more than noise. What can't be
 * read is said, not thrown: the result is written all the same.
 */
export async function evidenceFor(context: Context, workspace: Workspace, tree: OpenedTree, one: Experiment): Promise<Evidence> {
  const name = one.metric ?? '';
  const [slug, id] = name.split('/');
  const began = parseIsoMoment(one.started ?? '');
  if (Number.isNaN(began))
    return silent(name, 'it is not written down when the experiment began', 'es steht nicht da, wann der Versuch begann');
  const entity = tree.entities.find((company) => company.slug === slug?.toLowerCase());
  if (!entity || !id) return silent(name, 'there is no such company', 'diese Firma gibt es nicht');
  const scans = (await context.scans?.()) ?? [];
  // Days in documents are wall-clock time; scans are asked by instants.
  const offset = context.now() - tree.now;
  const windowMs = Math.max(1, tree.now - began);
  const at = async (scan: ScanEntry, asOf: number): Promise<Metric | undefined> =>
    (await (await scan.load()).run(context, workspace, { entity, asOf, windowMs })).metrics.find((metric) => metric.id === id);
  for (const scan of scans) {
    try {
      const after = await at(scan, context.now());
      const before = after && (await at(scan, began + offset));
      if (before && after) return said(name, before, after, isoDate(began));
    } catch (error) {
      if (!(error instanceof BizosError)) throw error;
      return silent(name, `the scan says: ${error.text.en}`, `die Prüfung sagt: ${error.text.de}`);
    }
  }
  return silent(name, 'no scan brings this number', 'keine Prüfung liefert diese Zahl');
}

function silent(name: string, en: string, de: string): Evidence {
  return {
    says: { en: `${name} could not be compared: ${en}.`, de: `${name} war nicht zu vergleichen: ${de}.` },
    tone: 'warn',
    json: { metric: name, verdict: 'unread', why: en },
  };
}

const VERDICTS: Readonly<Record<Verdict, Text>> = {
  more: { en: 'More than noise.', de: 'Mehr als Rauschen.' },
  noise: { en: 'No more than noise.', de: 'Nicht mehr als Rauschen.' },
  few: { en: 'Too few to say anything.', de: 'Zu wenige, um etwas zu sagen.' },
  unknown: {
    en: 'Whether it is more than noise can’t be said: the number has no interval.',
    de: 'Ob es mehr ist als Rauschen, ist nicht zu sagen: Die Zahl hat kein Intervall.',
  },
};

/** The comparison in words: both values with their samples, the change with its interval, the verdict. */
export function said(name: string, before: Metric, after: Metric, began: string): Evidence {
  const { verdict, change, interval } = compared(before, after);
  const say = (language: Language): string => {
    const de = language === 'de';
    const value = ({ value, n }: Metric): string => (value === null ? `– (n = ${n})` : `${shown(value, before, language)} (n = ${n})`);
    const signed = (number: number): string => `${number >= 0 ? '+' : ''}${shown(number, before, language, true)}`;
    const pieces = [
      de
        ? `${name}: ${value(before)} vor dem ${began}, ${value(after)} seither`
        : `${name}: ${value(before)} before ${began}, ${value(after)} since`,
      ...(change === undefined ? [] : [`: ${signed(change)}`]),
      ...(interval
        ? [de ? ` (95 %: ${signed(interval[0])} bis ${signed(interval[1])})` : ` (95 %: ${signed(interval[0])} to ${signed(interval[1])})`]
        : []),
    ];
    return `${pieces.join('')}. ${VERDICTS[verdict][language]}`;
  };
  return {
    says: { en: say('en'), de: say('de') },
    tone: verdict === 'more' ? 'good' : 'quiet',
    json: {
      metric: name,
      before: { value: before.value, n: before.n },
      after: { value: after.value, n: after.n },
      change: change ?? null,
      interval: interval ?? null,
      verdict,
    },
  };
}

function shown(value: number, { unit, currency }: Metric, language: Language, difference = false): string {
  if (unit === 'ratio') return `${decimalNumber(value * 100, 1, language)} ${difference ? (language === 'de' ? 'Punkte' : 'points') : '%'}`;
  if (unit === 'money') return `${decimalNumber(value / 100, 0, language)} ${currency ?? ''}`.trim();
  return decimalNumber(value, 1, language);
}
