import { formatDate, formatMonth, parseIsoMoment } from '../../../core/moment.ts';
import { currencyExponent, formatMoneyShort } from '../../../core/money.ts';
import type { Block, Column, Tone, TrendPoint } from '../../../core/report.ts';
import { decimalNumber, type Language, wholeNumber } from '../../../core/text.ts';
import type { DealHistory } from '../../../sources/crm/history.ts';
import type { PipelineScan } from '../result.ts';
import { daysIn, percent } from './numbers.ts';
import { say } from './words.ts';

/** Owners with a line of their own. */
const OWNERS_SHOWN = 8;
/** Past forecasts shown, the latest of them. */
const PAST_SHOWN = 6;
/** Sources with a line of their own; older exports share one. */
const SOURCES_SHOWN = 1;

type Money = (minor: number) => string;

function moneyOf(scan: PipelineScan, language: Language): Money {
  return (minor) => formatMoneyShort({ minor, currency: scan.currency }, language);
}

const right = (label: string): Column => ({ label, align: 'right' });

/** Count, value and age by stage; stay and conversion where steps are known. */
export function stageBlocks(scan: PipelineScan, language: Language): Block[] {
  const lines = scan.stages.filter(({ count }) => count > 0);
  if (lines.length === 0) return [];
  const money = moneyOf(scan, language);
  const none = say(language, 'none');
  const withSteps = lines.some(({ stayDays, conversion }) => stayDays !== null || conversion !== null);
  const byValue = lines.some(({ value }) => value > 0);
  return [
    { kind: 'heading', text: say(language, 'stages') },
    {
      kind: 'table',
      columns: [
        { label: say(language, 'stage'), flexible: true },
        right(say(language, 'deals')),
        right(say(language, 'value')),
        right(say(language, 'age')),
        ...(withSteps ? [right(say(language, 'stay')), right(say(language, 'conversion'))] : []),
      ],
      rows: lines.map((line) => [
        line.stage,
        wholeNumber(line.count, language),
        line.withoutAmount === line.count ? none : money(line.value),
        line.ageDays === null ? none : daysIn(language, Math.round(line.ageDays)),
        ...(withSteps
          ? [
              line.stayDays === null ? none : daysIn(language, Math.round(line.stayDays)),
              line.conversion === null ? none : percent(line.conversion),
            ]
          : []),
      ]),
      bars: {
        plot: 'funnel',
        label: say(language, 'barStages'),
        values: lines.map((line) => Math.max(0, byValue ? line.value : line.count)),
        text: byValue ? 2 : 1,
      },
    },
  ];
}

/** Who holds how much of the open pipeline, largest first; the two largest are marked. */
export function ownerBlocks(scan: PipelineScan, language: Language): Block[] {
  if (scan.owners.length === 0) return [];
  const money = moneyOf(scan, language);
  const byValue = scan.metrics.find(({ id }) => id === 'open_value')?.value !== null && scan.owners.some(({ value }) => value > 0);
  const size = (owner: { count: number; value: number }): number => Math.max(0, byValue ? owner.value : owner.count);
  const total = scan.owners.reduce((sum, owner) => sum + size(owner), 0);
  const others = scan.owners.slice(OWNERS_SHOWN);
  const lines = scan.owners.slice(0, OWNERS_SHOWN).map((owner) => ({ ...owner, owner: owner.owner || say(language, 'noOwner') }));
  if (others.length > 0) {
    lines.push({
      owner: say(language, 'otherOwners', { n: wholeNumber(others.length, language) }),
      count: others.reduce((sum, { count }) => sum + count, 0),
      value: others.reduce((sum, { value }) => sum + value, 0),
    });
  }
  return [
    { kind: 'heading', text: say(language, 'owners') },
    {
      kind: 'table',
      columns: [
        { label: say(language, 'owner'), flexible: true },
        right(say(language, 'deals')),
        right(say(language, 'value')),
        right(say(language, 'share')),
      ],
      rows: lines.map((owner) => [
        owner.owner,
        wholeNumber(owner.count, language),
        byValue ? money(owner.value) : say(language, 'none'),
        total > 0 ? percent(size(owner) / total) : say(language, 'none'),
      ]),
      bars: {
        plot: 'concentration',
        label: say(language, 'barOwners'),
        values: lines.map(size),
        text: 3,
        tones: lines.map((_, k): Tone => (k < 2 ? 'warn' : k < OWNERS_SHOWN ? 'plain' : 'quiet')),
      },
    },
  ];
}

