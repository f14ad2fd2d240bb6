import { join } from 'node:path';
import { isoDate, wallOf } from '../../core/moment.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { applyEdit } from '../../tree/edit/index.ts';
import type { MetricRow } from '../../tree/kinds.ts';
import { readDocument } from '../../tree/read.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { columnsIn } from '../../tree/tables.ts';
import { COLUMN } from '../../tree/vocabulary.ts';
import type { Context } from '../../workspace/operation.ts';
import type { Measures, ScanEntry } from '../../workspace/scan.ts';
import { openWorkspace, type Workspace } from '../../workspace/workspace.ts';
import { agentCalled, broughtBy, type RosterAgent, rosterOf } from '../agents/roster.ts';
import { type ScannedCompany, scanCompanies } from '../runs/scan-companies.ts';
import { type CompanyMetrics, type CurrentNow, currentNow } from './current.ts';

/** A row of an agent's table and what it would say now. */
export interface GoalRow {
  readonly agent: string;
  readonly metric: string;
  readonly line: number;
  readonly before: string;
  readonly now: CurrentNow;
}

/** A document of goals and the same with the new numbers; equal bytes where there are none. */
export interface GoalsFile {
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Lines that differ, as a person reads them: `- …`, `+ …`. */
  readonly diff: readonly string[];
}

/** What refreshing the goals would do. */
export interface GoalsNow {
  readonly root: string;
  readonly language: Language;
  readonly rows: readonly GoalRow[];
  readonly files: readonly GoalsFile[];
  /** The oldest day that a number is of; undefined where nothing was measured. */
  readonly day?: string;
  readonly problems: readonly Problem[];
}

/** Scans for the agents and says what their `Current` columns would say now; writes nothing. Throws BizosError (exit 2) for an unknown agent. */
export async function goalsNow(context: Context, agent: string | undefined): Promise<GoalsNow> {
  const brought = await broughtBy(context);
  const workspace = await openWorkspace(context);
  try {
    const roster = rosterOf(workspace, brought);
    // Numbers are written in the tree's language, whatever language the call is answered in.
    const written = workspace.entities.find(({ folder }) => /\/00_/.test(folder))?.language ?? workspace.language;
    const chosen = agent === undefined ? roster : [agentCalled(roster, agent)];
    const rows: GoalRow[] = [];
    const problems: Problem[] = [];
    const days: string[] = [];
    const edits = new Map<string, { row: MetricRow; who: RosterAgent; text: string }[]>();
    for (const who of chosen) {
      const measured = await measuredFor(context, workspace, who, problems);
      if (!measured) continue;
      days.push(...measured.days);
      for (const row of who.agent.metrics) {
        const now = currentNow(row, measured.companies, measured.measures, written);
        rows.push({ agent: who.agent.slug, metric: row.name, line: row.line, before: row.currentText, now });
        if (now.kind === 'change') edits.set(who.file, [...(edits.get(who.file) ?? []), { row, who, text: now.text }]);
      }
    }
    const files = [...edits].map(([path, of]) => changedFile(workspace.root, path, of, problems));
    const day = days.sort()[0];
    return { root: workspace.root, language: workspace.language, rows, files, problems, ...(day !== undefined && { day }) };
  } finally {
    workspace.close();
  }
}

interface MeasuredAgent {
  readonly companies: readonly CompanyMetrics[];
  readonly measures: Measures;
  readonly days: readonly string[];
}

/** What the agent's own scans measure of its companies; undefined where none of them measures anything. */
async function measuredFor(
  context: Context,
  workspace: Workspace,
  { duties, entities }: RosterAgent,
  problems: Problem[],
): Promise<MeasuredAgent | undefined> {
  const scans = [...new Set(duties.flatMap((duty) => duty.scans))].filter((scan) => scan.measures !== undefined);
  if (scans.length === 0) return undefined;
  const scanned = await scanCompanies(context, workspace, entities, scans, undefined);
  problems.push(...scanned.problems.filter(({ level, code }) => level === 'error' || code === 'scan-without-export'));
  const words = await Promise.all(scans.map(async (scan) => (await scan.measures?.()) as Measures));
  const measures: Measures = {
    metricOf: (name, part) => words.map((one) => one.metricOf(name, part)).find((id) => id !== undefined),
    words: (metric, value, language) => ofScan(scans, words, scanned.companies, metric.id).words(metric, value, language),
  };
  const companies = entities
    .map(({ slug, name }) => ({
      name,
      metrics: scanned.companies.filter(({ entity }) => entity === slug).flatMap(({ metrics }) => metrics),
    }))
    .filter(({ metrics }) => metrics.length > 0);
  const days = scanned.companies.map(({ asOf }) => isoDate(wallOf(asOf, workspace.timeZone)));
  return { companies, measures, days };
}

/** The words of the scan that measured a metric. */
function ofScan(scans: readonly ScanEntry[], words: readonly Measures[], companies: readonly ScannedCompany[], id: string): Measures {
  const name = companies.find(({ metrics }) => metrics.some((metric) => metric.id === id))?.scan;
  return words[
    Math.max(
      0,
      scans.findIndex((scan) => scan.name === name),
    )
  ];
}

/** The document with its new cells. A cell that can't be found again for sure is a problem, and stays. */
function changedFile(
  root: string,
  path: string,
  changes: readonly { readonly row: MetricRow; readonly who: RosterAgent; readonly text: string }[],
  problems: Problem[],
): GoalsFile {
  const before = readBytes(join(root, path));
  const document = readDocument(path, before);
  let after = before;
  for (const { row, text } of changes) {
    const section = document.sections.find(({ tables }) => tables.some(({ rows }) => rows.some(({ line }) => line === row.line)));
    const table = section?.tables.find(({ rows }) => rows.some(({ line }) => line === row.line));
    const at = table && columnsIn(table, { metric: COLUMN.metric, current: COLUMN.current });
    if (!section || !table || at?.metric === undefined || at.current === undefined) {
      problems.push(notFound(path, row, 'no column "Current"', 'keine Spalte „Aktuell“'));
      continue;
    }
    const key = { column: table.header[at.metric], value: row.name };
    try {
      const names = [...section.above.slice(1), section.title];
      after = applyEdit(after, { kind: 'cell', section: names, key, column: table.header[at.current], value: text }).bytes;
    } catch (error) {
      if (!(error instanceof BizosError)) throw error;
      problems.push(notFound(path, row, error.text.en, error.text.de));
    }
  }
  return { path, before, after, diff: diffLines(before, after) };
}

/** Lines of two texts of as many lines that differ; a cell's change keeps every line in its place. */
function diffLines(before: Uint8Array, after: Uint8Array): string[] {
  const [a, b] = [before, after].map((bytes) => Buffer.from(bytes).toString('utf8').split(/\r?\n/));
  return a.flatMap((line, k) => (line === b[k] ? [] : [`@@ ${k + 1}`, `- ${line}`, `+ ${b[k] ?? ''}`]));
}

function notFound(file: string, { name, line }: MetricRow, en: string, de: string): Problem {
  return {
    code: 'goals-cell',
    level: 'warning',
    place: { file, line },
    message: { en: `"${name}" was not refreshed: ${en}`, de: `„${name}“ wurde nicht aufgefrischt: ${de}` },
    remedy: { en: 'Look at the row and write it by hand.', de: 'Sieh die Zeile an und schreibe sie von Hand.' },
  };
}
