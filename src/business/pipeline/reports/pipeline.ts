import { type Severity, severityRank } from '../../../core/finding.ts';
import type { Metric } from '../../../core/metric.ts';
import { formatDate } from '../../../core/moment.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Block, FactLine, FindingLine, Report, Tone } from '../../../core/report.ts';
import { decimalNumber, type Language, wholeNumber } from '../../../core/text.ts';
import type { DealHistory } from '../../../sources/crm/history.ts';
import type { PipelineScan } from '../result.ts';
import { RULES } from '../rules/index.ts';
import { say } from './words.ts';

/** What the report shows besides the scan. */
export interface ReportSetting {
  readonly language: Language;
  readonly entityName: string;
  /** Findings shown per rule. */
  readonly top: number;
  readonly history?: Pick<DealHistory, 'flows' | 'past'>;
  readonly commands: readonly { readonly command: string; readonly does: string }[];
}

/** The pipeline report: summary first, worst first. */
export function pipelineReport(scan: PipelineScan, setting: ReportSetting): Report {
  const { language } = setting;
  const date = formatDate(scan.moment.asOf, language);
  const blocks: Block[] = [
    summary(scan, language),
    { kind: 'facts', items: scan.metrics.map((metric) => factOf(metric, language)) },
    ...findingBlocks(scan, setting),
    ...stageBlocks(scan, language),
    ...ownerBlocks(scan, language),
    ...forecastBlocks(scan, language),
    ...flowBlocks(scan, setting),
    ...dataBlocks(scan, language),
  ];
  if (setting.commands.length > 0) blocks.push({ kind: 'commands', title: say(language, 'next'), items: setting.commands });
  return {
    title: say(language, 'title', { entity: setting.entityName }),
    subtitle: say(language, scan.moment.basis === 'export' ? 'asOfExport' : 'asOf', { date }),
    language,
    blocks,
  };
}

function summary(scan: PipelineScan, language: Language): Block {
  const findings = scan.counts.reduce((sum, { count }) => sum + count, 0);
  const worst = scan.counts
    .filter(({ severity }) => severityRank(severity) >= severityRank('high'))
    .reduce((sum, { count }) => sum + count, 0);
  const open = scan.metrics.find(({ id }) => id === 'open_deals')?.value ?? 0;
  const value = scan.metrics.find(({ id }) => id === 'open_value')?.value;
  if (findings === 0) return { kind: 'text', tone: 'good', text: say(language, 'calm', { open: wholeNumber(open, language) }) };
  const places = { worst: wholeNumber(worst, language), findings: wholeNumber(findings, language), open: wholeNumber(open, language) };
  const text = value
    ? say(language, 'summary', { ...places, value: formatMoneyShort({ minor: value, currency: scan.currency }, language) })
    : say(language, 'summaryNoValue', places);
  return { kind: 'text', tone: worst > 0 ? 'bad' : 'warn', text };
}

/** A metric's number in the reader's form. */
export function metricNumber(metric: Pick<Metric, 'unit' | 'currency'>, value: number, language: Language): string {
  const currency = metric.currency ?? 'XXX';
  switch (metric.unit) {
    case 'ratio':
      return `${decimalNumber(value * 100, 1, language)} %`;
    case 'money':
      return formatMoneyShort({ minor: value, currency }, language);
    case 'money/day':
      return say(language, 'perDay', { n: formatMoneyShort({ minor: value, currency }, language) });
    case 'days':
      return days(value, Number.isInteger(value) ? 0 : 1, language);
    case 'index':
      return decimalNumber(value, 3, language);
    case 'count':
      return wholeNumber(value, language);
    default:
      return decimalNumber(value, 1, language);
  }
}

function days(value: number, decimals: number, language: Language): string {
  return Number(value.toFixed(decimals)) === 1
    ? say(language, 'oneDay')
    : say(language, 'days', { n: decimalNumber(value, decimals, language) });
}

const TONES: Readonly<Record<Metric['status'], Tone>> = { met: 'good', missed: 'bad', none: 'plain', too_few: 'quiet', refused: 'quiet' };

