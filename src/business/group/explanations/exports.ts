import { AGAIN, explanation } from './form.ts';

/** What the problems of a whole export, its header and its columns mean. */
export const EXPORT_EXPLANATIONS = [
  explanation(
    'header-missing',
    ['No header is found', 'Kein Tabellenkopf gefunden'],
    [
      'Among the first rows none names columns that a table of deals has.',
      'Unter den ersten Zeilen nennt keine Spalten, wie eine Tabelle von Deals sie hat.',
    ],
    ['A file that begins with data', 'Eine Datei, die gleich mit Daten beginnt'],
    ['Export with the header row, or name the columns with --map.', 'Exportiere mit der Kopfzeile, oder nenne die Spalten mit --map.'],
  ),
  explanation(
    'column-missing',
    ['A needed column is not found', 'Eine nötige Spalte fehlt'],
    [
      'Without this column there is nothing to scan. The message names the columns that were seen and the nearest guess.',
      'Ohne diese Spalte gibt es nichts zu prüfen. Die Meldung nennt die gesehenen Spalten und die nächstliegende.',
    ],
    ['The stage column is called "Where it is"', 'Die Stage-Spalte heißt „Wo es steht“'],
    [
      "Add a row to the table Field | Column of CRM_STRUCTURE.md, or --map 'stage=Where it is'.",
      "Ergänze eine Zeile in Feld | Spalte der CRM_STRUCTURE.md, oder --map 'stage=Wo es steht'.",
    ],
  ),
  explanation(
    'column-unknown',
    ['A named column is not there', 'Eine genannte Spalte gibt es nicht'],
    [
      'The table Field | Column or --map names a column that this export does not have.',
      'Die Tabelle Feld | Spalte oder --map nennt eine Spalte, die dieser Export nicht hat.',
    ],
    ['| amount | Deal value |, and the export has "Amount"', '| amount | Deal value |, und der Export hat „Amount“'],
    ['Correct the name of the column.', 'Berichtige den Namen der Spalte.'],
  ),
  explanation(
    'column-twice',
    ['Two columns have the same name', 'Zwei Spalten heißen gleich'],
    ['The first one is read.', 'Gelesen wird die erste.'],
    ['Two columns called "Owner"', 'Zwei Spalten „Owner“'],
    ['Leave one of them out of the export.', 'Lass eine davon im Export weg.'],
  ),
  explanation(
    'column-unrecognised',
    ['Column that may hold what is missing', 'Spalte, die enthalten kann, was fehlt'],
    [
      'Amount, owner, day of creation or closing date was not recognised among the headers, and a column that nothing uses comes near. It is not used unasked.',
      'Betrag, Inhaber, Tag der Anlage oder Abschlussdatum wurde in der Kopfzeile nicht erkannt, und eine ungenutzte Spalte kommt dem nahe. Ungefragt wird sie nicht benutzt.',
    ],
    ['"Masked deal value" beside no amount', '„Geschätzter Auftragswert netto“ ohne Betrag'],
    ['Name the column with --map, or in the table "Field | Column".', 'Nenne die Spalte mit --map oder in der Tabelle „Field | Column“.'],
  ),
  explanation(
    'rows-missing',
    ['The report names more rows than it has', 'Der Bericht nennt mehr Zeilen, als er hat'],
    [
      'The file says how many records it holds, and there are fewer: it was cut off.',
      'Die Datei sagt, wie viele Datensätze sie enthält, und es sind weniger: Sie wurde gekürzt.',
    ],
    ['"Total records: 812", and 640 rows', '„Total records: 812“, und 640 Zeilen'],
    AGAIN,
  ),
  explanation(
    'file-cut',
    ['The file ends inside a row', 'Die Datei endet mitten in einer Zeile'],
    [
      'The last row has fewer cells than the others and no line end: what stood behind it is gone.',
      'Die letzte Zeile hat weniger Zellen als die anderen und kein Zeilenende: Was dahinter stand, fehlt.',
    ],
    ['A download that broke off', 'Ein abgebrochener Download'],
    AGAIN,
  ),
  explanation(
    'rows-cut',
    ['The export has exactly 2,000 rows', 'Der Export hat genau 2.000 Zeilen'],
    [
      'Scheduled reports of Zoho stop there without a word; deals may be missing.',
      'Geplante Berichte von Zoho hören dort ohne ein Wort auf; Deals können fehlen.',
    ],
    ['A daily report with 2,000 rows, day after day', 'Ein Tagesbericht mit 2.000 Zeilen, Tag für Tag'],
    ['Use the module export, which has no such limit.', 'Nimm den Modul-Export, der diese Grenze nicht hat.'],
  ),
  explanation(
    'export-owner-unknown',
    ['Nobody knows whose export this is', 'Niemand weiß, wessen Export das ist'],
    [
      'Several companies use this CRM, and neither the folder nor the name of the file tells them apart.',
      'Mehrere Firmen nutzen dieses CRM, und weder Ordner noch Name der Datei unterscheiden sie.',
    ],
    ['_INBOX/zoho/2026/Deals.csv, and two companies with Zoho', '_INBOX/zoho/2026/Deals.csv, und zwei Firmen mit Zoho'],
    [
      'Put it into _INBOX/zoho/<company>/, or add an inbox pattern to _ENTITY.md.',
      'Lege ihn in _INBOX/zoho/<firma>/, oder ergänze ein inbox-Muster in _ENTITY.md.',
    ],
  ),
  explanation(
    'export-unfinished',
    ['A download that is not finished', 'Ein unfertiger Download'],
    [
      'Its name says that something is still writing it; it is passed over.',
      'Der Name sagt, dass noch etwas daran schreibt; sie wird übergangen.',
    ],
    ['Deals.csv.crdownload', 'Deals.csv.crdownload'],
    ['Wait until it is done, or delete it.', 'Warte, bis er fertig ist, oder lösche sie.'],
  ),
  explanation(
    'export-twice',
    ['The same export twice', 'Derselbe Export zweimal'],
    ['Two files hold the same bytes; they count once.', 'Zwei Dateien enthalten dieselben Bytes; sie zählen einmal.'],
    ['Deals.csv and Deals (1).csv', 'Deals.csv und Deals (1).csv'],
    ['Delete one of them.', 'Lösche eine davon.'],
  ),
  explanation(
    'export-unreadable',
    ['An export can not be read', 'Ein Export ist nicht lesbar'],
    [
      'It is passed over, and the others are used. The message says why.',
      'Er wird übergangen, die anderen werden verwendet. Die Meldung sagt, warum.',
    ],
    ['A web page that was saved as .csv', 'Eine Webseite, die als .csv gespeichert wurde'],
    AGAIN,
  ),
  explanation(
    'export-not-deals',
    ['This is no export of deals', 'Das ist kein Export von Deals'],
    [
      'Its headers are those of leads, tasks, accounts or products; the pipeline scan passes it over.',
      'Seine Köpfe sind die von Leads, Aufgaben, Firmen oder Produkten; die Pipeline-Prüfung übergeht ihn.',
    ],
    ['Contacts_2026_02_10.csv in the inbox', 'Contacts_2026_02_10.csv im Eingang'],
    ['Nothing to do, or export the Deals module.', 'Nichts zu tun, oder exportiere das Modul „Deals“.'],
  ),
];
