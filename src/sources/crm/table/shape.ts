import type { Problem } from '../../../core/problem.ts';
import type { Text } from '../../../core/text.ts';
import { bentText } from '../container/encoding.ts';
import type { HeaderMatch } from '../headers.ts';
import type { Counts } from './counts.ts';
import type { Duplicates } from './duplicates.ts';

/** Says what was wrong with the shape of the rows: rejected, short, repaired, repeated, cut off, twice, missing. */
export function noteShape(
  counts: Counts,
  duplicates: Duplicates,
  match: HeaderMatch,
  rows: number,
  file: string,
  problems: Problem[],
): void {
  const note = (code: string, level: Problem['level'], count: number, message: Text, remedy: Text, row?: number): void => {
    if (count > 0) problems.push({ code, level, message, place: row ? { file, row } : { file }, remedy, count });
  };
  const again: Text = { en: 'Export again, and compare the number of rows.', de: 'Exportiere noch einmal und vergleiche die Zeilenzahl.' };
  note(
    'rows-rejected',
    'warning',
    counts.rejected,
    { en: `${counts.rejected} of ${rows} rows could not be used.`, de: `${counts.rejected} von ${rows} Zeilen waren nicht verwendbar.` },
    { en: '--rejects FILE writes them with their reasons.', de: '--rejects DATEI schreibt sie mit ihren Gründen.' },
    counts.rejects[0]?.row,
  );
  note(
    'rows-short',
    'note',
    counts.padded,
    {
      en: `${counts.padded} rows have fewer cells than the header; the missing ones count as empty.`,
      de: `${counts.padded} Zeilen haben weniger Zellen als die Kopfzeile; fehlende gelten als leer.`,
    },
    again,
    counts.paddedAt,
  );
  note(
    'rows-repaired',
    'warning',
    counts.repaired,
    {
      en: `${counts.repaired} rows were quoted as a whole and have been cut again.`,
      de: `${counts.repaired} Zeilen standen ganz in Anführungszeichen und wurden neu zerlegt.`,
    },
    again,
    counts.repairedAt,
  );
  note(
    'header-repeated',
    'note',
    counts.repeatedHeaders,
    {
      en: `The header stands ${counts.repeatedHeaders} more times inside the data; it was passed over.`,
      de: `Die Kopfzeile steht noch ${counts.repeatedHeaders}-mal in den Daten; sie wurde übergangen.`,
    },
    again,
    counts.headerAt,
  );
  note(
    'quote-unclosed',
    'error',
    counts.unclosed.length,
    {
      en: `A quote opened in row ${counts.unclosed[0]} is never closed: the file is damaged or cut off there.`,
      de: `Ein Anführungszeichen in Zeile ${counts.unclosed[0]} wird nie geschlossen: Die Datei ist dort beschädigt oder abgeschnitten.`,
    },
    again,
    counts.unclosed[0],
  );
  note(
    'duplicates-exact',
    'note',
    duplicates.exact,
    {
      en: `${duplicates.exact} rows stand in the export twice, word for word; each counts once.`,
      de: `${duplicates.exact} Zeilen stehen wortgleich doppelt im Export; jede zählt einmal.`,
    },
    again,
  );
  note(
    'duplicates',
    'warning',
    duplicates.others,
    {
      en: `${duplicates.others} rows carry the id of another row; the newest modified counts (rows left out: ${duplicates.rows.join(', ')}).`,
      de: `${duplicates.others} Zeilen tragen die Id einer anderen; die zuletzt geänderte zählt (ausgelassen: ${duplicates.rows.join(', ')}).`,
    },
    { en: 'Merge these deals in the CRM.', de: 'Führe diese Deals im CRM zusammen.' },
    duplicates.rows[0],
  );
  const said = match.report?.count ?? countInTotals(counts);
  const here = rows - counts.rejects.filter(({ code }) => code === 'totals-row').length;
  note(
    'rows-missing',
    'warning',
    said !== undefined && said > here ? said - here : 0,
    {
      en: `The report says it has ${said} records; ${here} rows are here.`,
      de: `Der Bericht nennt ${said} Datensätze; hier sind ${here} Zeilen.`,
    },
    again,
  );
  note(
    'file-cut',
    'warning',
    counts.cutAt > 0 ? 1 : 0,
    {
      en: `The last row (${counts.cutAt}) is incomplete and has no line end: the file seems to be cut off.`,
      de: `Die letzte Zeile (${counts.cutAt}) ist unvollständig und hat kein Zeilenende: Die Datei scheint abgeschnitten zu sein.`,
    },
    again,
    counts.cutAt,
  );
  note(
    'nul-bytes',
    'warning',
    counts.nul,
    {
      en: 'There are NUL bytes in the text: the file is damaged, or was not written to its end.',
      de: 'Im Text stehen NUL-Bytes: Die Datei ist beschädigt oder wurde nicht zu Ende geschrieben.',
    },
    again,
  );
  if (counts.bent > 0) problems.push(bentText({ count: counts.bent, example: counts.bentExample }, file));
  const cut = rows === 2000 && (match.profile.startsWith('zoho') || match.profile === 'plain');
  note(
    'rows-cut',
    'warning',
    cut ? rows : 0,
    {
      en: 'Exactly 2,000 rows: Zoho cuts scheduled reports there, so deals may be missing.',
      de: 'Genau 2.000 Zeilen: Zoho schneidet geplante Berichte dort ab, es können Deals fehlen.',
    },
    { en: 'Use the module export, which has no such limit.', de: 'Nimm den Modul-Export, der diese Grenze nicht hat.' },
  );
}

/** The number of records that a row of totals names: `Total Records: 120`, `Anzahl | 120`. */
function countInTotals(counts: Counts): number | undefined {
  for (const { code, text } of counts.rejects) {
    if (code !== 'totals-row') continue;
    const m = /(?:records?|count|datensätze|anzahl)\D{0,12}(\d[\d,.]*)/i.exec(text);
    if (m) return Number(m[1].replace(/[,.]/g, ''));
  }
  return undefined;
}