/** The open deals by age. */
export function ageBlocks(scan: PipelineScan, language: Language): Block[] {
  if (!scan.ages.some(({ count }) => count > 0)) return [];
  const money = moneyOf(scan, language);
  const byValue = scan.ages.some(({ value }) => value > 0);
  return [
    { kind: 'heading', text: say(language, 'ages') },
    {
      kind: 'table',
      columns: [{ label: say(language, 'ageBand') }, right(say(language, 'deals')), ...(byValue ? [right(say(language, 'value'))] : [])],
      rows: scan.ages.map(({ from, to, count, value }) => [
        to === null ? say(language, 'ageFrom', { from: from - 1 }) : say(language, 'ageTo', { from, to }),
        wholeNumber(count, language),
        ...(byValue ? [money(value)] : []),
      ]),
      bars: { plot: 'ageing', label: say(language, 'barAges'), values: scan.ages.map(({ count }) => count), text: 1 },
    },
  ];
}

/** The forecast by month, what it stands on, and how past ones did; then what the risk score stands on. */
export function forecastBlocks(scan: PipelineScan, language: Language): Block[] {
  const { forecast, risk } = scan;
  const money = moneyOf(scan, language);
  const blocks: Block[] = [{ kind: 'heading', text: say(language, 'forecast') }];
  if (forecast.months.some(({ bestCase, weighted }) => bestCase > 0 || weighted > 0)) {
    blocks.push({
      kind: 'table',
      columns: [
        { label: say(language, 'month') },
        ...(['weighted', 'commit', 'bestCase'] as const).map((word) => right(say(language, word))),
      ],
      rows: forecast.months.map((month) => [
        formatMonth(parseIsoMoment(`${month.month}-01`), language),
        money(month.weighted),
        money(month.commit),
        money(month.bestCase),
      ]),
      bars: {
        plot: 'months',
        label: say(language, 'barMonths'),
        values: forecast.months.map(({ weighted }) => Math.max(0, weighted)),
        text: 1,
      },
    });
  }
  const n = wholeNumber(forecast.fittedOn, language);
  blocks.push({
    kind: 'text',
    tone: 'quiet',
    text: say(language, forecast.basis === 'survival' ? 'forecastSurvival' : 'forecastPolicy', { n }),
  });
  if (forecast.backtest.length > 0) {
    blocks.push({
      kind: 'table',
      title: say(language, 'backtest'),
      columns: [
        { label: say(language, 'backtestAt') },
        ...(['backtestSaid', 'backtestWon', 'backtestError'] as const).map((word) => right(say(language, word))),
      ],
      rows: forecast.backtest
        .slice(-PAST_SHOWN)
        .map(({ at, forecast: said, actual, error }) => [
          formatDate(parseIsoMoment(at), language),
          money(said),
          money(actual),
          error === null ? say(language, 'none') : `${error >= 0 ? '+' : '−'}${wholeNumber(Math.abs(error) * 100, language)} %`,
        ]),
    });
  }
  blocks.push({ kind: 'text', tone: 'quiet', text: riskText(risk, language) });
  return blocks;
}

function riskText(risk: PipelineScan['risk'], language: Language): string {
  const why = risk.reason?.[language];
  if (risk.basis === 'policy') return `${say(language, 'riskPolicy')}${why === undefined ? '' : ` (${why})`}.`;
  return say(language, 'riskFitted', {
    n: wholeNumber(risk.closedDeals, language),
    auc: decimalNumber(risk.auc ?? 0, 2, language),
    brier: decimalNumber(risk.brier ?? 0, 3, language),
  });
}

