import { basename } from 'node:path';
import { type Severity, severityRank } from '../../../core/finding.ts';
import { isoDate } from '../../../core/moment.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Block, Report } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import { inboxFolder } from '../../../sources/crm/inbox.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { openWorkspaceIfAny, type Workspace } from '../../../workspace/workspace.ts';
import { explainReport } from '../reports/explain.ts';
import { entityJson, pipelineJson } from '../reports/json.ts';
import { pipelineReport } from '../reports/pipeline.ts';
import type { PipelineScan } from '../result.ts';
import { scanPipeline } from '../scans/pipeline.ts';
import { type Gathered, gather, type Place } from './gather.ts';
import { JSON_KEPT_MAX, memoKey, recall, remember } from './memo.ts';
import { asPart, type CompanyReport, writeReports } from './report-files.ts';
import { type ScanInput, scanFields, scanInput } from './scan-input.ts';

/** `bizos scan pipeline`. */
export const scan: Operation<typeof scanInput> = {
  name: 'scan pipeline',
  summary: {
    en: 'Say what is wrong in the sales pipeline, worst first.',
    de: 'Sagt, was in der Pipeline nicht stimmt, das Schlimmste zuerst.',
  },
  about: {
    en: 'Reads the newest CRM export of each company from _INBOX/ (older ones give the history), or the one named by --input. Changes nothing unless --md, --html or --rejects name a file to write.',
    de: 'Liest den neuesten CRM-Export jeder Firma aus _INBOX/ (ältere geben die Historie), oder den mit --input genannten. Ändert nichts, außer --md, --html oder --rejects nennen eine Datei.',
  },
  effect: 'reads',
  input: scanInput,
  fields: scanFields,
  examples: [
    { command: 'bizos scan pipeline --entity solartech', does: { en: 'one company of the tree', de: 'eine Firma des Baums' } },
    {
      command: 'bizos scan pipeline --input deals.csv --currency MYR',
      does: { en: 'a file at once, without a tree', de: 'eine Datei sofort, ohne Baum' },
    },
    {
      command: 'bizos scan pipeline --json --fail-on high',
      does: { en: 'for a program; exit 1 on a high finding', de: 'für ein Programm; Exit-Code 1 bei hohem Befund' },
    },
    { command: 'bizos scan pipeline --explain win_rate', does: { en: 'the rows behind a number', de: 'die Zeilen hinter einer Zahl' } },
  ],
  run: async (context, input) => {
    const workspace = await openWorkspaceIfAny(context);
    if (!workspace && input.input === undefined) throw noTree();
    const language = context.language ?? workspace?.language ?? context.localeLanguage;
    const results: Result[] = [];
    for (const place of placesOf(workspace, input)) {
      const result = await resultOf(context, place, input, language);
      if (result) results.push(result);
    }
    if (results.length === 0) throw noExport(workspace, input);
    const written = await writeReports({ context, workspace, language }, results, input);
    return outcome(results, written, input, language);
  },
};

/** What a scan of one company gave, made now or remembered. */
interface Result extends CompanyReport {
  readonly severities: readonly Severity[];
  json(): Iterable<string>;
}

async function resultOf(context: Context, place: Place, input: ScanInput, language: Language): Promise<Result | undefined> {
  const key = await memoKey(context, place, input, language);
  const known = key === undefined || !place.workspace ? undefined : recall(place.workspace.store, key);
  if (known && (known.json !== null || !context.json))
    return { place, asOf: known.asOf, report: known.report, severities: known.severities, json: () => [known.json ?? ''] };
  const gathered = await gather(context, place, input);
  if (!gathered) return undefined;
  const scan = scanPipeline(gathered.facts, gathered.policy, gathered.moment);
  const report = reportOf(place, gathered, scan, input, language);
  const severities = [...new Set(scan.counts.map(({ severity }) => severity))];
  const asOf = isoDate(scan.moment.asOf);
  const findings = scan.counts.reduce((sum, { count }) => sum + count, 0);
  // About 400 bytes a finding. What nobody asked for or would be too long is not even made: it takes as long as reading the export.
  const json = context.json && findings * 400 <= JSON_KEPT_MAX ? [...entityJson(scan, language)].join('') : null;
  if (key !== undefined && place.workspace)
    remember(place.workspace.store, key, scan.entity, context.now(), { asOf, report, severities, json });
  return { place, asOf, report, severities, json: () => (json === null ? entityJson(scan, language) : [json]) };
}

