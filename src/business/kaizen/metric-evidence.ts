import type { Metric } from '../../core/metric.ts';
import { DAY_MS, daysBetween, isoDate, type WallMs, wallOf } from '../../core/moment.ts';
import { BizosError } from '../../core/problem.ts';
import type { Tone } from '../../core/report.ts';
import { decimalNumber, type Language, type Text } from '../../core/text.ts';
import { instantOf } from '../../core/zone-time.ts';
import { differenceOf } from '../../stats/intervals.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Context } from '../../workspace/operation.ts';
import type { Measures } from '../../workspace/scan.ts';
import { openWorkspace, type Workspace } from '../../workspace/workspace.ts';
import { momentOf } from './duration-words.ts';
import type { Experiment } from './experiment.ts';
import { entityNamed } from './given-words.ts';
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
 * Compares a metric before and after, by the intervals that the scans give it, taken as independent; for rates, whose intervals are Wilson's, that
 * is Newcombe's method. A change is more than noise where the interval does not hold zero. A number without an interval has none here either.
 */
export function compared(before: Metric, after: Metric): Comparison {
  if (before.value === null || after.value === null || before.n === 0 || after.n === 0) return { verdict: 'few' };
  const change = after.value - before.value;
  if (!before.interval || !after.interval) return { verdict: 'unknown', change };
  const interval = differenceOf([before.value, ...before.interval], [after.value, ...after.interval]);
  return { verdict: interval[0] > 0 || interval[1] < 0 ? 'more' : 'noise', change, interval };
}

/** A metric as a scan had it on a day. */
export interface Measured {
  readonly metric: Metric;
  /** The day that it was read as of: `2026-11-20`. */
  readonly day: string;
}

/**
 * The experiment's metric as the scans had it when it began and have it now, over as long a time before as it ran, and whether the change is
 * more than noise. Each time what was known by that day counts, as of the day of the newest export: an export overwrites what it said of a deal
 * before, and of the days behind it nobody knows anything. What can't be read is said, not thrown: the result is written all the same.
 */
export async function evidenceFor(context: Context, tree: OpenedTree, one: Experiment): Promise<Evidence> {
  const { company, id } = partsOf(one.metric ?? '');
  const began = momentOf(one.started ?? '');
  const entity = entityNamed(company, tree.entities);
  const name = entity && id !== '' ? `${entity.slug}/${id}` : (one.metric ?? '').trim();
  if (Number.isNaN(began))
    return silent(name, 'it is not written down when the experiment began', 'es steht nicht da, wann der Versuch begann');
  if (id === '')
    return silent(name, 'it is written like solartech/follow_up_compliance', 'geschrieben wird sie wie solartech/follow_up_compliance');
  if (!entity) return silent(name, `there is no company "${company}"`, `es gibt keine Firma „${company}“`);
  // Scans ask the index for more than an experiment does, but not for the logs.
  const workspace = await openWorkspace(context, { leave: (path) => /(?:^|\/)KAIZEN_LOG\.md$/.test(path) });
  try {
    return await measuredBy(context, workspace, { entity, name, id, began });
  } finally {
    workspace.close();
  }
}

/** `Solartech / win_rate` as people write it: the company, and the number, which is `` where there is none. */
function partsOf(written: string): { readonly company: string; readonly id: string } {
  const at = written.indexOf('/');
  return at < 0
    ? { company: written.trim(), id: '' }
    : {
        company: written.slice(0, at).trim(),
        id: written
          .slice(at + 1)
          .trim()
          .toLowerCase(),
      };
}

/**
 * The metric that a flag names, as it is written down. Throws BizosError (exit 2) with the companies or numbers that there are: only the
 * result would say so else, and that is final.
 */
export async function metricGiven(context: Context, tree: OpenedTree, written: string): Promise<string> {
  const { company, id } = partsOf(written);
  const entity = entityNamed(company, tree.entities);
  const refusal = (en: string, de: string, names: readonly string[]): BizosError =>
    new BizosError(
      2,
      { en: `--metric ${written}: ${en}`, de: `--metric ${written}: ${de}` },
      { en: `There are: ${names.join(', ')}`, de: `Es gibt: ${names.join(', ')}` },
    );
  if (!entity)
    throw refusal(
      `there is no company "${company}".`,
      `Es gibt keine Firma „${company}“.`,
      tree.entities.map(({ slug }) => slug),
    );
  const scans = await context.scans?.();
  const ids = (await Promise.all((scans ?? []).map(async ({ metrics }) => (await metrics?.()) ?? []))).flat();
  // Where nobody says which scans there are, nothing is known of their numbers.
  if (scans !== undefined && !ids.includes(id)) throw refusal(`no scan brings "${id}".`, `Keine Prüfung liefert „${id}“.`, ids);
  return `${entity.slug}/${id}`;
}

/** A metric of a company, and when the experiment began. */
interface Wanted {
  readonly entity: Entity;
  /** `solartech/win-rate`; and without the company. */
  readonly name: string;
  readonly id: string;
  readonly began: WallMs;
}

