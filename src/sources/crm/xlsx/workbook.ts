import { csvLine } from '../../../core/csv.ts';
import { DAY_MS } from '../../../core/moment.ts';
import { BizosError, type Problem } from '../../../core/problem.ts';
import { matchHeaders } from '../headers.ts';
import { inspectArchive } from './archive.ts';
import { sheetNotes, workbookFacts } from './sheets.ts';

type Cell = string | number | boolean | Date | null | undefined;

/** Days between the two date systems of Excel (that of 1904 counts from 1904-01-01 as day 0). */
const EPOCH_1904_DAYS = 1462;

/**
 * The sheet of a workbook that holds deals, as UTF-8 delimited text: dates in ISO form, numbers digit by digit as the file has
 * them, of computed cells the value that was saved. Of several sheets the first with a stage column is taken, one that is shown
 * before one that is hidden, else the first; which, is said. Throws BizosError (exit 2).
 */
export async function workbookText(bytes: Uint8Array, label: string): Promise<{ text: Uint8Array; problems: Problem[] }> {
  const { sheets: known, epoch1904InWords } = workbookFacts(inspectArchive(bytes, label), label);
  const hiddenNames = new Set(known.filter(({ hidden }) => hidden).map(({ name }) => name));
  const sheets = await readSheets(bytes, label);
  const withDeals = sheets.filter(({ data }) =>
    matchHeaders(
      data.slice(0, 30).map((row) => row.map(cellText)),
      {},
      label,
    ).value?.columns.has('stage'),
  );
  const chosen = withDeals.find(({ sheet }) => !hiddenNames.has(sheet)) ?? withDeals[0] ?? sheets[0];
  const facts = known.find(({ name }) => name === chosen?.sheet);
  const rest = sheets.filter((sheet) => sheet !== chosen).map(({ sheet }) => ({ name: sheet, hidden: hiddenNames.has(sheet) }));
  const problems = [...(rest.length > 0 ? [passedOver(chosen.sheet, rest, label)] : []), ...(facts ? sheetNotes(facts, label) : [])];
  const shift = epoch1904InWords ? EPOCH_1904_DAYS * DAY_MS : 0;
  const lines = (chosen?.data ?? []).map((row) =>
    csvLine(row.map((cell) => cellText(shift > 0 && cell instanceof Date ? new Date(cell.getTime() + shift) : cell))),
  );
  return { text: new TextEncoder().encode(lines.join('')), problems };
}

async function readSheets(bytes: Uint8Array, label: string): Promise<{ sheet: string; data: Cell[][] }[]> {
  const { default: readWorkbook } = await import('read-excel-file/node');
  try {
    return (await readWorkbook(Buffer.from(bytes), { parseNumber: (digits: string) => digits } as never)) as never;
  } catch (error) {
    throw new BizosError(
      2,
      {
        en: `${label} can't be read as a workbook: ${(error as Error).message}`,
        de: `${label} ist nicht als Arbeitsmappe lesbar: ${(error as Error).message}`,
      },
      { en: 'Export again, or save it as CSV.', de: 'Exportiere erneut oder speichere als CSV.' },
    );
  }
}

function passedOver(chosen: string, rest: readonly { name: string; hidden: boolean }[], label: string): Problem {
  const names = (hidden: string): string => rest.map((sheet) => (sheet.hidden ? `${sheet.name} (${hidden})` : sheet.name)).join(', ');
  return {
    code: 'sheets-passed-over',
    level: 'note',
    message: {
      en: `The sheet "${chosen}" is read; passed over: ${names('hidden')}.`,
      de: `Das Blatt „${chosen}“ wird gelesen; übergangen: ${names('ausgeblendet')}.`,
    },
    place: { file: label },
    remedy: {
      en: 'Save the other sheets as files of their own if they matter.',
      de: 'Speichere die anderen Blätter als eigene Dateien, wenn sie zählen.',
    },
  };
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
  return String(cell);
}
