import { accessSync, closeSync, constants, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spreadsheetLine } from '../../../core/csv.ts';
import { DAY_MS, dayOf, daysBetween, formatDate, wallOf } from '../../../core/moment.ts';
import { BizosError, type Checked, type Problem } from '../../../core/problem.ts';
import type { Language } from '../../../core/text.ts';
import { type AgentPolicy, holidaysOf } from '../../../loop/policy/policy.ts';
import type { Reject, SourceSummary } from '../../../sources/crm/deals.ts';
import { findExports } from '../../../sources/crm/inbox.ts';
import { loadInbox, loadInput, type PipelineSources } from '../../../sources/crm/load.ts';
import type { ReadOptions } from '../../../sources/crm/read.ts';
import type { AgentGoals } from '../../../tree/kinds/agent-goals.ts';
import type { Entity } from '../../../tree/kinds/entity.ts';
import type { MetricRow } from '../../../tree/kinds.ts';
import { presentHour, readAsOf } from '../../../workspace/as-of.ts';
import { indexUnwritten } from '../../../workspace/index-unwritten.ts';
import type { Context } from '../../../workspace/operation.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { defaultStructure } from '../default-policy.ts';
import type { PipelineFacts, ScanMoment } from '../facts.ts';
import type { PipelinePolicy } from '../policy.ts';
import { layPolicies, stageBookOf } from '../policy-layers.ts';
import type { CrmStructure } from '../policy-reader.ts';
import { type ScanInput, withFlags } from './scan-input.ts';

/** A company and where it stands; undefined outside any tree. */
export interface Place {
  readonly workspace: Workspace | undefined;
  readonly entity: Entity | undefined;
}

/** What the scan of one company needs. */
export interface Gathered {
  readonly facts: PipelineFacts;
  readonly policy: PipelinePolicy;
  readonly moment: ScanMoment;
  readonly sources: PipelineSources;
}

/** The policy of a company: the shipped structure, the group's, its own, the holidays that the agents have too, then the flags of the call. */
export async function policyOf({ workspace, entity }: Place, input: ScanInput, currency: string): Promise<Checked<PipelinePolicy>> {
  const layers: CrmStructure[] = [await defaultStructure()];
  const targets: (readonly MetricRow[])[] = [];
  const problems: Problem[] = [];
  if (workspace) {
    const holding = workspace.entities.find(({ folder }) => /\/00_/.test(folder));
    for (const folder of [holding?.folder, entity?.folder].filter((name, k, all) => name !== undefined && all.indexOf(name) === k)) {
      for (const document of workspace.documents<CrmStructure>('crm-structure', folder)) {
        layers.push(document.value);
        problems.push(...document.problems);
      }
    }
    for (const { value } of workspace.documents<AgentGoals>('agent-goals')) for (const agent of value.agents) targets.push(agent.metrics);
    for (const { path, value } of entity ? workspace.documents<{ rows: readonly MetricRow[] }>('kpis', entity.folder) : [])
      if (path.endsWith('TTL_KPIS.md')) targets.push(value.rows);
  }
  const laid = layPolicies(layers, targets, currency);
  const agents = workspace?.documents<AgentPolicy>('agent-policy')[0]?.value;
  const holidays = [...laid.value.settings.holidays, ...(agents ? holidaysOf(agents, entity?.slug) : [])];
  const value = { ...laid.value, settings: { ...laid.value.settings, holidays: [...new Set(holidays)].sort() } };
  return { value: withFlags(value, input), problems: [...problems, ...laid.problems] };
}

/** A smaller export is read in half a second or less, and keeping it would take a fifth of that. */
const KEEP_FROM = 40 * 1024 * 1024;

/** Where large exports are kept as columns, for the next question about them; undefined in a tree that can't be written. */
function keptFolder(root: string): string | undefined {
  const folder = join(root, '.bizos');
  try {
    accessSync(folder, constants.W_OK);
    return join(folder, 'exports');
  } catch {
    return undefined;
  }
}

/**
 * Facts, policy and moment for one company. Undefined where it has no export. `knownAt`: by what was known at the end of that day (an instant),
 * as of its newest export.
 */
