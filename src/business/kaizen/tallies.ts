import { daysBetween, parseIsoMoment } from '../../core/moment.ts';
import { layerNamed } from './experiment.ts';
import type { Listed } from './gathered.ts';
import { EVERYWHERE, isEverywhere } from './given-words.ts';

/** Counts of a group of experiments. */
export interface Tally {
  readonly key: string;
  readonly total: number;
  /** Proposed, running or without a decision. */
  readonly open: number;
  readonly adopted: number;
  readonly iterated: number;
  readonly dropped: number;
  /** Adopted of those decided; null where none is. */
  readonly adoptRate: number | null;
  /** Median days from the first day (begun, else written down) to the last; null where none is written down. */
  readonly cycleDays: number | null;
}

/** What one person gave in a quarter: experiments written down and experiments brought to an end. */
export interface Contribution {
  readonly person: string;
  /** `2026-Q4`. */
  readonly quarter: string;
  readonly proposed: number;
  readonly completed: number;
}

/** The numbers of a log. */
export interface LogTallies {
  readonly all: Tally;
  readonly byLayer: readonly Tally[];
  readonly byEntity: readonly Tally[];
  readonly contributions: readonly Contribution[];
  /** Experiments that name nobody: they count for no one. */
  readonly unnamed: number;
  /** Decisions by month of their last day, oldest first. */
  readonly months: readonly { readonly month: string; readonly adopted: number; readonly iterated: number; readonly dropped: number }[];
}

/** Counts experiments by layer, company, person and quarter. `entities`: names of the companies, for fields that name several. */
export function tallied(experiments: readonly Listed[], entities: readonly string[]): LogTallies {
  return {
    all: tally('all', experiments),
    byLayer: grouped(experiments, ({ layer }) => [layerNamed(layer ?? '') ?? '–']),
    byEntity: grouped(experiments, ({ entity }) => companiesIn(entity, entities)),
    contributions: contributionsOf(experiments),
    unnamed: experiments.filter(({ by }) => by === undefined).length,
    months: monthsOf(experiments),
  };
}

function grouped(experiments: readonly Listed[], keys: (one: Listed) => readonly string[]): Tally[] {
  const groups = new Map<string, Listed[]>();
  for (const one of experiments) {
    for (const key of new Set(keys(one))) {
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
  }
  return [...groups].map(([key, group]) => tally(key, group)).sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1));
}

function tally(key: string, group: readonly Listed[]): Tally {
  const count = { proposed: 0, active: 0, completed: 0, adopted: 0, iterated: 0, dropped: 0 };
  for (const { state } of group) count[state]++;
  const { adopted, iterated, dropped } = count;
  const decided = adopted + iterated + dropped;
  return {
    key,
    total: group.length,
    open: count.proposed + count.active + count.completed,
    adopted,
    iterated,
    dropped,
    adoptRate: decided === 0 ? null : adopted / decided,
    cycleDays: median(group.flatMap(cycleOf)),
  };
}

/** Days that an experiment took, where both ends are written down. */
function cycleOf(one: Listed): number[] {
  const { completed } = one;
  if (completed === undefined) return [];
  const days = daysBetween(parseIsoMoment(one.started ?? one.date ?? ''), parseIsoMoment(completed));
  return Number.isFinite(days) && days >= 0 ? [days] : [];
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Companies that a field names; else the field itself, without what stands in parentheses. */
function companiesIn(entity: string | undefined, names: readonly string[]): string[] {
  if (entity === undefined) return ['–'];
  const found = names.filter((name) => entity.toLowerCase().includes(name.toLowerCase()));
  if (found.length === 0 && isEverywhere(entity)) return [EVERYWHERE.en];
  return found.length > 0 ? found : [entity.replace(/\s*\([^)]*\)/g, '').trim()];
}

function contributionsOf(experiments: readonly Listed[]): Contribution[] {
  const found = new Map<string, { person: string; quarter: string; proposed: number; completed: number }>();
  const add = (person: string, day: string | undefined, what: 'proposed' | 'completed'): void => {
    const quarter = quarterOf(day);
    if (quarter === undefined) return;
    const key = `${quarter}\n${person}`;
    const one = found.get(key) ?? { person, quarter, proposed: 0, completed: 0 };
    one[what]++;
    found.set(key, one);
  };
  for (const one of experiments) {
    const { by } = one;
    if (by === undefined) continue;
    add(by, one.date, 'proposed');
    add(by, one.completed, 'completed');
  }
  return [...found.values()].sort((a, b) => (a.quarter < b.quarter ? 1 : a.quarter > b.quarter ? -1 : a.person < b.person ? -1 : 1));
}

/** `2026-Q4` of `2026-11-21`; undefined where it is no date. */
function quarterOf(day: string | undefined): string | undefined {
  const m = /^(\d{4})-(\d{2})-\d{2}/.exec(day ?? '');
  const month = Number(m?.[2]);
  return m && month >= 1 && month <= 12 ? `${m[1]}-Q${Math.ceil(month / 3)}` : undefined;
}

function monthsOf(experiments: readonly Listed[]): LogTallies['months'] {
  const months = new Map<string, { month: string; adopted: number; iterated: number; dropped: number }>();
  for (const experiment of experiments) {
    const { state } = experiment;
    if (state !== 'adopted' && state !== 'iterated' && state !== 'dropped') continue;
    const month = /^\d{4}-\d{2}(?=-\d{2})/.exec(experiment.completed ?? '')?.[0];
    if (month === undefined) continue;
    const one = months.get(month) ?? { month, adopted: 0, iterated: 0, dropped: 0 };
    one[state]++;
    months.set(month, one);
  }
  return [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}