async function measuredBy(context: Context, workspace: Workspace, { entity, name, id, began }: Wanted): Promise<Evidence> {
  for (const scan of (await context.scans?.()) ?? []) {
    try {
      const { run } = await scan.load();
      // Days in documents are wall-clock time; scans are asked by instants.
      const timeZone = entity.timeZone ?? workspace.timeZone;
      const ask = async (windowMs: number, knownAt: WallMs): Promise<Reading> => {
        const { metrics, asOf, looked } = await run(context, workspace, { entity, windowMs, knownAt: instantOf(knownAt, timeZone) });
        return { metric: metrics.find((metric) => metric.id === id), at: wallOf(asOf, timeZone), looked: looked !== false };
      };
      const found = await beforeAndAfter(ask, began, wallOf(context.now(), timeZone));
      if (found === 'unknown') continue;
      if ('why' in found) return silent(name, found.why.en, found.why.de);
      return said(name, found.before, found.after, (await scan.measures?.())?.words);
    } catch (error) {
      if (!(error instanceof BizosError)) throw error;
      return silent(name, `the scan says: ${error.text.en}`, `die Prüfung sagt: ${error.text.de}`);
    }
  }
  return silent(name, 'no scan brings this number', 'keine Prüfung liefert diese Zahl');
}

/** What a scan says of a metric. */
interface Reading {
  /** Undefined where it does not bring it. */
  readonly metric: Metric | undefined;
  /** The moment that it looked from. */
  readonly at: WallMs;
  /** It had something to look at. */
  readonly looked: boolean;
}

/** `unknown`: the scan has no such metric. `why`: there is nothing to compare. */
async function beforeAndAfter(
  ask: (windowMs: number, knownAt: WallMs) => Promise<Reading>,
  began: WallMs,
  now: WallMs,
): Promise<{ readonly before: Measured; readonly after: Measured } | { readonly why: Text } | 'unknown'> {
  const ran = (until: WallMs): number => Math.max(DAY_MS, until - began);
  const present = await ask(ran(now), now);
  if (present.looked && present.metric === undefined) return 'unknown';
  const day = isoDate(began);
  // The day that it began on is the last one before it.
  if (!present.looked || daysBetween(began, present.at) <= 0)
    return { why: { en: `there is no export of a day after ${day}`, de: `es gibt keinen Export von einem Tag nach dem ${day}` } };
  const before = await ask(ran(present.at), began);
  if (!before.looked)
    return { why: { en: `there is no export of ${day} or a day before`, de: `es gibt keinen Export vom ${day} oder einem Tag davor` } };
  // By an older export the experiment is seen for a shorter time.
  const after = daysBetween(present.at, now) > 0 ? await ask(ran(present.at), now) : present;
  if (before.metric === undefined || after.metric === undefined) return 'unknown';
  const refused = [before.metric, after.metric].find(({ status }) => status === 'refused')?.reason;
  if (refused) return { why: refused };
  return { before: { metric: before.metric, day: isoDate(before.at) }, after: { metric: after.metric, day: isoDate(after.at) } };
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

/** A metric's number with its unit, as its scan words it. */
type Words = Measures['words'];

/** The comparison in words: both values with their samples and days, the change with its interval, the verdict. */
export function said(name: string, before: Measured, after: Measured, words: Words = plainWords): Evidence {
  const { verdict, change, interval } = compared(before.metric, after.metric);
  const say = (language: Language): string => {
    const de = language === 'de';
    const value = ({ metric, day }: Measured): string =>
      `${metric.value === null ? '–' : words(metric, metric.value, language)} (n = ${metric.n}, ${day})`;
    const signed = (number: number): string => {
      const size = Math.abs(number);
      const points = `${decimalNumber(size * 100, 1, language)} ${de ? 'Punkte' : 'points'}`;
      return (number < 0 ? '-' : '+') + (before.metric.unit === 'ratio' ? points : words(before.metric, size, language));
    };
    const pieces = [
      de ? `${name}: vorher ${value(before)}, nachher ${value(after)}` : `${name}: before ${value(before)}, after ${value(after)}`,
      ...(change === undefined ? [] : [`: ${signed(change)}`]),
      ...(interval ? [` (95 %: ${signed(interval[0])} ${de ? 'bis' : 'to'} ${signed(interval[1])})`] : []),
    ];
    return `${pieces.join('')}. ${VERDICTS[verdict][language]}`;
  };
  const json = ({ metric: { value, n }, day }: Measured): object => ({ value, n, day });
  return {
    says: { en: say('en'), de: say('de') },
    // Whether a change is good, the person knows who named the metric.
    tone: verdict === 'more' ? 'plain' : 'quiet',
    json: { metric: name, before: json(before), after: json(after), change: change ?? null, interval: interval ?? null, verdict },
  };
}

/** Of a scan that says nothing of how its numbers are worded. */
function plainWords(_: Metric, value: number, language: Language): string {
  return decimalNumber(value, 1, language);
}
