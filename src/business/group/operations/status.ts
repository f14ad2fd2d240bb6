import * as z from 'zod/mini';
import { daysBetween, formatDate, isoDate, type WallMs } from '../../../core/moment.ts';
import type { Block, Report, Tone } from '../../../core/report.ts';
import { counted, type Language } from '../../../core/text.ts';
import { inboxFolder } from '../../../sources/crm/inbox.ts';
import type { AgentGoals } from '../../../tree/kinds/agent-goals.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { wallNow } from '../../../workspace/wall-clock.ts';
import { openWorkspace, type Workspace } from '../../../workspace/workspace.ts';
import { isOverdue, type RunningExperiment, runningExperiments } from '../experiments.ts';
import { newestExport } from '../newest-export.ts';
import { type Headline, headlineFacts, readHeadlines } from '../scan-headlines.ts';

const input = z.object({});

/** Targets shown of each company. */
const METRICS_SHOWN = 3;

interface MetricLine {
  readonly metric: string;
  readonly current: string;
  readonly target: string;
  readonly file: string;
  readonly line: number;
}

interface EntityLine {
  readonly slug: string;
  readonly name: string;
  readonly crm: string | null;
  /** Where its exports go. */
  readonly inbox: string | null;
  readonly export: { readonly file: string; readonly date: string; readonly ageDays: number; readonly basis: 'name' | 'file' } | null;
  readonly metrics: readonly MetricLine[];
  readonly metricsLeft: number;
  readonly headlines: readonly Headline[];
}

/** `bizos status`. */
export const status: Operation<typeof input> = {
  name: 'status',
  summary: { en: 'Show the group on one screen.', de: 'Zeigt die Gruppe auf einem Bildschirm.' },
  about: {
    en: 'Companies with their first targets and newest export, agents with their phase, running experiments, problems. Numbers of the pipeline are those of the last scan.',
    de: 'Firmen mit ihren ersten Zielen und dem neuesten Export, Agenten mit ihrer Phase, laufende Versuche, Probleme. Zahlen der Pipeline sind die der letzten Prüfung.',
  },
  effect: 'reads',
  input,
  fields: {},
  examples: [
    { command: 'bizos status', does: { en: 'the group on one screen', de: 'die Gruppe auf einem Bildschirm' } },
    { command: 'bizos status --json', does: { en: 'the same for a program', de: 'dasselbe für ein Programm' } },
  ],
  async run(context) {
    const workspace = await openWorkspace(context);
    try {
      const now = wallNow(workspace.store, workspace.timeZone, context.now());
      const entities = entityLines(workspace, now);
      const agents = workspace.documents<AgentGoals>('agent-goals').flatMap(({ value }) => value.agents);
      const experiments = runningExperiments(workspace);
      const problems = problemCounts(workspace);
      const { language } = workspace;
      const report = draw({ entities, agents, experiments, problems, now, language });
      return {
        exit: 0,
        report: () => report,
        json: () => ({
          schema: 'bizos.status/1',
          date: isoDate(now),
          entities,
          agents: agents.map(({ slug, name, currentPhase, mission, metrics, scope }) => ({
            slug,
            name,
            phase: currentPhase,
            mission,
            metrics: metrics.length,
            scope,
          })),
          experiments: experiments.map((one) => ({
            id: one.id,
            title: one.title,
            entity: one.entity,
            ends: isoDate(one.ends) || null,
            overdue: isOverdue(one, now),
            file: one.file,
            line: one.line,
          })),
          problems,
        }),
      };
    } finally {
      workspace.close();
    }
  },
};

function entityLines(workspace: Workspace, now: WallMs): EntityLine[] {
  const metrics = workspace.store
    .prepare(
      `SELECT d.entity, m.name, m.current_text, m.target_text, d.path, m.line FROM metric m JOIN document d ON d.id = m.document
       WHERE d.path LIKE '%/TTL_KPIS.md' GROUP BY d.path, m.line ORDER BY d.path, m.line`,
    )
    .raw()
    .all() as [string, string, string | null, string | null, string, number][];
  const headlines = readHeadlines(workspace.store);
  return workspace.entities.map((entity) => {
    const { slug, name, crm, folder } = entity;
    const own = metrics
      .filter(([at]) => at === folder)
      .map(([, metric, current, target, file, line]) => ({ metric, current: current ?? '–', target: target ?? '–', file, line }));
    // What has a number is worth the room before what is still to be agreed.
    const known = (line: MetricLine): boolean => /\d/.test(line.current);
    const sorted = [...own.filter(known), ...own.filter((line) => !known(line))];
    const newest = newestExport(workspace, slug);
    return {
      slug,
      name,
      crm: crm ?? null,
      inbox: crm === undefined ? null : inboxFolder(entity, workspace.entities),
      export: newest
        ? { file: newest.file, date: isoDate(newest.at), ageDays: Math.max(0, daysBetween(newest.at, now)), basis: newest.basis }
        : null,
      metrics: sorted.slice(0, METRICS_SHOWN),
      metricsLeft: Math.max(0, sorted.length - METRICS_SHOWN),
      headlines: headlines.get(slug) ?? [],
    };
  });
}

interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

