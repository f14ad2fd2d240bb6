import { daysBetween } from '../../core/moment.ts';
import { momentOf } from './duration-words.ts';
import { MEANING } from './entry-fields.ts';
import { type ExperimentState, layerNamed } from './experiment.ts';
import { EVERYWHERE, isEverywhere, withoutRemarks } from './given-words.ts';
import type { Listed } from './listed.ts';
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
  readonly person: string;
  /** `2026-Q4`. */
  readonly quarter: string;
  readonly proposed: number;
  readonly completed: number;
}

/** Decisions of a month (`2026-11`). */
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
  /** Decisions by month of their last day, oldest first. */
  readonly months: readonly Readonly<Decisions>[];
}

/** Counts experiments by layer, company, person and quarter. `entities`: names of the companies, for fields that name several. */
export function tallied(experiments: Iterable<Listed>, entities: readonly string[]): LogTallies {
  const all = new Group('all');
  const layers = new Map<string, Group>();
  const companies = new Map<string, Group>();
  // Kept elsewhere for good: what is forgotten here is found there again.
  const groupsOfCompany = remembered((entity: string) => [...new Set(companiesIn(entity, entities))].map((key) => groupOf(companies, key)));
  const groupOfLayer = remembered((layer: string) => groupOf(layers, layerNamed(layer) ?? '–'));
  const people = new Contributions();
  const months = new Map<string, Decisions>();
  let unnamed = 0;
  // Whatever is read of an experiment is looked for in the text of its log: once each.
  for (const one of experiments) {
    const { state } = one;
    const entity = one.given(MEANING.entity);
    const by = one.given(MEANING.by);
    const date = one.given(MEANING.date);
    const completed = one.given(MEANING.completed);
    const days = completed === undefined ? undefined : cycleDays(one.started ?? date, completed);
    all.add(state, days);
    groupOfLayer(one.given(MEANING.layer) ?? '').add(state, days);
    if (entity === undefined) groupOf(companies, '–').add(state, days);
    else for (const group of groupsOfCompany(entity)) group.add(state, days);
    if (by === undefined) unnamed++;
    else {
      people.add(by, date, 'proposed');
      people.add(by, completed, 'completed');
    }
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

/** Companies that a field names; else the field itself, without what stands in parentheses. */
function companiesIn(entity: string, names: readonly string[]): string[] {
  const found = names.filter((name) => entity.toLowerCase().includes(name.toLowerCase()));
  if (found.length === 0 && isEverywhere(entity)) return [EVERYWHERE.en];
  return found.length > 0 ? found : [withoutRemarks(entity)];
}

/** Who gave what, by person and quarter. */
class Contributions {
  private readonly found = new Map<string, Map<string, { person: string; quarter: string; proposed: number; completed: number }>>();
  private readonly quarters = remembered((day: string) => quarterOf(day) ?? '');

  add(person: string, day: string | undefined, what: 'proposed' | 'completed'): void {
    const quarter = day === undefined ? '' : this.quarters(day);
    if (quarter === '') return;
    let own = this.found.get(person);
    if (own === undefined) {
      own = new Map();
      this.found.set(person, own);
    }
    let one = own.get(quarter);
    if (one === undefined) {
      one = { person, quarter, proposed: 0, completed: 0 };
      own.set(quarter, one);
    }
    one[what]++;
  }

  /** The latest quarter first. */
  sorted(): Contribution[] {
    const all = [...this.found.values()].flatMap((own) => [...own.values()]);
    return all.sort((a, b) => (a.quarter < b.quarter ? 1 : a.quarter > b.quarter ? -1 : a.person < b.person ? -1 : 1));
  }
}

/** `2026-Q4` of `2026-11-21`; undefined where it is no date. */
function quarterOf(day: string): string | undefined {
  const m = /^(\d{4})-(\d{2})-\d{2}/.exec(day);
  const month = Number(m?.[2]);
  return m && month >= 1 && month <= 12 ? `${m[1]}-Q${Math.ceil(month / 3)}` : undefined;
}

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
