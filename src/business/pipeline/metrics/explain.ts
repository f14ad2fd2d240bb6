import { dayOf } from '../../../core/moment.ts';
import { decimalNumber, same, type Text } from '../../../core/text.ts';
import { monthsFrom, placerOf } from '../forecast/placing.ts';
import { LOST, NO_DAY, OPEN, PARKED, type Prepared, WON } from '../prepared.ts';
import { closedPlace } from './closed.ts';
import { movedDeals, weekOf } from './flow.ts';
import { type FollowUp, followUpOf } from './follow-up.ts';

/** One deal behind a metric. */
export interface ExplainedRow {
  /** Index into the deal table. */
  readonly i: number;
  /** What the deal counts as, or why it is left out. */
  readonly role: Text;
  /** False: looked at, but left out. */
  readonly counts: boolean;
}

type Role = Omit<ExplainedRow, 'i'> | undefined;

const ROLE = {
  won: { counts: true, role: { en: 'won', de: 'gewonnen' } },
  lost: { counts: true, role: { en: 'lost', de: 'verloren' } },
  open: { counts: true, role: { en: 'open', de: 'offen' } },
  undated: { counts: false, role: { en: 'left out: no date of closing', de: 'außen vor: kein Abschlussdatum' } },
  future: { counts: false, role: { en: 'left out: closed after the day of the scan', de: 'außen vor: Abschluss nach dem Tag des Scans' } },
  noAmount: { counts: false, role: { en: 'left out: no amount', de: 'außen vor: kein Betrag' } },
  noDates: { counts: false, role: { en: 'left out: a date is missing', de: 'außen vor: ein Datum fehlt' } },
  backwards: { counts: false, role: { en: 'left out: closed before created', de: 'außen vor: Abschluss vor der Anlage' } },
  noOwner: { counts: true, role: { en: "without owner: in nobody's share", de: 'ohne Inhaber: in niemandes Anteil' } },
} as const;

const FOLLOW_UP: Readonly<Record<FollowUp, Role>> = {
  inside: { counts: true, role: { en: 'inside the SLA', de: 'innerhalb der SLA' } },
  late: { counts: true, role: { en: 'late', de: 'zu spät' } },
  no_date: { counts: true, role: { en: 'no activity date: counts as not', de: 'kein Aktivitätsdatum: zählt als nicht' } },
  no_sla: { counts: true, role: { en: 'inside: its stage has no SLA', de: 'innerhalb: Stufe ohne SLA' } },
};

type Roles = (prepared: Prepared) => (i: number) => Role;

const closedRole: Roles = (p) => (i) => {
  if (p.category[i] === OPEN || p.category[i] === PARKED) return undefined;
  const place = closedPlace(p, i);
  if (place === 'outside') return undefined;
  return place === 'counts' ? (p.category[i] === WON ? ROLE.won : ROLE.lost) : ROLE[place];
};

const sizedRole =
  (large: boolean): Roles =>
  (p) => {
    const closed = closedRole(p);
    const { amount } = p.facts.deals;
    return (i) => {
      const role = closed(i);
      if (!role?.counts) return role;
      if (!(amount[i] > 0)) return ROLE.noAmount;
      return amount[i] >= p.policy.settings.largeDealFrom === large ? role : undefined;
    };
  };

const cycleRole: Roles = (p) => (i) => {
  if (p.category[i] !== WON) return undefined;
  const place = closedPlace(p, i);
  if (place === 'outside') return undefined;
  if (place !== 'counts') return ROLE[place];
  if (p.createdDay[i] === NO_DAY || p.closedDay[i] === NO_DAY) return ROLE.noDates;
  const days = p.closedDay[i] - p.createdDay[i];
  return days < 0 ? ROLE.backwards : { counts: true, role: { en: `won after ${days} days`, de: `gewonnen nach ${days} Tagen` } };
};

const openRole: Roles = (p) => (i) => (p.category[i] === OPEN ? ROLE.open : undefined);

const openValueRole: Roles = (p) => (i) =>
  p.category[i] === OPEN ? (Math.abs(p.facts.deals.amount[i]) > 0 ? ROLE.open : ROLE.noAmount) : undefined;

const openAgeRole: Roles = (p) => (i) => {
  if (p.category[i] !== OPEN) return undefined;
  const age = p.today - p.createdDay[i];
  return p.createdDay[i] === NO_DAY || age < 0
    ? ROLE.noDates
    : { counts: true, role: { en: `open for ${age} days`, de: `offen seit ${age} Tagen` } };
};

const ownerRole: Roles = (p) => (i) => {
  if (p.category[i] !== OPEN) return undefined;
  const owner = p.facts.deals.owner.words[p.facts.deals.owner.at[i]];
  return owner === '' ? ROLE.noOwner : { counts: true, role: same(owner) };
};