function problemCounts(workspace: Workspace): Counts {
  const rows = workspace.store.prepare('SELECT level, count(*) FROM problems GROUP BY level').raw().all() as [string, number][];
  const of = (level: string): number => rows.find(([name]) => name === level)?.[1] ?? 0;
  return { errors: of('error'), warnings: of('warning') + workspace.refreshed.problems.length };
}

interface Screen {
  readonly entities: readonly EntityLine[];
  readonly agents: AgentGoals['agents'];
  readonly experiments: readonly RunningExperiment[];
  readonly problems: Counts;
  readonly now: WallMs;
  readonly language: Language;
}

function draw({ entities, agents, experiments, problems, now, language }: Screen): Report {
  const de = language === 'de';
  const blocks: Block[] = [
    {
      kind: 'table',
      columns: [
        { label: de ? 'Firma' : 'Company' },
        { label: 'CRM' },
        { label: de ? 'Kennzahl' : 'Metric', flexible: true },
        { label: de ? 'Aktuell' : 'Current', flexible: true },
        { label: de ? 'Ziel' : 'Target', flexible: true },
      ],
      rows: entities.flatMap((entity) => entityRows(entity, de)),
    },
  ];
  const exports = entities.filter(({ crm }) => crm !== null);
  if (exports.length > 0) {
    blocks.push({
      kind: 'facts',
      items: exports.map((entity) => ({
        label: de ? `Export ${entity.name}` : `Export of ${entity.name}`,
        value: entity.export ? age(entity.export, de) : de ? 'keiner' : 'none',
        note: entity.export?.file ?? `${entity.inbox}/`,
        tone: entity.export && entity.export.ageDays <= 1 ? 'good' : 'quiet',
      })),
    });
  }
  for (const entity of entities.filter(({ headlines }) => headlines.length > 0)) {
    blocks.push(
      { kind: 'heading', text: de ? `Pipeline von ${entity.name} (letzte Prüfung)` : `Pipeline of ${entity.name} (last scan)` },
      { kind: 'facts', items: headlineFacts(entity.headlines, language) },
    );
  }
  if (agents.length > 0) {
    blocks.push({
      kind: 'table',
      columns: [{ label: 'Agent' }, { label: 'Phase', align: 'right' }, { label: de ? 'Auftrag' : 'Mission', flexible: true }],
      rows: agents.map(({ slug, currentPhase, mission }) => [slug, String(currentPhase), mission]),
    });
  }
  if (experiments.length > 0) {
    blocks.push({
      kind: 'table',
      columns: [
        { label: de ? 'Versuch' : 'Experiment' },
        { label: de ? 'Titel' : 'Title', flexible: true },
        { label: de ? 'Bis' : 'Until' },
      ],
      rows: experiments.map((one) => [one.id, one.title, until(one, now, language)]),
      tones: experiments.map((one): Tone => (isOverdue(one, now) ? 'warn' : 'plain')),
    });
  }
  blocks.push(problemLine(problems, language));
  return { title: de ? 'Die Gruppe' : 'The group', subtitle: formatDate(now, language), language, blocks };
}

function entityRows({ name, crm, metrics, metricsLeft }: EntityLine, de: boolean): string[][] {
  const rows = metrics.map(({ metric, current, target }, i) => [i === 0 ? name : '', i === 0 ? (crm ?? '–') : '', metric, current, target]);
  if (rows.length === 0) return [[name, crm ?? '–', de ? 'keine Ziele' : 'no targets', '', '']];
  if (metricsLeft > 0) rows.push(['', '', de ? `und ${metricsLeft} weitere` : `and ${metricsLeft} more`, '', '']);
  return rows;
}

/** How old an export is; by its name, or else since when the file lies there. */
function age({ ageDays: days, basis }: NonNullable<EntityLine['export']>, de: boolean): string {
  if (basis === 'file') {
    if (days === 0) return de ? 'seit heute hier' : 'here since today';
    return counted(days, 'day here', 'days here', 'Tag hier', 'Tage hier')[de ? 'de' : 'en'];
  }
  if (days === 0) return de ? 'heute' : 'today';
  return counted(days, 'day old', 'days old', 'Tag alt', 'Tage alt')[de ? 'de' : 'en'];
}

function until(one: RunningExperiment, now: WallMs, language: Language): string {
  if (Number.isNaN(one.ends)) return '–';
  const day = formatDate(one.ends, language);
  return isOverdue(one, now) ? `${day} (${language === 'de' ? 'überfällig' : 'overdue'})` : day;
}

function problemLine({ errors, warnings }: Counts, language: Language): Block {
  const de = language === 'de';
  if (errors + warnings === 0)
    return { kind: 'text', tone: 'good', text: de ? 'Alle Dokumente sind lesbar.' : 'All documents can be read.' };
  const words = [
    errors > 0 ? counted(errors, 'error', 'errors', 'Fehler', 'Fehler')[language] : '',
    warnings > 0 ? counted(warnings, 'warning', 'warnings', 'Warnung', 'Warnungen')[language] : '',
  ];
  return { kind: 'text', tone: errors > 0 ? 'bad' : 'warn', text: `${words.filter((word) => word !== '').join(', ')}: bizos doctor` };
}
