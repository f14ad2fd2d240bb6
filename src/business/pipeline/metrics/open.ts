import type { Metric } from '../../../core/metric.ts';
import { type Text, wholeNumber } from '../../../core/text.ts';
import { herfindahl } from '../../../stats/intervals.ts';
import type { Prepared } from '../prepared.ts';
import type { OwnerLine } from '../result.ts';
import { leftOut, makeMetric, OPEN_DEALS, sentences } from './make.ts';

/** Owners named in the break-down of the shares. */
const OWNERS_SHOWN = 10;

/** Count and value of the open pipeline. */
export function openPipeline(prepared: Prepared): Metric[] {
  const n = prepared.open.length;
  const missing = prepared.openWithoutAmount;
  return [
    makeMetric(prepared, {
      id: 'open_deals',
      label: { en: 'Open deals', de: 'Offene Deals' },
      unit: 'count',
      value: n,
      n,
      definition: {
        en: 'deals in a stage that is neither won, lost nor parked; a stage unknown to the policy counts as open',
        de: 'Deals in einer Stufe, die weder gewonnen, verloren noch geparkt ist; eine der Richtlinie unbekannte Stufe zählt als offen',
      },
    }),
    makeMetric(prepared, {
      id: 'open_value',
      label: { en: 'Open value', de: 'Offener Wert' },
      unit: 'money',
      value: prepared.openValue,
      n: n - missing,
      reason: leftOut(missing, OPEN_DEALS, { en: 'no amount', de: 'kein Betrag' }),
      refused: amountsRefused(prepared),
      definition: { en: 'sum of the amounts of open deals', de: 'Summe der Beträge offener Deals' },
    }),
  ];
}

/** Why no sum of open amounts can be given; undefined where one can. */
export function amountsRefused(prepared: Prepared): Text | undefined {
  const n = prepared.open.length;
  if (n === 0) return undefined;
  if (!prepared.facts.deals.fields.has('amount')) return { en: 'the export has no amounts', de: 'der Export hat keine Beträge' };
  return prepared.openWithoutAmount === n ? { en: 'no open deal has an amount', de: 'kein offener Deal hat einen Betrag' } : undefined;
}

/** Owners of open deals, largest first, on the base that the shares stand on: value, or count where more than the policy allows have no amount. */
export function ownersOf(prepared: Prepared): { owners: OwnerLine[]; byCount: boolean } {
  const { words } = prepared.facts.deals.owner;
  const n = prepared.open.length;
  const byCount =
    n > 0 &&
    (prepared.openWithoutAmount > prepared.policy.settings.amountMissingMax * n || !prepared.ownerValue.some((value) => value > 0));
  const owners: OwnerLine[] = [];
  for (let k = 0; k < words.length; k++)
    if (prepared.ownerCount[k] > 0) owners.push({ owner: words[k], count: prepared.ownerCount[k], value: prepared.ownerValue[k] });
  const size = (line: OwnerLine): number => (byCount ? line.count : line.value);
  owners.sort((a, b) => size(b) - size(a) || b.count - a.count || (a.owner < b.owner ? -1 : 1));
  return { owners, byCount };
}

/**
 * How much of the open pipeline hangs on few owners: the top-2 share and the Herfindahl index, their base stated. Deals without an
 * owner are part of what the shares are of, and nobody's share.
 */
export function concentration(prepared: Prepared): Metric[] {
  const { owners, byCount } = ownersOf(prepared);
  const n = prepared.open.length;
  const size = (line: OwnerLine): number => Math.max(0, byCount ? line.count : line.value);
  const total = owners.reduce((sum, line) => sum + size(line), 0);
  const named = owners.filter(({ owner }) => owner !== '');
  const sizes = named.map(size);
  const refused: Text | undefined =
    n === 0 || named.length > 0 ? undefined : { en: 'no open deal names its owner', de: 'kein offener Deal nennt seinen Inhaber' };
  const unnamed = prepared.ownerCount[0] ?? 0;
  const reason = sentences([
    baseWords(prepared, byCount),
    unnamed > 0 && named.length > 0
      ? {
          en: `${wholeNumber(unnamed, 'en')} without owner, in nobody's share`,
          de: `${wholeNumber(unnamed, 'de')} ohne Inhaber, in niemandes Anteil`,
        }
      : undefined,
  ]);
  const parts = named
    .slice(0, OWNERS_SHOWN)
    .map((line) => ({ key: line.owner, label: line.owner, value: total > 0 ? size(line) / total : null, n: line.count }));
  const common = { n, needsSample: true, reason, refused };
  const by: Text = byCount ? { en: 'by count', de: 'nach Anzahl' } : { en: 'by value', de: 'nach Wert' };
  return [
    makeMetric(prepared, {
      ...common,
      id: 'top2_owner_share',
      label: { en: 'Top-2 owners', de: 'Top-2-Inhaber' },
      unit: 'ratio',
      value: ((sizes[0] ?? 0) + (sizes[1] ?? 0)) / total,
      parts,
      definition: {
        en: `share of the two largest owners in the open pipeline, ${by.en}`,
        de: `Anteil der zwei größten Inhaber an der offenen Pipeline, ${by.de}`,
      },
    }),
    makeMetric(prepared, {
      ...common,
      id: 'owner_hhi',
      label: { en: 'Owner concentration (Herfindahl)', de: 'Inhaber-Konzentration (Herfindahl)' },
      unit: 'index',
      value: herfindahl(sizes, total),
      definition: {
        en: `sum of squared owner shares of the open pipeline, ${by.en}: 1 is a single owner`,
        de: `Summe der quadrierten Inhaberanteile an der offenen Pipeline, ${by.de}: 1 heißt ein einziger Inhaber`,
      },
    }),
  ];
}

function baseWords(prepared: Prepared, byCount: boolean): Text {
  if (!byCount) return { en: 'by open value', de: 'nach offenem Wert' };
  const missing = prepared.openWithoutAmount;
  const all = prepared.open.length;
  return {
    en: `by count: ${wholeNumber(missing, 'en')} of ${wholeNumber(all, 'en')} open deals have no amount`,
    de: `nach Anzahl: ${wholeNumber(missing, 'de')} von ${wholeNumber(all, 'de')} offenen Deals haben keinen Betrag`,
  };
}