const weekRole =
  (kind: 'created' | typeof WON | typeof LOST): Roles =>
  (p) =>
  (i) => {
    if (kind !== 'created' && p.category[i] !== kind) return undefined;
    const week = weekOf(p, kind === 'created' ? p.createdDay[i] : p.closedDay[i]);
    return week === undefined ? undefined : WEEKS[week];
  };

const WEEKS = [
  { counts: true, role: { en: 'this week', de: 'diese Woche' } },
  { counts: true, role: { en: 'the week before', de: 'die Woche davor' } },
] as const;

const movedRole: Roles = (p) => {
  const weeks = movedDeals(p);
  return (i) => {
    const id = p.facts.deals.id(i);
    return WEEKS[weeks.findIndex((deals) => deals.has(id))];
  };
};

const stepsRole: Roles = (p) => {
  const steps = new Map<string, number>();
  for (const { deal, from, at } of p.facts.history.steps)
    if (p.facts.stages.find(from)?.category === 'open' && dayOf(at) <= p.today) steps.set(deal, (steps.get(deal) ?? 0) + 1);
  return (i) => {
    const n = steps.get(p.facts.deals.id(i));
    return n === undefined
      ? undefined
      : { counts: true, role: { en: `steps out of open stages: ${n}`, de: `Schritte aus offenen Stufen: ${n}` } };
  };
};

/** The months in which a deal may be won, each with its chance; for commit and best case the chance over all of them. */
const forecastRole =
  (from: (p: Prepared) => number | undefined): Roles =>
  (p) => {
    const months = monthsFrom(p.asOf, p.policy.settings.forecastMonths);
    const placer = placerOf(p, months);
    const chances = new Float64Array(months.length);
    const least = from(p);
    return (i) => {
      if (p.category[i] !== OPEN) return undefined;
      const placing = placer.place(i, chances);
      if (placing === 'no_amount') return ROLE.noAmount;
      if (placing === 'no_date') return ROLE.noDates;
      const all = chances.reduce((sum, chance) => sum + chance, 0);
      if (least !== undefined && all < least) return undefined;
      const said = (language: 'en' | 'de'): string =>
        months
          .map(({ month }, k) => ({ month, chance: chances[k] }))
          .filter(({ chance }) => chance > 0)
          .map(({ month, chance }) => `${month} ${decimalNumber(chance * 100, 0, language)} %`)
          .join(', ');
      const later = { en: 'expected later', de: 'später erwartet' };
      return { counts: placing !== 'beyond', role: placing === 'beyond' ? later : { en: said('en'), de: said('de') } };
    };
  };

const eitherRole =
  (first: Roles, second: Roles): Roles =>
  (p) => {
    const [a, b] = [first(p), second(p)];
    return (i) => a(i) ?? b(i);
  };

const ROLES: Readonly<Record<string, Roles>> = {
  open_deals: openRole,
  open_value: openValueRole,
  win_rate: closedRole,
  win_rate_small: sizedRole(false),
  win_rate_large: sizedRole(true),
  velocity_mean_days: cycleRole,
  velocity_median_days: cycleRole,
  velocity_p90_days: cycleRole,
  velocity_km_median_days: eitherRole(cycleRole, openAgeRole),
  sales_velocity: eitherRole(closedRole, openRole),
  coverage: openValueRole,
  top2_owner_share: ownerRole,
  owner_hhi: ownerRole,
  follow_up_compliance: (p) => {
    const of = followUpOf(p);
    return (i) => (p.category[i] === OPEN ? FOLLOW_UP[of(i)] : undefined);
  },
  stage_conversion: stepsRole,
  stage_duration_median_days: stepsRole,
  flow_new: weekRole('created'),
  flow_moved: movedRole,
  flow_won: weekRole(WON),
  flow_lost: weekRole(LOST),
  forecast_weighted: forecastRole(() => undefined),
  forecast_commit: forecastRole((p) => p.policy.settings.commitFrom),
  forecast_best_case: forecastRole((p) => p.policy.settings.bestCaseFrom),
  // Stands on past exports, not on rows of this one.
  forecast_error: () => () => undefined,
};

/** Every metric that a scan of the pipeline may bring. */
export const METRIC_IDS: readonly string[] = Object.keys(ROLES);

/**
 * The deals behind a metric in the order of the export, with what each counts as; those that the metric looks at and leaves out are
 * among them. Undefined for an id that is no metric.
 */
export function explainRows(metricId: string, prepared: Prepared): Iterable<ExplainedRow> | undefined {
  const roles = Object.hasOwn(ROLES, metricId) ? ROLES[metricId] : undefined;
  return roles ? rowsOf(prepared, roles) : undefined;
}

function* rowsOf(prepared: Prepared, roles: Roles): Iterable<ExplainedRow> {
  const roleOf = roles(prepared);
  for (let i = 0; i < prepared.facts.deals.count; i++) {
    const role = roleOf(i);
    if (role) yield { i, ...role };
  }
}
