import { daysBetween } from '../../core/moment.ts';
import { companiesNamed, type Named } from './company-names.ts';
import { isoDay, momentOf } from './duration-words.ts';
import { MEANING } from './entry-fields.ts';
import { type ExperimentState, layerNamed } from './experiment.ts';
import { EVERYWHERE, saysEverywhere, withoutRemarks } from './given-words.ts';
import type { Listed } from './listed.ts';
import { peopleNamed, personKey, withoutRemark } from './named-people.ts';
import { remembered } from './remembered.ts';

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
  /** As written first: `Ana` and `ana` are one. */
  readonly person: string;
  /** `2026-Q4`. */
  readonly quarter: string;
  readonly proposed: number;
  readonly completed: number;
}

/** What came of the decided experiments whose result is of a month (`2026-11`). */
interface Decisions {
  month: string;
  adopted: number;
  iterated: number;
  dropped: number;
}

/** The numbers of a log. */
export interface LogTallies {
  readonly all: Tally;
  readonly byLayer: readonly Tally[];
  readonly byEntity: readonly Tally[];
  readonly contributions: readonly Contribution[];
  /** Experiments that name nobody: they count for no one. */
  readonly unnamed: number;
  /** Decided experiments by the month of their result, oldest first: the day of a decision is written down nowhere. */
  readonly months: readonly Readonly<Decisions>[];
}

/** Counts experiments by layer, company, person and quarter. `entities`: the companies, for fields that name several. */
export function tallied(experiments: Iterable<Listed>, entities: readonly Named[]): LogTallies {
  const all = new Group('all');
  const layers = new Map<string, Group>();
  const companies = new Map<string, Group>();
  // Kept elsewhere for good: what is forgotten here is found there again.
  const groupsOfCompany = remembered((entity: string) => [...new Set(countedFor(entity, entities))].map((key) => groupOf(companies, key)));
  const groupOfLayer = remembered((layer: string) => groupOf(layers, layerNamed(layer) ?? '–'));
  const people = new Contributions();
  const months = new Map<string, Decisions>();
  let unnamed = 0;
  // Whatever is read of an experiment is looked for in the text of its log: once each.
  for (const one of experiments) {
    const { state } = one;
    const entity = one.given(MEANING.entity);
    const by = one.given(MEANING.by);
    const date = dayOf(one.given(MEANING.date));
    const completed = dayOf(one.given(MEANING.completed));
    const days = completed === undefined ? undefined : cycleDays(one.started ?? date, completed);
    all.add(state, days);
    groupOfLayer(one.given(MEANING.layer) ?? '').add(state, days);
    if (entity === undefined) groupOf(companies, '–').add(state, days);
    else for (const group of groupsOfCompany(entity)) group.add(state, days);
    if (by === undefined || !people.add(by, date, completed)) unnamed++;
    if (completed !== undefined) addDecision(months, state, completed);
  }
  return {
    all: all.tally(),
    byLayer: sortedTallies(layers),
    byEntity: sortedTallies(companies),
    contributions: people.sorted(),
    unnamed,
    months: [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1)),
  };
}

function dayOf(written: string | undefined): string | undefined {
  return written === undefined ? undefined : isoDay(written);
}

/** Experiments that are counted together. */
class Group {
  private readonly count = { proposed: 0, active: 0, completed: 0, adopted: 0, iterated: 0, dropped: 0 };
  private readonly cycles: number[] = [];
  private total = 0;

  constructor(private readonly key: string) {}

  add(state: ExperimentState, days: number | undefined): void {
    this.total++;
    this.count[state]++;
    if (days !== undefined) this.cycles.push(days);
  }

  tally(): Tally {
    const { proposed, active, completed, adopted, iterated, dropped } = this.count;
    const decided = adopted + iterated + dropped;
    return {
      key: this.key,
      total: this.total,
      open: proposed + active + completed,
      adopted,
      iterated,
      dropped,
      adoptRate: decided === 0 ? null : adopted / decided,
      cycleDays: median(this.cycles),
    };
  }
}

