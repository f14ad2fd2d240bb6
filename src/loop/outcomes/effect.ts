import { rateDifference, wilson } from '../../stats/intervals.ts';
import type { RecordLife } from '../../workspace/records.ts';
import { type Became, becameOf, PROGRESS } from './became.ts';
import type { ActedOn, CompanyRecords } from './note.ts';

/** A share with its 95 % interval (Wilson). */
export interface Share {
  readonly n: number;
  readonly progressed: number;
  /** Undefined for none. */
  readonly interval?: readonly [number, number];
}

/** What came of one kind of action in one stage of one company, beside records that got none. */
export interface Effect {
  readonly act: string;
  readonly entity: string;
  readonly stage: string;
  readonly acted: Share;
  /** Open in the same stage at the moment of an action, without one in the same time; each record once. */
  readonly others: Share;
  /** Share of those acted on less the others', with its 95 % interval (Newcombe); undefined: too few. */
  readonly uplift?: { readonly difference: number; readonly interval: readonly [number, number] };
  /** What became of those acted on. */
  readonly became: Readonly<Partial<Record<Became, number>>>;
  /** Acted on, and the time to look is not over yet. */
  readonly pending: number;
}

/**
 * The effect of an agent's actions, by kind, company and stage. Both sides are looked at for equally long, in the same snapshots: a record counts
 * once the whole time is over. Below `sample` on either side there is no uplift. A function of its arguments alone.
 */
export function effectsOf(acted: readonly ActedOn[], companies: readonly CompanyRecords[], outcomeMs: number, sample: number): Effect[] {
  const touched = new Map<string, number[]>();
  for (const { entity, key, at } of acted) touched.set(`${entity} ${key}`, [...(touched.get(`${entity} ${key}`) ?? []), at]);
  const groups = new Map<string, ActedOn[]>();
  for (const one of acted) {
    const { act, entity, stage } = one.action.plan;
    const name = JSON.stringify([act, entity, stage]);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].map(([name, group]) => {
    const [act, entity, stage] = JSON.parse(name) as [string, string, string];
    return { act, entity, stage, ...effectOf(group, entity, stage, companies, { touched, outcomeMs, sample }) };
  });
}

interface Frame {
  readonly touched: ReadonlyMap<string, readonly number[]>;
  readonly outcomeMs: number;
  readonly sample: number;
}

function effectOf(
  group: readonly ActedOn[],
  entity: string,
  stage: string,
  companies: readonly CompanyRecords[],
  { touched, outcomeMs, sample }: Frame,
): Omit<Effect, 'act' | 'entity' | 'stage'> {
  const records = companies.find((one) => one.entity === entity && one.records.kind === group[0].kind)?.records;
  const became: Partial<Record<Became, number>> = {};
  const seen = new Set<string>();
  let [pending, progressed, n] = [0, 0, 0];
  let [others, othersProgressed] = [0, 0];
  const untouched = ({ key }: RecordLife, at: number): boolean =>
    !(touched.get(`${entity} ${key}`) ?? []).some((moment) => Math.abs(moment - at) < outcomeMs);
  for (const { key, at } of [...group].sort((a, b) => a.at - b.at)) {
    const until = at + outcomeMs;
    if (!records || records.asOf < until) {
      pending++;
      continue;
    }
    const life = records.life(key);
    const outcome = life && becameOf(life, at, until);
    if (outcome === undefined) continue;
    n++;
    became[outcome] = (became[outcome] ?? 0) + 1;
    if (PROGRESS.includes(outcome)) progressed++;
    for (const other of records.standingIn(stage, at)) {
      if (seen.has(other.key) || !untouched(other, at)) continue;
      const end = becameOf(other, at, until);
      if (end === undefined) continue;
      seen.add(other.key);
      others++;
      if (PROGRESS.includes(end)) othersProgressed++;
    }
  }
  const enough = n >= sample && others >= sample;
  return {
    acted: share(progressed, n),
    others: share(othersProgressed, others),
    ...(enough && {
      uplift: { difference: progressed / n - othersProgressed / others, interval: rateDifference(othersProgressed, others, progressed, n) },
    }),
    became,
    pending,
  };
}

function share(progressed: number, n: number): Share {
  return { n, progressed, ...(n > 0 && { interval: wilson(progressed, n) }) };
}
