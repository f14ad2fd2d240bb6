import { explanation } from './form.ts';

/** What the problems of a file's container mean: its encoding, and the sheets of a workbook. */
export const CONTAINER_EXPLANATIONS = [
  explanation(
    'encoding-windows-1252',
    ['The file is not UTF-8', 'Die Datei ist kein UTF-8'],
    [
      'It was read as Windows-1252, the usual encoding of older programs. Look at names with accents once.',
      'Sie wurde als Windows-1252 gelesen, die übliche Kodierung älterer Programme. Sieh dir Namen mit Umlauten einmal an.',
    ],
    ['A CSV saved by a spreadsheet', 'Eine CSV aus einer Tabellenkalkulation'],
    ['Save as "CSV UTF-8".', 'Speichere als „CSV UTF-8“.'],
  ),
  explanation(
    'encoding-damaged',
    ['Some characters are damaged', 'Einige Zeichen sind beschädigt'],
    [
      'Bytes in the file are no characters; they are shown as \ufffd, and a name with them may not match.',
      'Bytes in der Datei sind keine Zeichen; sie erscheinen als \ufffd, und ein Name damit passt womöglich nicht.',
    ],
    ['A CSV that went through two programs', 'Eine CSV, die durch zwei Programme ging'],
    [
      'Export again as UTF-8, without a detour through another program.',
      'Exportiere noch einmal als UTF-8, ohne Umweg über ein anderes Programm.',
    ],
  ),
  explanation(
    'nul-bytes',
    ['There are NUL bytes in the text', 'Im Text stehen NUL-Bytes'],
    [
      'No text has them: a disk or a network wrote emptiness where data belonged. The rows around them may be wrong.',
      'Kein Text hat sie: Ein Datenträger oder Netz hat Leere geschrieben, wo Daten hingehörten. Die Zeilen ringsum können falsch sein.',
    ],
    ['A file that was copied while the disk was full', 'Eine Datei, die bei vollem Datenträger kopiert wurde'],
    ['Export again, and compare the number of rows.', 'Exportiere noch einmal und vergleiche die Zeilenzahl.'],
  ),
  explanation(
    'text-bent',
    ['Letters were damaged before the export', 'Buchstaben waren schon vor dem Export beschädigt'],
    [
      'Somewhere on the way into the CRM a text was read in a wrong encoding. Nothing is guessed back: the names stay as they are, and are matched so.',
      'Irgendwo auf dem Weg ins CRM wurde ein Text in falscher Kodierung gelesen. Nichts wird zurückgeraten: Die Namen bleiben so und werden so verglichen.',
    ],
    ['"M√ºller" or "MÃ¼ller" for Müller', '„M√ºller“ oder „MÃ¼ller“ statt Müller'],
    ['Correct these names in the CRM.', 'Berichtige diese Namen im CRM.'],
  ),
  explanation(
    'sheets-passed-over',
    ['The workbook has several sheets', 'Die Mappe hat mehrere Blätter'],
    ['One is read; the message says which.', 'Eines wird gelesen; die Meldung sagt, welches.'],
    ['Deals and a pivot table', 'Deals und eine Pivot-Tabelle'],
    ['Put the deals first, or export them alone.', 'Stelle die Deals nach vorn, oder exportiere sie allein.'],
  ),
  explanation(
    'sheet-hidden',
    ['The sheet that is read is hidden', 'Das gelesene Blatt ist ausgeblendet'],
    [
      'No sheet that is shown holds deals, so the hidden one is read; its author may have put it aside as out of date.',
      'Kein sichtbares Blatt enthält Deals, also wird das ausgeblendete gelesen; sein Autor kann es als veraltet weggelegt haben.',
    ],
    ['"Deals 2024", hidden, beside a pivot table', '„Deals 2024“, ausgeblendet, neben einer Pivot-Tabelle'],
    ['Show it, and look whether it is the right one.', 'Blende es ein und sieh nach, ob es das richtige ist.'],
  ),
  explanation(
    'rows-hidden',
    ['The sheet has hidden rows', 'Das Blatt hat ausgeblendete Zeilen'],
    [
      'A filter hides rows without deleting them. They are deals like the others and count.',
      'Ein Filter blendet Zeilen aus, ohne sie zu löschen. Sie sind Deals wie die anderen und zählen.',
    ],
    ['A filter on one owner was left on', 'Ein Filter auf einen Inhaber blieb stehen'],
    ['Delete the rows that should not count.', 'Lösche die Zeilen, die nicht zählen sollen.'],
  ),
  explanation(
    'cells-merged',
    ['The sheet has merged cells', 'Das Blatt hat verbundene Zellen'],
    [
      'Of merged cells only the first carries the value; in the rows below it the cell is empty.',
      'Von verbundenen Zellen trägt nur die erste den Wert; in den Zeilen darunter ist die Zelle leer.',
    ],
    ['One owner merged over five deals', 'Ein Inhaber, über fünf Deals verbunden'],
    ['Unmerge them, and fill every row.', 'Hebe die Verbindung auf und fülle jede Zeile.'],
  ),
  explanation(
    'cells-computed',
    ['Cells are computed', 'Zellen sind berechnet'],
    [
      'BizOS computes nothing that stands in a workbook: it takes what the spreadsheet saved last, which may be older than the data.',
      'BizOS rechnet nichts aus, was in einer Mappe steht: Es nimmt, was die Tabellenkalkulation zuletzt gespeichert hat, und das kann älter sein.',
    ],
    ['Amount = price × quantity', 'Betrag = Preis × Menge'],
    ['Open and save the workbook once if its values may be old.', 'Öffne und speichere die Mappe einmal, wenn die Werte alt sein können.'],
  ),
  explanation(
    'cells-error',
    ['Cells hold an error', 'Zellen enthalten einen Fehler'],
    [
      'A formula could not be computed, and the spreadsheet saved its error instead of a value. No number is made up for it.',
      'Eine Formel war nicht zu berechnen, und die Tabellenkalkulation hat ihren Fehler statt eines Wertes gespeichert. Dafür wird keine Zahl erfunden.',
    ],
    ['#REF! in the amount column', '#BEZUG! in der Betragsspalte'],
    ['Mend the formulas, and save the workbook.', 'Berichtige die Formeln und speichere die Mappe.'],
  ),
];
