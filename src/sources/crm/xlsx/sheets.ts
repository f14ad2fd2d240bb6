import { BizosError, type Problem } from '../../../core/problem.ts';
import { counted, type Text } from '../../../core/text.ts';
import type { Archive } from './archive.ts';

/** A sheet of a workbook: its name, whether its author hid it, and what its XML says of its cells. */
export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly marks: SheetMarks;
}

/** What a sheet holds that its values do not show. */
export interface SheetMarks {
  /** Cells whose value was computed, and the first of them. */
  readonly formulas: number;
  readonly firstFormula: string;
  /** Cells that hold an error such as `#REF!`, and the first of them. */
  readonly errors: number;
  readonly firstError: string;
  readonly hiddenRows: number;
  readonly merged: number;
}

/** What the workbook's own parts say of it. */
export interface WorkbookFacts {
  readonly sheets: readonly Sheet[];
  /** Dates count from 1904, and it is written in the form that the library does not know (`date1904="true"`). */
  readonly epoch1904InWords: boolean;
}

/** Last row that a sheet can have (ECMA-376 part 1, 18.3.1.73: as Excel does). */
const ROW_MAX = 1_048_576;

const MARKS = /<row\b[^>]*>|<c\b[^>]*>(?:\s*<f[\s/>])?|<mergeCell\s/g;

/**
 * Reads from the XML of a workbook what the library that reads its values passes over. Throws BizosError (exit 2) where a row
 * claims a number that no sheet has: the library would make all the rows before it.
 */
export function workbookFacts(archive: Archive, label: string): WorkbookFacts {
  const workbook = textOf(archive, 'xl/workbook.xml');
  const targets = new Map<string, string>();
  for (const [tag] of textOf(archive, 'xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g))
    targets.set(attribute(tag, 'Id'), attribute(tag, 'Target'));
  const sheets = Array.from(workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g), ([tag]) => {
    const target = targets.get(/\b\w+:id="([^"]*)"/.exec(tag)?.[1] ?? '') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    return {
      name: attribute(tag, 'name'),
      hidden: /\bstate="(?:hidden|veryHidden)"/.test(tag),
      marks: marksOf(textOf(archive, path), label),
    };
  });
  return { sheets, epoch1904InWords: /<(?:\w+:)?workbookPr\b[^>]*\bdate1904="true"/.test(workbook) };
}

/** What a reader of the chosen sheet must know: computed cells, hidden rows, merged cells, and that it is hidden itself. */
export function sheetNotes({ name, hidden, marks }: Sheet, label: string): Problem[] {
  const problems: Problem[] = [];
  const note = (code: string, count: number, message: Text, remedy: Text, level: Problem['level'] = 'note'): void => {
    if (count > 0) problems.push({ code, level, message, place: { file: label }, remedy, count });
  };
  const computed = counted(marks.formulas, 'cell is', 'cells are', 'Zelle ist', 'Zellen sind');
  note(
    'cells-computed',
    marks.formulas,
    {
      en: `In "${name}" ${computed.en} computed (first: ${marks.firstFormula}); what was last saved in them counts.`,
      de: `In „${name}“ ${computed.de} berechnet (erste: ${marks.firstFormula}); es zählt, was zuletzt darin gespeichert war.`,
    },
    {
      en: 'Open and save the workbook once if its values may be old.',
      de: 'Öffne und speichere die Mappe einmal, wenn die Werte alt sein können.',
    },
  );
  const broken = counted(marks.errors, 'cell holds', 'cells hold', 'Zelle enthält', 'Zellen enthalten');
  note(
    'cells-error',
    marks.errors,
    {
      en: `In "${name}" ${broken.en} an error such as #REF! (first: ${marks.firstError}); such cells count as empty.`,
      de: `In „${name}“ ${broken.de} einen Fehler wie #BEZUG! (erste: ${marks.firstError}); solche Zellen gelten als leer.`,
    },
    { en: 'Mend the formulas, and save the workbook.', de: 'Berichtige die Formeln und speichere die Mappe.' },
    'warning',
  );
  const unshown = counted(marks.hiddenRows, 'row is', 'rows are', 'Zeile ist', 'Zeilen sind');
  note(
    'rows-hidden',
    marks.hiddenRows,
    {
      en: `In "${name}" ${unshown.en} hidden; they count like the others.`,
      de: `In „${name}“ ${unshown.de} ausgeblendet; sie zählen wie die anderen.`,
    },
    { en: 'Delete the rows that should not count.', de: 'Lösche die Zeilen, die nicht zählen sollen.' },
  );
  note(
    'cells-merged',
    marks.merged,
    {
      en: `"${name}" has merged cells (${marks.merged} places); only the first cell of each has the value.`,
      de: `„${name}“ hat verbundene Zellen (${marks.merged} Stellen); nur die jeweils erste hat den Wert.`,
    },
    { en: 'Unmerge them, and fill every row.', de: 'Hebe die Verbindung auf und fülle jede Zeile.' },
  );
  note(
    'sheet-hidden',
    hidden ? 1 : 0,
    { en: `The sheet "${name}", which is read, is hidden.`, de: `Das gelesene Blatt „${name}“ ist ausgeblendet.` },
    { en: 'Show it, and look whether it is the right one.', de: 'Blende es ein und sieh nach, ob es das richtige ist.' },
  );
  return problems;
}

function marksOf(xml: string, label: string): SheetMarks {
  let formulas = 0;
  let firstFormula = '';
  let errors = 0;
  let firstError = '';
  let hiddenRows = 0;
  let merged = 0;
  for (const [tag] of xml.matchAll(MARKS)) {
    if (tag.startsWith('<mergeCell')) merged++;
    else if (tag.startsWith('<c')) {
      if (tag.includes('<f') && formulas++ === 0) firstFormula = attribute(tag, 'r');
      if (tag.includes(' t="e"') && errors++ === 0) firstError = attribute(tag, 'r');
    } else {
      if (/\bhidden="(?:1|true)"/.test(tag)) hiddenRows++;
      const number = Number(attribute(tag, 'r') || 1);
      if (!(number >= 1 && number <= ROW_MAX)) throw rowBeyond(label);
    }
  }
  return { formulas, firstFormula, errors, firstError, hiddenRows, merged };
}

function rowBeyond(label: string): BizosError {
  return new BizosError(
    2,
    {
      en: `${label} is not a workbook that can be trusted: a row in it claims a number that no sheet has.`,
      de: `${label} ist keine vertrauenswürdige Arbeitsmappe: Eine Zeile darin nennt eine Nummer, die kein Blatt hat.`,
    },
    { en: 'Export again as CSV or as a plain .xlsx.', de: 'Exportiere erneut als CSV oder einfache .xlsx.' },
  );
}

function textOf(archive: Archive, path: string): string {
  const content = archive.read(path);
  return content ? Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8') : '';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value.replace(/&(amp|lt|gt|quot|apos);/g, (_, word: string) => ENTITIES[word]);
}