function groupOf(groups: Map<string, Group>, key: string): Group {
  let group = groups.get(key);
  if (group === undefined) {
    group = new Group(key);
    groups.set(key, group);
  }
  return group;
}

function sortedTallies(groups: ReadonlyMap<string, Group>): Tally[] {
  return [...groups.values()].map((group) => group.tally()).sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1));
}

/** Days that an experiment took, where both ends are written down. */
function cycleDays(from: string | undefined, completed: string): number | undefined {
  const days = daysBetween(momentOf(from ?? ''), momentOf(completed));
  return Number.isFinite(days) && days >= 0 ? days : undefined;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What a field is counted for: the companies that it names; else the whole group, or the field itself without what stands in parentheses. */
function countedFor(field: string, companies: readonly Named[]): string[] {
  const found = companiesNamed(field, companies);
  if (found.length > 0) return found.map(({ name }) => name);
  return [saysEverywhere(field) ? EVERYWHERE.en : withoutRemarks(field)];
}

/** What somebody gave, by quarter. */
interface Giver {
  readonly person: string;
  readonly key: string;
  readonly quarters: Map<string, { person: string; quarter: string; proposed: number; completed: number }>;
}

/** Who gave what, by person and quarter. */
class Contributions {
  private readonly found = new Map<string, Giver>();
  private readonly quarters = remembered((day: string) => quarterOf(day) ?? '');
  // Who is forgotten here is found by the key again.
  private readonly givers = remembered((by: string) => [...new Set(peopleNamed(by).map((person) => this.giver(withoutRemark(person))))]);

  /** Counts an experiment for each of those that it names; false where that is nobody. */
  add(by: string, proposed: string | undefined, completed: string | undefined): boolean {
    const givers = this.givers(by);
    for (const giver of givers) {
      this.count(giver, proposed, 'proposed');
      this.count(giver, completed, 'completed');
    }
    return givers.length > 0;
  }

  private giver(person: string): Giver {
    const key = personKey(person);
    let giver = this.found.get(key);
    if (giver === undefined) {
      giver = { person, key, quarters: new Map() };
      this.found.set(key, giver);
    }
    return giver;
  }

  private count({ person, quarters }: Giver, day: string | undefined, what: 'proposed' | 'completed'): void {
    const quarter = day === undefined ? '' : this.quarters(day);
    if (quarter === '') return;
    let one = quarters.get(quarter);
    if (one === undefined) {
      one = { person, quarter, proposed: 0, completed: 0 };
      quarters.set(quarter, one);
    }
    one[what]++;
  }

  /** The latest quarter first, and of one quarter by name, whatever its case. */
  sorted(): Contribution[] {
    const all = [...this.found.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).flatMap(({ quarters }) => [...quarters.values()]);
    // Sorting keeps the order of people in a quarter.
    return all.sort((a, b) => (a.quarter < b.quarter ? 1 : a.quarter > b.quarter ? -1 : 0));
  }
}

/** `2026-Q4` of `2026-11-21`; undefined where it is no date. */
function quarterOf(day: string): string | undefined {
  const m = /^(\d{4})-(\d{2})-\d{2}/.exec(day);
  const month = Number(m?.[2]);
  return m && month >= 1 && month <= 12 ? `${m[1]}-Q${Math.ceil(month / 3)}` : undefined;
}

/** Counts an experiment in the month of its result, if it is decided. */
function addDecision(months: Map<string, Decisions>, state: ExperimentState, completed: string): void {
  if (state !== 'adopted' && state !== 'iterated' && state !== 'dropped') return;
  const month = /^\d{4}-\d{2}(?=-\d{2})/.exec(completed)?.[0];
  if (month === undefined) return;
  let one = months.get(month);
  if (one === undefined) {
    one = { month, adopted: 0, iterated: 0, dropped: 0 };
    months.set(month, one);
  }
  one[state]++;
}
