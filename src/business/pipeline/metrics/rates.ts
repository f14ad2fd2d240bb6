import type { Metric, MetricPart } from '../../../core/metric.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Language, Text } from '../../../core/text.ts';
import { wilson } from '../../../stats/intervals.ts';
import type { Prepared } from '../prepared.ts';
import type { ClosedCounts } from './closed.ts';
import { CLOSED_DEALS, leftOut, makeMetric, sentences, windowWords } from './make.ts';

interface WonLost {
  readonly won: number;
  readonly lost: number;
}

/** Win rates with their Wilson intervals: overall, small and large deals. */
export function winRates(prepared: Prepared, closed: ClosedCounts): Metric[] {
  const span = windowWords(prepared);
  const { largeDealFrom } = prepared.policy.settings;
  const boundary = (language: Language): string =>
    formatMoneyShort({ minor: largeDealFrom, currency: prepared.facts.deals.currency }, language);
  const undated = undatedReason(closed);
  const rate = (id: string, label: Text, counts: WonLost, of: Text, reason: Text | undefined, refused?: Text): Metric => {
    const n = counts.won + counts.lost;
    return makeMetric(prepared, {
      id,
      label,
      unit: 'ratio',
      value: counts.won / n,
      n,
      definition: { en: `won / (won + lost)${of.en}, ${span.en}`, de: `gewonnen / (gewonnen + verloren)${of.de}, ${span.de}` },
      reason,
      interval: n > 0 ? wilson(counts.won, n) : undefined,
      parts: wonLost(counts),
      needsSample: true,
      refused,
    });
  };
  const refused = sizesRefused(prepared, closed);
  const unsized = leftOut(closed.wonWithoutAmount + closed.lostWithoutAmount, CLOSED_DEALS, { en: 'no amount', de: 'kein Betrag' });
  const sized = sentences([unsized, undated]);
  const under: Text = { en: ` of deals under ${boundary('en')}`, de: ` bei Deals unter ${boundary('de')}` };
  const from: Text = { en: ` of deals from ${boundary('en')}`, de: ` bei Deals ab ${boundary('de')}` };
  const small: Text = { en: 'Win rate, small deals', de: 'Abschlussquote, kleine Deals' };
  const large: Text = { en: 'Win rate, large deals', de: 'Abschlussquote, große Deals' };
  return [
    rate(
      'win_rate',
      { en: 'Win rate', de: 'Abschlussquote' },
      closed,
      { en: '', de: '' },
      sentences([undated, closingStands(prepared, closed)]),
    ),
    rate('win_rate_small', small, closed.small, under, sized, refused),
    rate('win_rate_large', large, closed.large, from, sized, refused),
  ];
}

function wonLost({ won, lost }: WonLost): MetricPart[] {
  return [
    { key: 'won', label: 'won', value: won, n: won },
    { key: 'lost', label: 'lost', value: lost, n: lost },
  ];
}

/** Closed deals that no window can hold, or that are closed on a day yet to come. */
export function undatedReason(closed: ClosedCounts): Text | undefined {
  return sentences([
    leftOut(closed.undated, CLOSED_DEALS, { en: 'no date of closing', de: 'kein Abschlussdatum' }),
    leftOut(closed.future, CLOSED_DEALS, { en: 'closed after the day of the scan', de: 'Abschluss nach dem Tag des Scans' }),
  ]);
}

function closingStands(prepared: Prepared, closed: ClosedCounts): Text | undefined {
  const { fields } = prepared.facts.deals;
  if (fields.has('closed') || closed.won + closed.lost === 0 || prepared.policy.settings.windowDays === null) return undefined;
  return {
    en: 'the export has no day of closing: the closing date stands for it',
    de: 'der Export hat keinen Tag des Abschlusses: das Abschlussdatum steht dafür',
  };
}

/** Deals without an amount belong to no size; where too many lost (or won) ones have none, a rate by size would tell of the data entry. */
function sizesRefused(prepared: Prepared, closed: ClosedCounts): Text | undefined {
  if (!prepared.facts.deals.fields.has('amount') && prepared.facts.deals.count > 0)
    return { en: 'the export has no amounts', de: 'der Export hat keine Beträge' };
  const { amountMissingMax } = prepared.policy.settings;
  if (closed.lostWithoutAmount > amountMissingMax * closed.lost)
    return {
      en: `${closed.lostWithoutAmount} of ${closed.lost} lost deals have no amount, so their size is not known`,
      de: `${closed.lostWithoutAmount} von ${closed.lost} verlorenen Deals haben keinen Betrag, ihre Größe ist also unbekannt`,
    };
  if (closed.wonWithoutAmount > amountMissingMax * closed.won)
    return {
      en: `${closed.wonWithoutAmount} of ${closed.won} won deals have no amount, so their size is not known`,
      de: `${closed.wonWithoutAmount} von ${closed.won} gewonnenen Deals haben keinen Betrag, ihre Größe ist also unbekannt`,
    };
  return undefined;
}
