import type { Finding } from '../../../core/finding.ts';
import type { Metric } from '../../../core/metric.ts';
import { isoDate, isoMoment } from '../../../core/moment.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Language } from '../../../core/text.ts';
import type { PipelineScan } from '../result.ts';

/**
 * The document `bizos.scan/1` in pieces, so that a million findings stream. One scan is the document itself; several stand
 * under `entities`. Ratios are 0 to 1, money is minor units of `currency`, days are whole or fractional days.
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
  const head = {
    entity: scan.entity,
    asOf: isoDate(scan.moment.asOf),
    asOfBasis: scan.moment.basis,
    language,
    currency: scan.currency,
    source: scan.sources.map((source) => ({ ...source, snapshot: isoMoment(source.snapshot) })),
    metrics: scan.metrics.map((metric) => metricJson(metric, language)),
    stages: scan.stages,
    owners: scan.owners,
    forecast: scan.forecast,
    risk: scan.risk,
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
  const { label, definition, reason, target, interval, parts, ...rest } = metric;
  return {
    id: rest.id,
    label: label[language],
    value: rest.value,
    unit: rest.unit,
    currency: rest.currency,
    n: rest.n,
    target: target && { op: target.op, value: target.value, text: target.text, place: target.place },
    status: rest.status,
    reason: reason?.[language],
    definition: definition[language],
    interval,
    parts,
  };
}

function findingJson(finding: Finding, language: Language): object {
  return { ...finding, summary: finding.summary[language] };
}

/** A problem for programs, in one language. */
export function problemJson(problem: Problem, language: Language): object {
  return {
    code: problem.code,
    level: problem.level,
    message: problem.message[language],
    place: problem.place,
    remedy: problem.remedy[language],
    count: problem.count,
  };
}