export async function gather(context: Context, place: Place, input: ScanInput, knownAt?: number): Promise<Gathered | undefined> {
  const { workspace, entity } = place;
  const currency = input.currency?.toUpperCase() ?? entity?.currency ?? workspace?.currency;
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw new BizosError(
      2,
      { en: `--currency ${currency}: three letters are needed.`, de: `--currency ${currency}: Drei Buchstaben sind nötig.` },
      { en: '--currency MYR', de: '--currency MYR' },
    );
  const timeZone = entity?.timeZone ?? workspace?.timeZone ?? localZone(context);
  const { value: policy, problems } = await policyOf(place, input, currency ?? 'XXX');
  const stages = stageBookOf(policy);
  const rejects = input.rejects === undefined ? undefined : rejectWriter(resolve(context.cwd, input.rejects));
  const options: Omit<ReadOptions, 'label'> = {
    currency,
    timeZone,
    stages,
    columns: policy.columns,
    dateOrder: input.dateOrder ?? policy.settings.dateOrder ?? undefined,
    decimal: policy.settings.decimal ?? undefined,
    now: wallOf(context.now(), timeZone),
    progress: (label, done, total) => context.progress(label, done, total),
    onReject: rejects?.add,
    cacheFolder: workspace && keptFolder(workspace.root),
    keepFrom: KEEP_FROM,
  };
  let sources: PipelineSources | undefined;
  const inboxProblems: Problem[] = [];
  try {
    if (input.input !== undefined) {
      sources = await loadInput(
        input.input === '-' ? { descriptor: context.stdin, name: 'standard input' } : { file: resolve(context.cwd, input.input) },
        { ...options, label: input.input === '-' ? 'standard input' : input.input },
      );
    } else if (workspace && entity) {
      const found = findExports(workspace.root, entity, workspace.entities);
      inboxProblems.push(...found.problems);
      const until = knownAt === undefined ? undefined : (dayOf(wallOf(knownAt, timeZone)) + 1) * DAY_MS - 1;
      sources = await loadInbox(workspace.root, found.value, { ...options, until, shrinkMax: policy.settings.exportShrinkMax });
    }
  } finally {
    rejects?.close();
  }
  if (!sources) return undefined;
  const moment: ScanMoment =
    knownAt === undefined
      ? momentOf(input, context.now(), timeZone, policy, sources)
      : { asOf: sources.sources[0].snapshot, basis: 'export' };
  const facts: PipelineFacts = {
    entity: entity?.slug ?? '-',
    sources: sources.sources,
    deals: sources.deals,
    history: sources.history,
    stages,
    problems: [
      ...problems,
      ...inboxProblems,
      ...sources.problems,
      ...exportLater(moment, sources.sources[0]),
      ...(workspace?.memory ? [indexUnwritten()] : []),
    ],
  };
  return { facts, policy, moment, sources };
}

/** An export of a day after the scan's knows what deals say now, not what they said then. When a file was written proves nothing. */
function exportLater({ asOf }: ScanMoment, { file, snapshot, snapshotBasis }: SourceSummary): Problem[] {
  if (snapshotBasis === 'mtime' || daysBetween(asOf, snapshot) <= 0) return [];
  const days = (language: Language): readonly [string, string] => [formatDate(snapshot, language), formatDate(asOf, language)];
  const [[exported, then], [exportiert, damals]] = [days('en'), days('de')];
  return [
    {
      code: 'export-later',
      level: 'note',
      message: {
        en: `This export is of ${exported}: it shows the deals of that day, not those of ${then} (which there were, their stages, amounts, owners, activities).`,
        de: `Dieser Export ist vom ${exportiert}: Er zeigt die Deals dieses Tages, nicht die vom ${damals} (welche es gab, ihre Stufen, Beträge, Besitzer, Aktivitäten).`,
      },
      place: { file },
      remedy: {
        en: 'For what was known on that day scan its own export: --input FILE.',
        de: 'Was an jenem Tag bekannt war, sagt sein eigener Export: --input DATEI.',
      },
    },
  ];
}

/** The moment of a scan: given, else now, else (where the newest export is too old for that) the export's own. */
function momentOf(input: ScanInput, now: number, timeZone: string, policy: PipelinePolicy, sources: PipelineSources): ScanMoment {
  const given = readAsOf(input.asOf, now, timeZone);
  if (given !== undefined) return { asOf: given, basis: 'given' };
  const present = presentHour(now, timeZone);
  const exported = sources.sources[0].snapshot;
  return present - exported > policy.settings.exportStaleDays * DAY_MS
    ? { asOf: exported, basis: 'export' }
    : { asOf: present, basis: 'now' };
}

function localZone(context: Context): string {
  return context.environment.TZ?.replace(/^:/, '') || Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Every rejected row, for a spreadsheet. */
function rejectWriter(file: string): { add: (reject: Reject) => void; close: () => void } {
  const descriptor = openSync(file, 'w', 0o600);
  writeSync(descriptor, spreadsheetLine(['row', 'code', 'reason', 'text']));
  return {
    add: ({ row, code, reason, text }) => {
      writeSync(descriptor, spreadsheetLine([row, code, reason, text]));
    },
    close: () => closeSync(descriptor),
  };
}
