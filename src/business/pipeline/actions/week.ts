import { DAY_MS, dayOf, isoDate, type WallMs } from '../../../core/moment.ts';
import { LOST, OPEN, type Prepared, WON } from '../prepared.ts';

/** A calendar week, Monday to Sunday, by ISO 8601. */
export interface Week {
  /** `2026-W07`. */
  readonly name: string;
  /** Monday 00:00 and the Monday after. */
  readonly from: WallMs;
  readonly to: WallMs;
}

/** Deals won and lost in a week, of one owner or of all. Value in minor units. */
export interface WonLost {
  won: number;
  wonValue: number;
  lost: number;
  lostValue: number;
}

/** What a week brought, and what each owner has open now. */
export interface WeekResult {
  readonly week: Week;
  readonly all: WonLost;
  /** Of the week before, to compare with. */
  readonly before: WonLost;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly owners: readonly (WonLost & { readonly owner: string; readonly open: number; readonly openValue: number })[];
}

/** The last week that was over at a moment of the wall clock. */
export function lastWeek(moment: WallMs): Week {
  const today = dayOf(moment);
  // 1970-01-01 was a Thursday.
  const monday = today - ((today + 3) % 7) - 7;
  const thursday = new Date((monday + 3) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((monday + 3 - Date.UTC(year, 0, 1) / DAY_MS) / 7) + 1;
  return { name: `${year}-W${String(number).padStart(2, '0')}`, from: monday * DAY_MS, to: (monday + 7) * DAY_MS };
}

/** Wins and losses of a week by the day of closing. */
export function weekResult(prepared: Prepared, week: Week): WeekResult {
  const { deals } = prepared.facts;
  const owners = deals.owner.words.map(() => nothing());
  const [all, before] = [nothing(), nothing()];
  const reasons = new Map<string, number>();
  for (let i = 0; i < deals.count; i++) {
    const kind = prepared.category[i];
    const closed = deals.closed[i];
    if ((kind !== WON && kind !== LOST) || !(closed >= week.from - 7 * DAY_MS && closed < week.to)) continue;
    const worth = deals.amount[i] || 0;
    if (closed < week.from) add(before, kind, worth);
    else {
      add(all, kind, worth);
      add(owners[deals.owner.at[i]], kind, worth);
      const reason = deals.reason.words[deals.reason.at[i]];
      if (kind === LOST && reason !== '') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  return {
    week,
    all,
    before,
    reasons: [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    owners: deals.owner.words
      .map((owner, k) => ({ owner, ...owners[k], open: prepared.ownerCount[k], openValue: prepared.ownerValue[k] }))
      .filter(({ owner, won, lost, open }) => owner !== '' && won + lost + open > 0)
      .sort((a, b) => b.wonValue - a.wonValue || b.won - a.won || b.open - a.open),
  };
}

/** Open deals whose stage allows less time than they stand, by owner's name. */
export function overSla({ facts: { deals }, open, standing, stageOfWord, category }: Prepared): Map<string, number> {
  const found = new Map<string, number>();
  for (const i of open) {
    const sla = stageOfWord[deals.stage.at[i]]?.sla?.ms;
    if (category[i] !== OPEN || sla === undefined || !(standing[i] > sla)) continue;
    const owner = deals.owner.words[deals.owner.at[i]];
    found.set(owner, (found.get(owner) ?? 0) + 1);
  }
  return found;
}

/** `9 Feb` … of a week, as its two days. */
export function weekDays({ from, to }: Week): readonly [string, string] {
  return [isoDate(from), isoDate(to - DAY_MS)];
}

function nothing(): WonLost {
  return { won: 0, wonValue: 0, lost: 0, lostValue: 0 };
}

function add(sum: WonLost, kind: number, worth: number): void {
  if (kind === WON) {
    sum.won++;
    sum.wonValue += worth;
  } else {
    sum.lost++;
    sum.lostValue += worth;
  }
}
