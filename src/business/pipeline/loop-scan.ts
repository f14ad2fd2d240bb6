import type { Finding } from '../../core/finding.ts';
import { DAY_MS, isoMoment, wallOf } from '../../core/moment.ts';
import { instantOf } from '../../core/zone-time.ts';
import { inboxFolder } from '../../sources/crm/inbox.ts';
import type { Context, Explanation } from '../../workspace/operation.ts';
import type { AskedScan, ScanFinding, ScanOutcome } from '../../workspace/scan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { dealRecords } from './deal-records.ts';
import type { PipelineFacts } from './facts.ts';
import { gather } from './operations/gather.ts';
import { scanInput } from './operations/scan-input.ts';
import { scanPipeline } from './scans/pipeline.ts';

/** `bizos scan pipeline` for the loop: the same facts, policy and scan, its findings with owner, worth, stage and group. */
export const pipelineLoopScan = {
  async run(context: Context, workspace: Workspace, { entity, asOf, knownAt, windowMs }: AskedScan): Promise<ScanOutcome> {
    const timeZone = entity.timeZone ?? workspace.timeZone;
    const input = scanInput.parse({
      asOf: asOf === undefined ? undefined : isoMoment(wallOf(asOf, timeZone)).replace(/^(\d{4}-\d{2}-\d{2})$/, '$1T00:00'),
      window: windowMs === undefined ? undefined : `${Math.max(1, Math.round(windowMs / DAY_MS))}d`,
    });
    const gathered = await gather(context, { workspace, entity }, input, knownAt);
    if (!gathered)
      return {
        asOf: asOf ?? knownAt ?? context.now(),
        looked: false,
        metrics: [],
        findings: [],
        problems: [noExport(entity.slug, inboxFolder(entity, workspace.entities))],
        sources: [],
      };
    const scan = scanPipeline(gathered.facts, gathered.policy, gathered.moment);
    const asked = stages(gathered.facts);
    return {
      asOf: instantOf(scan.moment.asOf, timeZone),
      metrics: scan.metrics,
      findings: [...scan.findings()].map((finding) => forLoop(finding, asked)),
      problems: scan.problems,
      records: dealRecords(gathered.facts, instantOf(scan.moment.asOf, timeZone), timeZone),
      sources: scan.sources.map(({ file, sha256 }) => ({ file, sha256 })),
    };
  },
};

function forLoop(finding: Finding, stageOf: (row: number) => string | undefined): ScanFinding {
  const { evidence, subject } = finding;
  const owner = subject.kind === 'owner' ? subject.id : typeof evidence.owner === 'string' ? evidence.owner : undefined;
  const worth = typeof evidence.amount === 'number' ? evidence.amount : undefined;
  const stage = typeof evidence.row === 'number' ? stageOf(evidence.row) : undefined;
  return { ...finding, owner, worth, stage, group: owner };
}

/** The stage of a deal by its row in the export. */
function stages({ deals }: PipelineFacts): (row: number) => string | undefined {
  let places: Map<number, number> | undefined;
  return (row) => {
    places ??= new Map(Array.from(deals.row, (at, i) => [at, i]));
    const i = places.get(row);
    return i === undefined ? undefined : deals.stage.words[deals.stage.at[i]] || undefined;
  };
}

function noExport(slug: string, folder: string): ScanOutcome['problems'][number] {
  return {
    code: 'scan-without-export',
    level: 'warning',
    message: { en: `There is no export of ${slug}: nothing was scanned.`, de: `Von ${slug} gibt es keinen Export: Nichts wurde geprüft.` },
    remedy: {
      en: `Drop a CSV or XLSX export into ${folder}/.`,
      de: `Lege einen CSV- oder XLSX-Export nach ${folder}/.`,
    },
  };
}

/** Why a company was passed over. */
export const SCAN_WITHOUT_EXPORT: Explanation = {
  code: 'scan-without-export',
  title: { en: 'A company has no export to scan', de: 'Von einer Firma fehlt der Export' },
  explain: {
    en: 'An agent scans every company of its scope. Without an export it can not say anything, and it does not take silence for good news: findings of this company stay as they were.',
    de: 'Ein Agent prüft jede Firma seines Bereichs. Ohne Export kann er nichts sagen und hält Schweigen nicht für eine gute Nachricht: Befunde dieser Firma bleiben, wie sie waren.',
  },
  example: { en: '_INBOX/zoho/ holds no file of hippos', de: '_INBOX/zoho/ enthält keine Datei von hippos' },
  remedy: {
    en: 'Drop an export into the folder, or take the company out of the scope.',
    de: 'Lege einen Export in den Ordner, oder nimm die Firma aus dem Bereich.',
  },
};
