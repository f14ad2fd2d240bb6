import type { Finding } from '../../../core/finding.ts';
import type { Metric, MetricPart } from '../../../core/metric.ts';
import { isoDate, isoMoment } from '../../../core/moment.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Language } from '../../../core/text.ts';
import type { PipelineScan } from '../result.ts';

/**
 * The document `bizos.scan/1` in pieces, so that a million findings stream. One scan is the document itself; several stand
 * under `entities`. Ratios are 0 to 1, money is integer minor units of `currency`, days are whole or fractional days. Always
 * valid JSON: control characters and lone surrogates are written as escapes, what is no number as null.
 */
export function* pipelineJson(scans: readonly Iterable<string>[]): Iterable<string> {
  yield '{"schema":"bizos.scan/1","scan":"pipeline",';
  if (scans.length === 1) {
    yield* scans[0];
    yield '}';
    return;
  }
  yield '"entities":[';
  for (const [k, scan] of scans.entries()) {
    yield k > 0 ? ',\n{' : '{';
    yield* scan;
    yield '}';
  }
  yield ']}';
}

/** The members of one company's scan, without the braces around them. */
export function* entityJson(scan: PipelineScan, language: Language): Iterable<string> {
  const { reason, ...risk } = scan.risk;
  const head = {
    entity: scan.entity,
    asOf: isoDate(scan.moment.asOf),
    asOfMoment: isoMoment(scan.moment.asOf),
    asOfBasis: scan.moment.basis,
    language,
    currency: scan.currency,
    source: scan.sources.map((source) => ({ ...source, snapshot: isoMoment(source.snapshot) })),
    metrics: scan.metrics.map((metric) => metricJson(metric, language)),
    stages: scan.stages,
    owners: scan.owners,
    ages: scan.ages,
    forecast: scan.forecast,
    risk: { ...risk, reason: reason?.[language] },
    attention: scan.attention,
    counts: scan.counts,
    problems: scan.problems.map((problem) => problemJson(problem, language)),
  };
  yield JSON.stringify(head).slice(1, -1);
  yield ',"findings":[';
  let first = true;
  for (const finding of scan.findings()) {
    yield (first ? '\n' : ',\n') + JSON.stringify(findingJson(finding, language));
    first = false;
  }
  yield ']';
}

function metricJson(metric: Metric, language: Language): object {
  const { target, interval, parts } = metric;
  // Money is whole minor units, also where it is an average.
  const exact = metric.unit.startsWith('money') ? Math.round : (value: number): number => value;
  const number = (value: number | null): number | null => (value === null ? null : exact(value));
  return {
    id: metric.id,
    label: metric.label[language],
    value: number(metric.value),
    unit: metric.unit,
    currency: metric.currency,
    n: metric.n,
    target: target && { op: target.op, value: target.value, text: target.text, baseline: target.baseline, place: target.place },
    status: metric.status,
    reason: metric.reason?.[language],
    definition: metric.definition[language],
    interval: interval?.map(exact),
    parts: parts?.map((part: MetricPart) => ({ ...part, value: number(part.value) })),
  };
}

function findingJson(finding: Finding, language: Language): object {
  const { id, rule, severity, subject, summary, evidence } = finding;
  return { id, rule, severity, subject, summary: summary[language], evidence };
}

/** A problem for programs, in one language. */
function problemJson(problem: Problem, language: Language): object {
  return {
    code: problem.code,
    level: problem.level,
    message: problem.message[language],
    place: problem.place,
    remedy: problem.remedy[language],
    count: problem.count,
  };
}
