import type { Metric } from '../../core/metric.ts';
import { BizosError, type Place } from '../../core/problem.ts';
import { type Language, type Text, wholeNumber } from '../../core/text.ts';
import { applyEdit } from '../../tree/edit/index.ts';
import { readDocument } from '../../tree/read.ts';
import { columnsIn, headingKey, labelKey } from '../../tree/tables.ts';
import { COLUMN } from '../../tree/vocabulary.ts';
import type { Measures } from '../../workspace/scan.ts';

/** What was measured of a company, as its record shows it. */
export interface Measured {
  readonly metrics: readonly Metric[];
  readonly measures: Measures;
  /** `2026-11-20`: the day that the numbers are of. */
  readonly day: string;
  readonly language: Language;
}

/** A row whose number is another one now. */
export interface RowChange {
  readonly metric: string;
  readonly before: string;
  readonly after: string;
}

/** Headings of the section, and columns of its table, as `labelKey` makes them. The first of each is written where there is none. */
const HEADINGS: Readonly<Record<Language, readonly string[]>> = { en: ['Metrics', 'Measured'], de: ['Kennzahlen', 'Gemessen'] };
const COLUMNS = {
  metric: COLUMN.metric,
  value: ['value', 'wert', 'measured', 'gemessen'],
  sample: ['sample', 'sample size', 'n', 'stichprobe'],
  day: ['as of', 'measured on', 'stand', 'gemessen am', 'vom'],
} as const;
const TITLES: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  en: ['Metric', 'Value', 'Sample', 'As of'],
  de: ['Kennzahl', 'Wert', 'Stichprobe', 'Stand'],
};

const TOO_FEW: Text = { en: 'too few', de: 'zu wenige' };
const NONE = '–';

/**
 * A company's document with what was measured in its section "Metrics". Only the cells of value, sample and day are written, and only in rows
 * that name a metric of the scan; rows of people, other columns and every word around stay byte for byte. A section that is missing is
 * made once; after that a person says which rows there are. Where no number changed, or the document has newer ones, nothing does.
 * Throws BizosError (exit 2) where the table can't be written without guessing: a metric twice, a table without its columns.
 */
export function recordMeasured(path: string, bytes: Uint8Array, measured: Measured): { bytes: Uint8Array; changes: readonly RowChange[] } {
  const document = readDocument(path, bytes);
  const names = [...HEADINGS.en, ...HEADINGS.de].map(labelKey);
  const sections = document.sections.filter(({ title }) => names.includes(headingKey(title)));
  if (sections.length === 0) return madeSection(bytes, measured);
  const tables = sections.flatMap((section) => section.tables.map((table) => ({ section, table, at: columnsIn(table, COLUMNS) })));
  const own = tables.filter(({ at }) => at.metric !== undefined && at.value !== undefined);
  if (own.length !== 1) throw unclear({ file: path, line: sections[0].line }, tablesWords(own.length));
  const { section, table, at } = own[0];
  const cell = (cells: readonly string[], column: number | undefined): string => (column === undefined ? '' : (cells[column] ?? ''));
  const rows = table.rows.flatMap(({ cells, line }) => {
    const name = cell(cells, at.metric);
    const found = metricOfRow(name, measured);
    if (!found) return [];
    const [value, sample] = wordsOf(found, measured);
    return [{ line, name, value, sample, was: cell(cells, at.value), wasSample: cell(cells, at.sample), day: cell(cells, at.day) }];
  });
  const second = rows.find(({ name }, k) => rows.findIndex((row) => row.name === name) < k);
  if (second)
    throw unclear({ file: path, line: second.line }, { en: `names "${second.name}" twice`, de: `nennt „${second.name}“ zweimal` });
  // A run that looks from an earlier day never takes newer numbers away.
  if (rows.some(({ day }) => /^\d{4}-\d{2}-\d{2}$/.test(day) && day > measured.day)) return { bytes, changes: [] };
  const changed = rows.filter((row) => row.was !== row.value || (at.sample !== undefined && row.wasSample !== row.sample));
  if (changed.length === 0) return { bytes, changes: [] };
  let now = bytes;
  const put = (name: string, column: number | undefined, value: string): void => {
    if (column === undefined || table.header[at.metric as number] === undefined) return;
    const key = { column: table.header[at.metric as number], value: name };
    now = applyEdit(now, { kind: 'cell', section: section.title, key, column: table.header[column], value }).bytes;
  };
  for (const { name, value, sample, was, wasSample, day } of rows) {
    if (was !== value) put(name, at.value, value);
    if (wasSample !== sample) put(name, at.sample, sample);
    if (day !== measured.day) put(name, at.day, measured.day);
  }
  return { bytes: now, changes: changed.map(({ name, was, value }) => ({ metric: name, before: was, after: value })) };
}

/** The section as it is made: a line for people, and a row a metric. */
function madeSection(bytes: Uint8Array, measured: Measured): { bytes: Uint8Array; changes: readonly RowChange[] } {
  const { language, day, measures, metrics } = measured;
  const found = (measures.record?.metrics ?? []).flatMap((id) => metrics.filter((metric) => metric.id === id));
  if (found.length === 0) return { bytes, changes: [] };
  const rows = found.map((metric) => [metric.label[language].replaceAll('|', '/'), ...wordsOf(metric, measured), day]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const text = [
    `## ${HEADINGS[language][0]}`,
    '',
    language === 'de'
      ? 'Gemessen von den Scans. Wert, Stichprobe und Stand schreibt der Agent; Zeilen und Text gehören dir.'
      : 'Measured by the scans. The agent writes value, sample and date; rows and text are yours.',
    '',
    line(TITLES[language]),
    '|---|---|---|---|',
    ...rows.map(line),
  ];
  const after = applyEdit(bytes, { kind: 'section-add', text: text.join('\n') }).bytes;
  return { bytes: after, changes: rows.map(([metric, value]) => ({ metric, before: '', after: value })) };
}

function metricOfRow(name: string, { metrics, measures }: Measured): Metric | undefined {
  const key = labelKey(name);
  const id = measures.metricOf(name);
  return (
    metrics.find(({ label }) => labelKey(label.en) === key || labelKey(label.de) === key) ?? metrics.find((metric) => metric.id === id)
  );
}

function wordsOf(metric: Metric, { measures, language }: Measured): [value: string, sample: string] {
  const words =
    metric.value === null ? (metric.status === 'too_few' ? TOO_FEW[language] : NONE) : measures.words(metric, metric.value, language);
  return [words, wholeNumber(metric.n, language)];
}

function tablesWords(tables: number): Text {
  return tables === 0
    ? { en: 'has no table with the columns Metric and Value', de: 'hat keine Tabelle mit den Spalten Kennzahl und Wert' }
    : { en: `has ${tables} tables with the columns Metric and Value`, de: `hat ${tables} Tabellen mit den Spalten Kennzahl und Wert` };
}

function unclear(place: Place, what: Text): BizosError {
  const message = {
    en: `The section of what was measured ${what.en}; nothing was written there.`,
    de: `Der Abschnitt des Gemessenen ${what.de}; dort wurde nichts geschrieben.`,
  };
  const remedy = {
    en: 'Keep one table "| Metric | Value | Sample | As of |" there, or take the section out: it is made anew.',
    de: 'Lass dort eine Tabelle „| Kennzahl | Wert | Stichprobe | Stand |“, oder nimm den Abschnitt heraus: Er wird neu gemacht.',
  };
  return new BizosError(2, message, remedy, [{ code: 'metrics-not-written', level: 'warning', place, message, remedy }]);
}
