import { join } from 'node:path';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { DealExport, DealTable, SourceSummary, StageStep } from './deals.ts';
import type { DealHistory } from './history.ts';
import { type ReadInput, type ReadOptions, readExport } from './read.ts';
import { traceHistory } from './trace.ts';

/** Everything that the exports of one company say. */
export interface PipelineSources {
  readonly deals: DealTable;
  readonly history: DealHistory;
  /** The exports used, the newest first. */
  readonly sources: readonly SourceSummary[];
  readonly problems: readonly Problem[];
  /** Rejected rows by export. */
  readonly rejects: readonly { readonly file: string; readonly export: DealExport }[];
}

/**
 * Reads one named export: a file, or standard input. Throws BizosError (exit 2) where it holds no deals.
 */
export async function loadInput(input: ReadInput, options: ReadOptions): Promise<PipelineSources> {
  const read = await readExport(input, options);
  if (read.source.profile.startsWith('other-') || (read.deals.count === 0 && read.steps.length > 0)) {
    const steps = read.steps.length > 0;
    throw new BizosError(
      2,
      {
        en: steps
          ? `${options.label} is a history of stages; the deals themselves are needed.`
          : `${options.label} is not an export of deals.`,
        de: steps
          ? `${options.label} ist ein Stufenverlauf; gebraucht werden die Deals selbst.`
          : `${options.label} ist kein Export von Deals.`,
      },
      { en: 'Export the Deals module as CSV.', de: 'Exportiere das Modul „Deals“ als CSV.' },
    );
  }
  return combine([read], options);
}

/** Reads the exports of a company from its inbox. Undefined where none holds deals. A file that can't be read is a problem; the rest counts. */
export async function loadInbox(
  root: string,
  files: readonly string[],
  options: Omit<ReadOptions, 'label'>,
): Promise<PipelineSources | undefined> {
  const reads: DealExport[] = [];
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const file of files) {
    try {
      const read = await readExport({ file: join(root, file) }, { ...options, label: file });
      const twin = seen.get(read.source.sha256);
      if (twin !== undefined) {
        problems.push(sameFile(file, twin));
        continue;
      }
      seen.set(read.source.sha256, file);
      reads.push(read);
    } catch (error) {
      if (!(error instanceof BizosError)) throw error;
      problems.push(
        {
          code: 'export-unreadable',
          level: 'error',
          message: error.text,
          place: { file },
          remedy: error.hint ?? error.problems[0]?.remedy ?? { en: 'Export again.', de: 'Exportiere noch einmal.' },
        },
        ...error.problems,
      );
    }
  }
  if (!reads.some(({ deals }) => deals.count > 0)) {
    if (reads.length === 0 && problems.length > 0)
      throw new BizosError(2, { en: 'No export could be read.', de: 'Kein Export war lesbar.' }, undefined, problems);
    return undefined;
  }
  const combined = combine(reads, options);
  return { ...combined, problems: [...problems, ...combined.problems] };
}

function sameFile(file: string, twin: string): Problem {
  return {
    code: 'export-twice',
    level: 'note',
    message: { en: `The same bytes as ${twin}; it counts once.`, de: `Dieselben Bytes wie ${twin}; er zählt einmal.` },
    place: { file },
    remedy: { en: 'Delete one of them.', de: 'Lösche einen davon.' },
  };
}

function combine(reads: readonly DealExport[], options: Pick<ReadOptions, 'stages'>): PipelineSources {
  const withDeals = reads
    .filter(({ deals }) => deals.count > 0)
    .sort((a, b) => a.source.snapshot - b.source.snapshot || (a.source.file < b.source.file ? -1 : 1));
  const newest = withDeals[withDeals.length - 1] ?? reads[0];
  const steps: StageStep[] = reads.flatMap((read) => [...read.steps]);
  const history = traceHistory(
    withDeals.length > 0
      ? withDeals.map(({ source, deals }) => ({ at: source.snapshot, deals }))
      : [{ at: newest.source.snapshot, deals: newest.deals }],
    steps,
    options.stages,
  );
  const used = [newest, ...reads.filter((read) => read !== newest)].filter(
    (read) => read.deals.count > 0 || read.steps.length > 0 || read === newest,
  );
  return {
    deals: newest.deals,
    history,
    sources: used.map(({ source }) => source),
    // What was wrong with older exports was said when they were the newest.
    problems: [
      ...newest.problems,
      ...reads.filter((read) => read !== newest && !withDeals.includes(read)).flatMap(({ problems }) => [...problems]),
    ],
    rejects: reads.map((read) => ({ file: read.source.file, export: read })),
  };
}