function factOf(metric: Metric, language: Language): FactLine {
  const value = metric.value === null ? say(language, 'none') : metricNumber(metric, metric.value, language);
  const notes = [
    metric.target ? `${say(language, 'target')} ${metric.target.text}` : '',
    metric.reason?.[language] ?? '',
    metric.value !== null && metric.unit !== 'count' ? `n ${wholeNumber(metric.n, language)}` : '',
  ];
  const status = metric.status === 'none' ? undefined : say(language, metric.status);
  return {
    label: metric.label[language],
    value,
    note: notes.filter((note) => note !== '').join(' · ') || undefined,
    tone: TONES[metric.status],
    status,
  };
}

function findingBlocks(scan: PipelineScan, setting: ReportSetting): Block[] {
  const { language, top } = setting;
  if (scan.counts.length === 0 || top === 0) return [];
  const blocks: Block[] = [{ kind: 'heading', text: say(language, 'findings') }];
  const rules = RULES.map((rule) => {
    const counts = scan.counts.filter((entry) => entry.rule === rule.code);
    const count = counts.reduce((sum, entry) => sum + entry.count, 0);
    const worst = counts.reduce((most, entry) => Math.max(most, severityRank(entry.severity)), -1);
    return { rule, count, worst };
  }).filter(({ count }) => count > 0);
  rules.sort((a, b) => b.worst - a.worst);
  for (const { rule, count } of rules) {
    const items = scan.worst(top, rule.code).map((finding): FindingLine => {
      const { owner, amount } = finding.evidence;
      const money = typeof amount === 'number' ? formatMoneyShort({ minor: amount, currency: scan.currency }, language) : '';
      // The id first: a long name is cut, and by the id the deal is found in the CRM.
      const name = finding.subject.name === finding.subject.id ? finding.subject.id : `${finding.subject.id}  ${finding.subject.name}`;
      return {
        severity: finding.severity as Severity,
        title: name,
        detail: finding.summary[language],
        place: [money, typeof owner === 'string' ? owner : ''].filter((word) => word !== '').join(' · ') || undefined,
      };
    });
    const hidden = count - items.length;
    blocks.push({
      kind: 'findings',
      title: `${rule.title[language]} · ${wholeNumber(count, language)}`,
      items,
      hidden,
      hiddenNote: hidden > 0 ? say(language, 'more', { n: wholeNumber(hidden, language) }) : undefined,
    });
  }
  return blocks;
}

function stageBlocks(scan: PipelineScan, language: Language): Block[] {
  const lines = scan.stages.filter(({ count }) => count > 0);
  if (lines.length === 0) return [];
  const money = (minor: number): string => formatMoneyShort({ minor, currency: scan.currency }, language);
  const none = say(language, 'none');
  const withSteps = lines.some(({ stayDays, conversion }) => stayDays !== null || conversion !== null);
  const columns = [
    { label: say(language, 'stage'), flexible: true },
    { label: say(language, 'deals'), align: 'right' as const },
    { label: say(language, 'value'), align: 'right' as const },
    { label: say(language, 'age'), align: 'right' as const },
    ...(withSteps
      ? [
          { label: say(language, 'stay'), align: 'right' as const },
          { label: say(language, 'conversion'), align: 'right' as const },
        ]
      : []),
  ];
  const rows = lines.map((line) => [
    line.stage,
    wholeNumber(line.count, language),
    line.withoutAmount === line.count ? none : money(line.value),
    line.ageDays === null ? none : days(line.ageDays, 0, language),
    ...(withSteps
      ? [
          line.stayDays === null ? none : days(line.stayDays, 0, language),
          line.conversion === null ? none : `${Math.round(line.conversion * 100)} %`,
        ]
      : []),
  ]);
  const byValue = lines.some(({ value }) => value > 0);
  return [
    { kind: 'heading', text: say(language, 'stages') },
    {
      kind: 'bars',
      plot: 'funnel',
      rows: lines.map((line) => ({
        label: line.stage,
        value: Math.max(0, byValue ? line.value : line.count),
        text: byValue ? money(line.value) : wholeNumber(line.count, language),
        note: byValue ? wholeNumber(line.count, language) : undefined,
      })),
    },
    { kind: 'table', columns, rows },
  ];
}

