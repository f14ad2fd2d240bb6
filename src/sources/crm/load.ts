import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isoMoment, type WallMs } from '../../core/moment.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { DealExport, DealTable, SourceSummary, StageStep } from './deals.ts';
import type { ChangeListener, DealChange } from './history/changes.ts';
import { joinSteps } from './history/steps.ts';
import { HistoryTracer } from './history/tracer.ts';
import type { DealHistory } from './history.ts';
import { type ExportParts, groupParts, joinParts, partsMissing } from './parts.ts';
import { type ReadInput, type ReadOptions, readExport } from './read.ts';
import { dateInName } from './snapshot.ts';

/** Everything that the exports of one company say. */
export interface PipelineSources {
  readonly deals: DealTable;
  readonly history: DealHistory;
  /** The exports used, the newest first. */
  readonly sources: readonly SourceSummary[];
  readonly problems: readonly Problem[];
}

export interface InboxOptions extends Omit<ReadOptions, 'label'> {
  /** Share of the deals by which an export may be smaller than the one before it without a word; any where it is not said. */
  readonly shrinkMax?: number;
  /** Exports of later moments are passed over, and what stage histories say of later ones. */
  readonly until?: WallMs;
  /** Hears of everything that changed from export to export, oldest first; of the stage too. Costs the reading of ids. */
  readonly onChange?: ChangeListener;
}

/**
 * Reads one named export: a file, or standard input. Throws BizosError (exit 2) where it holds no deals.
 */
export async function loadInput(input: ReadInput, options: ReadOptions): Promise<PipelineSources> {
  const { deals, steps, source, problems } = await readExport(input, options);
  if (source.profile.startsWith('other-') || (deals.count === 0 && steps.length > 0)) throw noDeals(options.label, steps.length > 0);
  const tracer = new HistoryTracer(options.stages);
  tracer.add({ at: source.snapshot, deals });
  return { deals, history: tracer.finish([]), sources: [source], problems };
}

/**
 * Reads the exports of a company from its inbox, the oldest first, and follows the deals through them; at most two tables are
 * held at a time. Undefined where none holds deals. A file that can't be read is a problem; the rest counts. Throws BizosError
 * (exit 2) where not one could be read.
 */
export async function loadInbox(root: string, files: readonly string[], options: InboxOptions): Promise<PipelineSources | undefined> {
  const units = inExpectedOrder(root, groupParts(files));
  const first = await readUnits(root, units, options);
  if (first.read === 0 && first.problems.length > 0)
    throw new BizosError(2, { en: 'No export could be read.', de: 'Kein Export war lesbar.' }, undefined, first.problems);
  if (!first.newest) return undefined;
  // Names or times of files in another order than their contents: now that the dates are known, follow them in the right one.
  const right = first.inOrder ? first : await readUnits(root, first.dated, { ...options, onReject: undefined });
  const { tracer, newest } = right;
  if (!newest) return undefined;
  for (const change of right.changes) options.onChange?.(change);
  const { value: steps, problems } = joinSteps(right.steps, newest.deals);
  return {
    deals: newest.deals,
    history: tracer.finish(steps),
    sources: [...newest.sources, ...right.sources.filter((source) => !newest.sources.includes(source)).reverse()],
    problems: [...first.problems, ...newest.problems, ...problems, ...rivals(right.moments)],
  };
}

/** One export with its parts, as it was read. */
interface Unit {
  readonly deals: DealTable;
  readonly sources: readonly SourceSummary[];
  readonly problems: readonly Problem[];
}

interface Reading {
  readonly tracer: HistoryTracer;
  /** Exports that could be read. */
  read: number;
  newest: Unit | undefined;
  /** Exports that are used, oldest first as far as was known. */
  readonly sources: SourceSummary[];
  readonly steps: StageStep[];
  readonly changes: DealChange[];
  readonly problems: Problem[];
  /** Moments of the exports of deals, with the first file of each. */
  readonly moments: { readonly at: WallMs; readonly file: string }[];
  /** The units by their dates, for following them once more. */
  dated: ExportParts[];
  inOrder: boolean;
}

async function readUnits(root: string, units: readonly ExportParts[], options: InboxOptions): Promise<Reading> {
  const { onChange, shrinkMax, until = Number.POSITIVE_INFINITY, ...readOptions } = options;
  const changes: DealChange[] = [];
  const tracer = new HistoryTracer(options.stages, onChange && ((change) => changes.push(change)));
  const reading: Reading = {
    tracer,
    read: 0,
    newest: undefined,
    sources: [],
    steps: [],
    changes,
    problems: [],
    moments: [],
    dated: [],
    inOrder: true,
  };
  const { problems } = reading;
  const seen = new Map<number, SourceSummary[]>();
  const dates = new Map<ExportParts, WallMs>();
  for (const unit of units) {
    const parts = await readParts(root, unit, readOptions, seen, problems);
    reading.read += parts.length;
    if (parts.length === 0) continue;
    const at = Math.max(...parts.map(({ source }) => source.snapshot));
    dates.set(unit, at);
    takeOthers(parts, reading, until);
    if (at > until) continue;
    const tables = parts.filter(({ deals }) => deals.count > 0);
    if (tables.length === 0) continue;
    if (unit.missing.length > 0) problems.push(partsMissing(unit));
    const joined = joinParts(
      tables.map(({ deals }) => deals),
      unit.files[0],
    );
    const before = tracer.newest;
    const shrunk = before && joined.value.count < before.deals.count * (1 - (shrinkMax ?? 1));
    if (before && at < before.at) reading.inOrder = false;
    tracer.add({ at, deals: joined.value });
    reading.moments.push({ at, file: unit.files[0] });
    reading.sources.push(...tables.map(({ source }) => source));
    reading.newest = {
      deals: joined.value,
      sources: tables.map(({ source }) => source),
      problems: [
        ...tables.flatMap((part) => part.problems),
        ...joined.problems,
        ...(shrunk ? [shrunken(unit.files[0], joined.value.count, before.deals.count)] : []),
      ],
    };
  }
  reading.dated = [...dates.keys()].sort((a, b) => (dates.get(a) ?? 0) - (dates.get(b) ?? 0));
  return reading;
}

