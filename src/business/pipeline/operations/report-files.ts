import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Block, Report } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import { readBytes } from '../../../tree/read-bytes.ts';
import { writeWhole } from '../../../tree/write.ts';
import type { Context } from '../../../workspace/operation.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { Place } from './gather.ts';
import type { ScanInput } from './scan-input.ts';

/** The report of a scan of one company. */
export interface CompanyReport {
  readonly place: Place;
  /** Day of the scan: `2026-02-10`. */
  readonly asOf: string;
  readonly report: Report;
}

/** Where a report is written from. */
interface Desk {
  readonly context: Context;
  readonly workspace: Workspace | undefined;
  readonly language: Language;
}

/**
 * Writes the reports that `--md` and `--html` ask for: without a name one file a company, in its `reports/`; with a name that one
 * file, which then holds every company. Gives the files as a person at the desk would name them.
 */
export async function writeReports(desk: Desk, results: readonly CompanyReport[], { md, html }: ScanInput): Promise<string[]> {
  const written: string[] = [];
  for (const [flag, end] of [
    [md, 'md'],
    [html, 'html'],
  ] as const) {
    if (flag === undefined || flag === false) continue;
    const { context, workspace } = desk;
    const files =
      typeof flag === 'string'
        ? [{ file: resolve(context.cwd, flag), result: inOne(results, desk.language) }]
        : results.map((result) => ({ file: usualFile(desk, result, end), result }));
    for (const { file, result } of files) {
      const { place, asOf, report } = result;
      const text =
        end === 'md'
          ? (await import('../../../report/markdown.ts')).renderMarkdown(report, {
              kind: 'report',
              entity: place.entity?.slug ?? '-',
              date: asOf,
            })
          : (await import('../../../report/html.ts')).renderHtml(report);
      put(file, text);
      written.push(workspace ? relative(context.cwd, file) || file : file);
    }
  }
  return written;
}

/** A report as a part of one that holds several: its title is a heading. */
export function asPart(report: Report): Block[] {
  return [
    { kind: 'heading', text: report.title },
    ...(report.subtitle ? [{ kind: 'text' as const, tone: 'quiet' as const, text: report.subtitle }] : []),
    ...report.blocks,
  ];
}

/** The reports of all companies as one. */
function inOne(results: readonly CompanyReport[], language: Language): CompanyReport {
  const [first] = results;
  if (results.length === 1) return first;
  const days = [...new Set(results.map(({ asOf }) => asOf))].sort();
  const report: Report = {
    title: language === 'de' ? 'Pipelines der Gruppe' : 'Pipelines of the group',
    subtitle: results.map(({ place }) => place.entity?.name ?? '').join(', '),
    language,
    blocks: results.flatMap(({ report: one }) => asPart(one)),
  };
  return { place: { ...first.place, entity: undefined }, asOf: days[days.length - 1], report };
}

function usualFile({ context, workspace }: Desk, { place, asOf }: CompanyReport, end: string): string {
  const name = `${asOf}-pipeline.${end}`;
  return workspace && place.entity ? join(workspace.root, place.entity.folder, 'reports', name) : resolve(context.cwd, name);
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const expected = existsSync(file) ? readBytes(file) : null;
  writeWhole(file, Buffer.from(text), { expected, root: dirname(file) });
}
