import { AGAIN, CELLS, explanation } from './form.ts';

/** What the problems of the rows of an export mean. */
export const EXPORT_ROW_EXPLANATIONS = [
  explanation(
    'rows-rejected',
    ['Rows could not be used', 'Zeilen waren nicht brauchbar'],
    [
      'They are counted, and --rejects FILE writes each with its reason. They are in no number.',
      'Sie sind gezählt, und --rejects DATEI schreibt jede mit Grund. Sie stecken in keiner Zahl.',
    ],
    ['Three rows without a stage', 'Drei Zeilen ohne Stage'],
    ['Look at them with --rejects FILE and correct them in the CRM.', 'Sieh sie mit --rejects DATEI an und berichtige sie im CRM.'],
  ),
  explanation(
    'rows-short',
    ['Rows have fewer cells than the header', 'Zeilen haben weniger Zellen als der Kopf'],
    ['The missing cells count as empty.', 'Die fehlenden Zellen gelten als leer.'],
    ['An export that leaves empty cells at the end out', 'Ein Export, der leere Zellen am Ende weglässt'],
    ['Nothing, unless the columns look shifted.', 'Nichts, außer die Spalten wirken verschoben.'],
  ),
  explanation(
    'rows-repaired',
    ['Rows were quoted as a whole', 'Zeilen standen ganz in Anführungszeichen'],
    [
      'Such a row parses to one cell. It was taken apart once more and used.',
      'So eine Zeile ergibt eine einzige Zelle. Sie wurde noch einmal zerlegt und verwendet.',
    ],
    ['"PD-1,Roof,Foo,New"', '"PD-1,Dach,Foo,Neu"'],
    AGAIN,
  ),
  explanation(
    'header-repeated',
    ['The header stands in the data again', 'Der Kopf steht noch einmal in den Daten'],
    [
      'Reports repeat it on every page; the repetitions are passed over.',
      'Berichte wiederholen ihn auf jeder Seite; die Wiederholungen werden übergangen.',
    ],
    ['A report export with page breaks', 'Ein Berichtsexport mit Seitenumbrüchen'],
    ['Nothing to do; the module export has none.', 'Nichts zu tun; der Modul-Export hat keine.'],
  ),
  explanation(
    'quote-unclosed',
    ['A quote is never closed', 'Ein Anführungszeichen wird nie geschlossen'],
    [
      'The file was cut off in the middle of a row, or a quote in a cell was not doubled. Reading goes on at the next line; the row is rejected.',
      'Die Datei bricht mitten in einer Zeile ab, oder ein Anführungszeichen in einer Zelle ist nicht verdoppelt. Gelesen wird ab der nächsten Zeile; die Zeile ist abgelehnt.',
    ],
    ['A download that was interrupted', 'Ein abgebrochener Download'],
    AGAIN,
  ),
  explanation(
    'duplicates-exact',
    ['Rows stand there twice, word for word', 'Zeilen stehen wortgleich doppelt da'],
    ['Each counts once.', 'Jede zählt einmal.'],
    ['Two exports pasted together', 'Zwei aneinandergehängte Exporte'],
    ['Export once, without pasting.', 'Exportiere einmal, ohne zu kopieren.'],
  ),
  explanation(
    'duplicates',
    ['An id stands in several rows', 'Eine Id steht in mehreren Zeilen'],
    ['The row that was modified last counts; the others are listed.', 'Es zählt die zuletzt geänderte Zeile; die anderen werden genannt.'],
    ['PD-000127 once as offer, once as negotiation', 'PD-000127 einmal als Angebot, einmal als Verhandlung'],
    ['Merge them in the CRM.', 'Führe sie im CRM zusammen.'],
  ),
  explanation(
    'ragged-long',
    ['A row has more cells than the header', 'Eine Zeile hat mehr Zellen als der Kopf'],
    [
      'A separator inside a cell was not quoted, so the columns are shifted; the row is rejected.',
      'Ein Trennzeichen in einer Zelle stand nicht in Anführungszeichen, die Spalten sind verschoben; die Zeile ist abgelehnt.',
    ],
    ['Roof, large,Foo,New under three headers', 'Dach, groß,Foo,Neu unter drei Köpfen'],
    AGAIN,
  ),
  explanation(
    'totals-row',
    ['A row of totals', 'Eine Summenzeile'],
    ['Reports end with sums; they are no deal.', 'Berichte enden mit Summen; die sind kein Deal.'],
    ['Total,,,20500000', 'Summe,,,20500000'],
    ['Nothing to do.', 'Nichts zu tun.'],
  ),
  explanation(
    'note-row',
    ['A row holds a note', 'Eine Zeile enthält eine Notiz'],
    [
      'Nothing but one cell is given, and it stands under the stage: a line that the program wrote about the export.',
      'Nur eine Zelle ist gefüllt, und sie steht unter der Stufe: eine Zeile des Programms über den Export.',
    ],
    ['Confidential Information - Do Not Distribute', 'Vertraulich – nicht weitergeben'],
    ['Nothing needs doing; the row is in no number.', 'Nichts ist zu tun; die Zeile steckt in keiner Zahl.'],
  ),
  explanation(
    'header-row',
    ['A row is the header once more', 'Eine Zeile ist noch einmal die Kopfzeile'],
    [
      'Several cells say what stands in the header over them, others do not: files were put together, and this is no deal.',
      'Mehrere Zellen sagen, was in der Kopfzeile über ihnen steht, andere nicht: Dateien wurden aneinandergehängt, und das ist kein Deal.',
    ],
    ['Deal Name,Deal Stage,Owner code', 'Deal Name,Deal Stage,Owner code'],
    ['Nothing needs doing; the row is in no number.', 'Nichts ist zu tun; die Zeile steckt in keiner Zahl.'],
  ),
  explanation(
    'stage-missing',
    ['A row has no stage', 'Eine Zeile hat keine Stage'],
    [
      'Without a stage nobody knows whether the deal is open; the row is rejected.',
      'Ohne Stage weiß niemand, ob der Deal offen ist; die Zeile ist abgelehnt.',
    ],
    ['PD-000200,Roof,Foo,,1200', 'PD-000200,Dach,Foo,,1200'],
    CELLS,
  ),
];