function ownerBlocks(scan: PipelineScan, language: Language): Block[] {
  if (scan.owners.length === 0) return [];
  const byValue = scan.owners.some(({ value }) => value > 0);
  const size = (owner: (typeof scan.owners)[number]): number => Math.max(0, byValue ? owner.value : owner.count);
  const total = scan.owners.reduce((sum, owner) => sum + size(owner), 0);
  const rows = scan.owners.slice(0, 8).map((owner, k) => ({
    label: owner.owner || say(language, 'noOwner'),
    value: size(owner),
    text: byValue ? formatMoneyShort({ minor: owner.value, currency: scan.currency }, language) : wholeNumber(owner.count, language),
    note: `${total > 0 ? Math.round((size(owner) / total) * 100) : 0} %`,
    tone: (k < 2 ? 'warn' : 'plain') as Tone,
  }));
  return [
    { kind: 'heading', text: say(language, 'owners') },
    { kind: 'bars', plot: 'concentration', rows },
  ];
}

function forecastBlocks(scan: PipelineScan, language: Language): Block[] {
  const { forecast, risk } = scan;
  const money = (minor: number): string => formatMoneyShort({ minor, currency: scan.currency }, language);
  const blocks: Block[] = [{ kind: 'heading', text: say(language, 'forecast') }];
  if (forecast.months.some(({ bestCase, weighted }) => bestCase > 0 || weighted > 0)) {
    blocks.push({
      kind: 'table',
      columns: [
        { label: say(language, 'month') },
        { label: say(language, 'weighted'), align: 'right' },
        { label: say(language, 'commit'), align: 'right' },
        { label: say(language, 'bestCase'), align: 'right' },
      ],
      rows: forecast.months.map((month) => [month.month, money(month.weighted), money(month.commit), money(month.bestCase)]),
    });
  }
  blocks.push({
    kind: 'text',
    tone: 'quiet',
    text:
      forecast.basis === 'survival'
        ? say(language, 'forecastSurvival', { n: wholeNumber(forecast.fittedOn, language) })
        : say(language, 'forecastPolicy'),
  });
  if (forecast.backtest.length > 0) {
    const list = forecast.backtest
      .map(
        ({ at, forecast: said, actual, error }) =>
          `${at} ${money(said)} / ${money(actual)}${error === null ? '' : ` (${error >= 0 ? '+' : ''}${Math.round(error * 100)} %)`}`,
      )
      .join(', ');
    blocks.push({ kind: 'text', tone: 'quiet', text: say(language, 'backtest', { list }) });
  }
  const places = {
    n: wholeNumber(risk.closedDeals, language),
    auc: decimalNumber(risk.auc ?? 0, 2, language),
    brier: decimalNumber(risk.brier ?? 0, 3, language),
  };
  blocks.push({
    kind: 'text',
    tone: 'quiet',
    text: say(language, risk.basis === 'fitted' ? 'riskFitted' : risk.auc === null ? 'riskPolicy' : 'riskNoBetter', places),
  });
  return blocks;
}

function flowBlocks(scan: PipelineScan, { language, history }: ReportSetting): Block[] {
  const flow = history?.flows[history.flows.length - 1];
  if (!flow || !history) return [];
  const blocks: Block[] = [
    {
      kind: 'text',
      text: say(language, 'flow', {
        date: formatDate(flow.from, language),
        added: flow.added,
        moved: flow.moved,
        won: flow.won,
        wonValue: formatMoneyShort({ minor: flow.wonValue, currency: scan.currency }, language),
        lost: flow.lost,
        slipped: flow.slipped,
        vanished: flow.vanished,
      }),
    },
  ];
  const points = history.past.map(({ at, openValue }) => [formatDate(at, language), openValue / 100] as const);
  if (points.length > 1) blocks.push({ kind: 'trend', title: say(language, 'trend'), series: [{ label: scan.currency, points }] });
  return blocks;
}

function dataBlocks(scan: PipelineScan, language: Language): Block[] {
  const lines = scan.sources.map((source) =>
    say(language, 'source', {
      file: source.file,
      rows: wholeNumber(source.rows, language),
      rejected: wholeNumber(source.rejected, language),
      profile: source.profile,
      date: formatDate(source.snapshot, language),
      basis: say(language, `basis.${source.snapshotBasis}`),
    }),
  );
  return [
    { kind: 'heading', text: say(language, 'data') },
    { kind: 'list', items: lines },
    ...(scan.problems.length > 0 ? [{ kind: 'problems' as const, items: scan.problems }] : []),
  ];
}