const FLOWS = ['flow_new', 'flow_moved', 'flow_won', 'flow_lost'] as const;

/** The week's flow beside the week before, what changed since the export before, and the open value at each export. */
export function flowBlocks(scan: PipelineScan, language: Language, history: Pick<DealHistory, 'flows' | 'past'> | undefined): Block[] {
  const money = moneyOf(scan, language);
  const blocks: Block[] = [];
  const flows = FLOWS.map((id) => scan.metrics.find((metric) => metric.id === id)).filter(
    (metric) => metric !== undefined && metric.value !== null,
  );
  if (flows.length > 0) {
    const week = (at: 0 | 1): string[] =>
      flows.map((metric) => {
        const n = metric?.parts?.[at]?.value ?? null;
        return n === null ? say(language, 'none') : wholeNumber(n, language);
      });
    blocks.push({
      kind: 'table',
      columns: [
        { label: say(language, 'week') },
        ...FLOWS.filter((id) => flows.some((metric) => metric?.id === id)).map((id) => right(say(language, id))),
      ],
      rows: [
        [say(language, 'thisWeek'), ...week(0)],
        [say(language, 'weekBefore'), ...week(1)],
      ],
    });
  }
  const flow = history?.flows[history.flows.length - 1];
  if (flow) {
    const { from, wonValue, to: _, amountChanged: __, ...counts } = flow;
    const places = Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, wholeNumber(n, language)]));
    blocks.push({
      kind: 'text',
      tone: 'quiet',
      text: say(language, 'sinceExport', { ...places, date: formatDate(from, language), wonValue: money(wonValue) }),
    });
  }
  const now = scan.metrics.find(({ id }) => id === 'open_value')?.value;
  const unit = 10 ** currencyExponent(scan.currency);
  const points = (history?.past ?? []).map(
    ({ at, openValue }): TrendPoint => [formatDate(at, language), openValue / unit, money(openValue)],
  );
  if (points.length > 0 && now !== undefined && now !== null) {
    points.push([formatDate(scan.sources[0]?.snapshot ?? scan.moment.asOf, language), now / unit, money(now)]);
    blocks.push({ kind: 'trend', title: say(language, 'trend'), series: [{ label: scan.currency, points }] });
  }
  return blocks.length > 0 ? [{ kind: 'heading', text: say(language, 'flow') }, ...blocks] : [];
}

/** Where the numbers come from, and everything that was wrong with it. */
export function dataBlocks(scan: PipelineScan, language: Language): Block[] {
  const all = scan.sources;
  const shown = all.length <= SOURCES_SHOWN + 1 ? all : all.slice(0, SOURCES_SHOWN);
  const older = all.slice(shown.length);
  const sum = (key: 'rows' | 'rejected'): string =>
    wholeNumber(
      older.reduce((total, source) => total + source[key], 0),
      language,
    );
  const lines = shown.map((source) =>
    say(language, 'source', {
      file: source.file,
      rows: wholeNumber(source.rows, language),
      rejected: wholeNumber(source.rejected, language),
      profile: source.profile,
      date: formatDate(source.snapshot, language),
      basis: say(language, `basis.${source.snapshotBasis}`),
    }),
  );
  if (older.length > 0) {
    const first = Math.min(...older.map(({ snapshot }) => snapshot));
    lines.push(
      say(language, 'olderSources', {
        n: wholeNumber(older.length, language),
        date: formatDate(first, language),
        rows: sum('rows'),
        rejected: sum('rejected'),
      }),
    );
  }
  return [
    { kind: 'heading', text: say(language, 'data') },
    { kind: 'list', items: lines },
    ...(scan.problems.length > 0 ? [{ kind: 'problems' as const, items: scan.problems }] : []),
  ];
}
