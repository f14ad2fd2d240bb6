import type { Metric } from '../../core/metric.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Context } from '../../workspace/operation.ts';
import type { ScanEntry } from '../../workspace/scan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { TakenScan } from '../findings/take-in.ts';

/** One scan of one company. */
export interface ScannedCompany extends TakenScan {
  readonly asOf: number;
  readonly metrics: readonly Metric[];
}

/** What the scans of a run brought. */
export interface Scanned {
  /** Those that had something to look at; findings of the others stay as they were. */
  readonly companies: readonly ScannedCompany[];
  readonly sources: readonly { readonly file: string; readonly sha256: string }[];
  readonly problems: readonly Problem[];
}

/** Runs scans over companies. What is wrong with one company is a problem that names it and keeps no other from being looked at. */
export async function scanCompanies(
  context: Context,
  workspace: Workspace,
  entities: readonly Entity[],
  scans: readonly ScanEntry[],
  asOf: number | undefined,
): Promise<Scanned> {
  const companies: ScannedCompany[] = [];
  const sources = new Map<string, string>();
  const problems: Problem[] = [];
  for (const entry of scans) {
    const scan = await entry.load();
    for (const entity of entities) {
      context.progress({ en: `${entry.name}: ${entity.name}`, de: `${entry.name}: ${entity.name}` }, companies.length);
      try {
        const outcome = await scan.run(context, workspace, { entity, ...(asOf !== undefined && { asOf }) });
        problems.push(...outcome.problems);
        for (const { file, sha256 } of outcome.sources) sources.set(file, sha256);
        if (outcome.looked === false) continue;
        companies.push({
          scan: entry.name,
          entity: entity.slug,
          asOf: outcome.asOf,
          findings: outcome.findings,
          metrics: outcome.metrics,
          ...(outcome.records && { records: outcome.records }),
        });
      } catch (error) {
        if (!(error instanceof BizosError)) throw error;
        problems.push(...error.problems, failed(entry.name, entity, error));
      }
    }
  }
  return { companies, sources: [...sources].map(([file, sha256]) => ({ file, sha256 })), problems };
}

function failed(scan: string, { name, slug }: Entity, error: BizosError): Problem {
  return {
    code: 'scan-failed',
    level: 'error',
    message: { en: `${name}: the scan ${scan} failed: ${error.text.en}`, de: `${name}: Der Scan ${scan} scheiterte: ${error.text.de}` },
    remedy: error.hint ?? {
      en: `Run it alone: bizos scan ${scan} --entity ${slug}`,
      de: `Rufe ihn allein auf: bizos scan ${scan} --entity ${slug}`,
    },
  };
}