/** The companies to scan: those named, else all with a CRM (or the one that `--input` can only be of). */
function placesOf(workspace: Workspace | undefined, input: ScanInput): Place[] {
  if (!workspace) {
    if (input.entity)
      throw new BizosError(
        2,
        { en: '--entity needs a tree; there is none here.', de: '--entity braucht einen Baum; hier ist keiner.' },
        { en: 'Leave --entity out, or call bizos inside the tree.', de: 'Lass --entity weg oder rufe bizos im Baum auf.' },
      );
    return [{ workspace: undefined, entity: undefined }];
  }
  if (input.entity) return input.entity.map((slug) => ({ workspace, entity: workspace.entity(slug) }));
  // A file of nobody in particular is read by the group's rules.
  if (input.input !== undefined) return [{ workspace, entity: undefined }];
  return workspace.entities.filter(({ folder }) => !/\/00_/.test(folder)).map((entity) => ({ workspace, entity }));
}

function reportOf(place: Place, gathered: Gathered, scan: PipelineScan, input: ScanInput, language: Language): Report {
  const name = place.entity?.name ?? basename(gathered.facts.sources[0].file);
  if (input.explain !== undefined) return explainReport(scan, gathered, input.explain, language);
  const entity = place.entity ? ` --entity ${place.entity.slug}` : '';
  return pipelineReport(scan, {
    language,
    entityName: name,
    top: input.top,
    history: gathered.facts.history,
    commands: [
      {
        command: `bizos scan pipeline${entity} --explain win_rate`,
        does: language === 'de' ? 'die Zeilen hinter einer Zahl' : 'the rows behind a number',
      },
      { command: 'bizos explain stalled', does: language === 'de' ? 'was eine Regel bedeutet' : 'what a rule means' },
    ],
  });
}

function outcome(results: readonly Result[], written: readonly string[], input: ScanInput, language: Language): Outcome {
  const line = input.failOn === undefined ? Number.POSITIVE_INFINITY : severityRank(input.failOn);
  const failed = results.some(({ severities }) => severities.some((severity) => severityRank(severity) >= line));
  const notes: Block[] = written.map((file) => ({
    kind: 'text',
    tone: 'good',
    text: language === 'de' ? `Geschrieben: ${file}` : `Written: ${file}`,
  }));
  const [first, ...rest] = results.map(({ report }) => report);
  const others = rest.flatMap(asPart);
  return {
    exit: failed ? 1 : 0,
    json: () => pipelineJson(results.map(({ json }) => json())),
    report: () => ({ ...first, blocks: [...first.blocks, ...others, ...notes] }),
  };
}

function noTree(): BizosError {
  return new BizosError(
    2,
    { en: 'There is no BizOS tree here, and no file is named.', de: 'Hier ist kein BizOS-Baum, und keine Datei ist genannt.' },
    {
      en: 'Name an export: bizos scan pipeline --input deals.csv, or make a tree: bizos init',
      de: 'Nenne einen Export: bizos scan pipeline --input deals.csv, oder lege einen Baum an: bizos init',
    },
  );
}

function noExport(workspace: Workspace | undefined, input: ScanInput): BizosError {
  const entities = workspace?.entities ?? [];
  const asked = entities.find(({ slug, crm }) => (input.entity ? slug === input.entity[0] : crm !== undefined));
  const folder = asked ? inboxFolder(asked, entities) : '_INBOX/zoho';
  return new BizosError(
    2,
    { en: 'There is no export of deals to scan.', de: 'Es gibt keinen Export von Deals zum Scannen.' },
    {
      en: `Drop a CSV or XLSX export into ${folder}/, or name one with --input FILE.`,
      de: `Lege einen CSV- oder XLSX-Export nach ${folder}/ oder nenne einen mit --input DATEI.`,
    },
  );
}
