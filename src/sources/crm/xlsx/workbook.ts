import { BizosError, type Problem } from '../../../core/problem.ts';
import { matchHeaders } from '../headers.ts';
import { csvLine } from '../table/report-rows.ts';
import { inspectArchive } from './archive.ts';

type Cell = string | number | boolean | Date | null | undefined;

/**
 * The sheet of a workbook that holds deals, as UTF-8 delimited text: dates in ISO form, numbers digit by digit as the file has
 * them. Of several sheets the first with a stage column is taken, else the first; which, is said. Throws BizosError (exit 2).
 */
export async function workbookText(bytes: Uint8Array, label: string): Promise<{ text: Uint8Array; problems: Problem[] }> {
  inspectArchive(bytes, label);
  const { default: readSheets } = await import('read-excel-file/node');
  let sheets: { sheet: string; data: Cell[][] }[];
  try {
    sheets = (await readSheets(Buffer.from(bytes), { parseNumber: (digits: string) => digits } as never)) as never;
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
  const withDeals = sheets.find(({ data }) =>
    matchHeaders(
      data.slice(0, 30).map((row) => row.map(cellText)),
      {},
      label,
    ).value?.columns.has('stage'),
  );
  const chosen = withDeals ?? sheets[0];
  const problems: Problem[] = [];
  if (sheets.length > 1) {
    const rest = sheets.filter((sheet) => sheet !== chosen).map(({ sheet }) => sheet);
    problems.push({
      code: 'sheets-passed-over',
      level: 'note',
      message: {
        en: `The sheet "${chosen.sheet}" is read; passed over: ${rest.join(', ')}.`,
        de: `Das Blatt „${chosen.sheet}“ wird gelesen; übergangen: ${rest.join(', ')}.`,
      },
      place: { file: label },
      remedy: {
        en: 'Save the other sheets as files of their own if they matter.',
        de: 'Speichere die anderen Blätter als eigene Dateien, wenn sie zählen.',
      },
    });
  }
  const lines = (chosen?.data ?? []).map((row) => csvLine(row.map(cellText)));
  return { text: new TextEncoder().encode(lines.join('')), problems };
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
  return String(cell);
}