/** Stage histories, exports of something else, and exports without a row: their steps, sources and problems. */
function takeOthers(parts: readonly DealExport[], { steps, sources, problems }: Reading, until: WallMs): void {
  for (const part of parts) {
    if (part.deals.count > 0) continue;
    problems.push(...part.problems);
    for (const step of part.steps) if (step.at <= until) steps.push(step);
    if (part.steps.length > 0) sources.push(part.source);
    else if (!part.source.profile.startsWith('other-') && part.source.profile !== 'zoho-stage-history')
      problems.push(empty(part.source.file));
  }
}

async function readParts(
  root: string,
  { files }: ExportParts,
  options: Omit<ReadOptions, 'label'>,
  seen: Map<number, SourceSummary[]>,
  problems: Problem[],
): Promise<DealExport[]> {
  const parts: DealExport[] = [];
  for (const file of files) {
    try {
      const read = await readExport({ file: join(root, file) }, { ...options, label: file });
      const { source } = read;
      const rivals = seen.get(source.bytes) ?? [];
      const twin = rivals.find(({ sha256 }) => sha256 === source.sha256);
      if (twin === undefined) parts.push(read);
      else problems.push(sameFile(file, twin.file));
      seen.set(source.bytes, [...rivals, source]);
    } catch (error) {
      if (!(error instanceof BizosError)) throw error;
      problems.push(unreadable(file, error), ...error.problems);
    }
  }
  return parts;
}

/** By the dates in their names, else by the time of the file: nearly always the order of their contents. */
function inExpectedOrder(root: string, units: readonly ExportParts[]): ExportParts[] {
  const expected = new Map(
    units.map((unit) => {
      const named = dateInName(basename(unit.files[0]));
      return [unit, Number.isNaN(named) ? (statSync(join(root, unit.files[0]), { throwIfNoEntry: false })?.mtimeMs ?? 0) : named];
    }),
  );
  return [...units].sort((a, b) => (expected.get(a) ?? 0) - (expected.get(b) ?? 0) || (a.files[0] < b.files[0] ? -1 : 1));
}

function noDeals(label: string, isHistory: boolean): BizosError {
  return new BizosError(
    2,
    {
      en: isHistory ? `${label} is a history of stages; the deals themselves are needed.` : `${label} is not an export of deals.`,
      de: isHistory ? `${label} ist ein Stufenverlauf; gebraucht werden die Deals selbst.` : `${label} ist kein Export von Deals.`,
    },
    { en: 'Export the Deals module as CSV.', de: 'Exportiere das Modul „Deals“ als CSV.' },
  );
}

function unreadable(file: string, error: BizosError): Problem {
  return {
    code: 'export-unreadable',
    level: 'error',
    message: error.text,
    place: { file },
    remedy: error.hint ?? error.problems[0]?.remedy ?? { en: 'Export again.', de: 'Exportiere noch einmal.' },
  };
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

function empty(file: string): Problem {
  return {
    code: 'export-empty',
    level: 'warning',
    message: { en: 'This export holds no deal; it is passed over.', de: 'Dieser Export enthält keinen Deal; er wird übergangen.' },
    place: { file },
    remedy: { en: 'Export again, without a filter.', de: 'Exportiere noch einmal, ohne Filter.' },
  };
}

/** An export with far fewer deals than the one before it: cut off between two rows it would look whole. */
function shrunken(file: string, now: number, before: number): Problem {
  return {
    code: 'export-shrunk',
    level: 'warning',
    message: {
      en: `This export holds ${now} deals, the one before it ${before}: it may have been cut off, or filtered.`,
      de: `Dieser Export enthält ${now} Deals, der vorige ${before}: Er kann abgeschnitten oder gefiltert sein.`,
    },
    place: { file },
    count: before - now,
    remedy: {
      en: 'Export again without a filter; where so many deals did go, raise "Export shrinks by" in CRM_STRUCTURE.md.',
      de: 'Exportiere noch einmal ohne Filter; sind wirklich so viele Deals weg, erhöhe „Export schrumpft um“ in CRM_STRUCTURE.md.',
    },
  };
}

/** Exports of one and the same moment: which is the newer can't be known. */
function rivals(moments: readonly { readonly at: WallMs; readonly file: string }[]): Problem[] {
  return moments.flatMap(({ at, file }, k) => {
    const other = moments[k - 1];
    if (other?.at !== at) return [];
    return {
      code: 'exports-same-moment',
      level: 'warning',
      message: {
        en: `This export and ${other.file} are both of ${isoMoment(at)}; this one is taken for the newer.`,
        de: `Dieser Export und ${other.file} sind beide von ${isoMoment(at)}; dieser gilt als der neuere.`,
      },
      place: { file },
      remedy: {
        en: 'Keep the one that holds all deals, or write the time into the names (Deals-20260210-0930.csv).',
        de: 'Behalte den, der alle Deals enthält, oder schreibe die Uhrzeit in die Namen (Deals-20260210-0930.csv).',
      },
    };
  });
}
