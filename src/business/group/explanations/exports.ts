import { explanation } from './form.ts';

const AGAIN = ['Export again from the CRM.', 'Exportiere noch einmal aus dem CRM.'] as const;
const CELLS = ['Correct these cells in the CRM and export again.', 'Berichtige diese Zellen im CRM und exportiere erneut.'] as const;
const FIELDS = ['amount', 'probability', 'created', 'closing', 'closed', 'last-activity', 'modified'] as const;

/** What the problems of reading an export mean. */
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
    'outcome-against-stage',
    ['Stage and outcome disagree', 'Stufe und Ausgang widersprechen sich'],
    [
      'A column beside the stage says won, lost or open, and a deal whose stage is closed says another thing there. The stage counts.',
      'Eine Spalte neben der Stufe sagt gewonnen, verloren oder offen, und ein Deal in einer abgeschlossenen Stufe sagt dort etwas anderes. Es zählt die Stufe.',
    ],
    ['Stage "Closed Won", Status "Lost"', 'Stufe „Closed Won“, Status „Lost“'],
    ['Correct the deals in the CRM.', 'Berichtige die Deals im CRM.'],
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
    'amount-sign-open',
    ['A point that may part thousands', 'Ein Punkt, der Tausender trennen kann'],
    [
      '"1.200" is 1200 in one country and 1.2 in another. Amounts such as 850.25 or 1.200,50 in the same column decide; without them it is read as 1200.',
      '„1.200“ ist in einem Land 1200 und in einem anderen 1,2. Beträge wie 850.25 oder 1.200,50 in derselben Spalte entscheiden; ohne sie gilt 1200.',
    ],
    ['An amount "1.200" and no other with decimals', 'Ein Betrag „1.200“ und kein anderer mit Dezimalstellen'],
    [
      'Set "Decimal sign" in the table "Setting | Value" where they are decimals.',
      'Setz „Dezimalzeichen“ in der Tabelle „Einstellung | Wert“, wenn es Dezimalstellen sind.',
    ],
  ),
  explanation(
    'outcome-unknown',
    ['Outcome that nothing explains', 'Ausgang, den nichts erklärt'],
    [
      'A column beside the stage says won, lost or open, and holds other words too, such as "Ghosted". The policy does not name them, so these deals count by their stage.',
      'Eine Spalte neben der Stufe sagt gewonnen, verloren oder offen, und enthält auch andere Wörter wie „Ghosted“. Die Richtlinie nennt sie nicht, also zählen diese Deals nach ihrer Stufe.',
    ],
    ['Status "Ghosted" beside the stage "Proposal"', 'Status „Ghosted“ neben der Stufe „Angebot“'],
    [
      'Say what the word means with --stage, or in the table "CRM Stage | Stage".',
      'Sag mit --stage oder in der Tabelle „CRM Stage | Stage“, was das Wort heißt.',
    ],
  ),
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
    'date-order-ambiguous',
    ['Day and month can not be told apart', 'Tag und Monat sind nicht zu unterscheiden'],
    [
      'Every date of the column could be read either way, and a guess could move deals by months.',
      'Jedes Datum der Spalte ist auf beide Arten lesbar, und falsch geraten rückten Deals um Monate.',
    ],
    ['03/04/2026, and no day over 12 in the whole column', '03/04/2026, und kein Tag über 12 in der ganzen Spalte'],
    [
      'Set "Date order" in CRM_STRUCTURE.md to day/month or month/day.',
      'Setze „Datumsreihenfolge“ in CRM_STRUCTURE.md auf Tag/Monat oder Monat/Tag.',
    ],
  ),
  explanation(
    'date-impossible',
    ['Dates that can not be', 'Daten, die es nicht geben kann'],
    [
      'With the order of the whole column these cells are no day; they count as not given.',
      'In der Reihenfolge der ganzen Spalte sind diese Zellen kein Tag; sie gelten als nicht angegeben.',
    ],
    ['31/02/2026', '31.02.2026'],
    CELLS,
  ),
  explanation(
    'currency-mixed',
    ['Two currencies in one column', 'Zwei Währungen in einer Spalte'],
    [
      'Amounts in another currency are in no sum: nobody said at what rate.',
      'Beträge in einer anderen Währung stecken in keiner Summe: Niemand nannte einen Kurs.',
    ],
    ['RM 1,200.00 and USD 300 under Amount', 'RM 1.200,00 und USD 300 unter Amount'],
    ['Export the amounts in the company’s currency.', 'Exportiere die Beträge in der Währung der Firma.'],
  ),
  explanation(
    'currency-other',
    ['The export is in another currency than the company', 'Der Export hat eine andere Währung als die Firma'],
    [
      'All amounts carry another currency than _ENTITY.md names. The export’s counts.',
      'Alle Beträge tragen eine andere Währung, als _ENTITY.md nennt. Es gilt die des Exports.',
    ],
    ['€ in every row, and currency: MYR', '€ in jeder Zeile, und currency: MYR'],
    ['Correct the currency in _ENTITY.md or in the export.', 'Berichtige die Währung in _ENTITY.md oder im Export.'],
  ),
  explanation(
    'currency-dollar',
    ['A dollar sign without a country', 'Ein Dollarzeichen ohne Land'],
    [
      '$ is used by many currencies. The company’s own counts, where it has one; otherwise US dollars.',
      '$ steht für viele Währungen. Es gilt die der Firma, wo sie eine hat; sonst US-Dollar.',
    ],
    ['$1,200.00', '$1,200.00'],
    ['Name the currency in _ENTITY.md, or with --currency SGD.', 'Nenne die Währung in _ENTITY.md, oder mit --currency SGD.'],
  ),
  explanation(
    'id-scientific',
    ['Ids were ruined by a spreadsheet', 'Ids hat eine Tabellenkalkulation zerstört'],
    [
      '5.805E+18 has lost its last digits: two deals may look the same. Such an id is never used to match a deal.',
      '5,805E+18 hat die letzten Stellen verloren: Zwei Deals können gleich aussehen. Eine solche Id wird nie zum Abgleich benutzt.',
    ],
    ['5.805E+18', '5.805E+18'],
    [
      'Use the export as it came, without saving it in a spreadsheet.',
      'Nimm den Export, wie er kam, ohne ihn in einer Tabellenkalkulation zu speichern.',
    ],
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
  explanation(
    'date-unreadable',
    ['A step has no readable time', 'Ein Schritt hat keine lesbare Zeit'],
    ['A row of the stage history does not say when; it is rejected.', 'Eine Zeile des Stufenverlaufs sagt nicht, wann; sie ist abgelehnt.'],
    ['Modified Time: soon', 'Modified Time: bald'],
    AGAIN,
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
  ...FIELDS.flatMap((field) => [
    // A probability that can't be read is a policy's problem too; one text serves both.
    explanation(
      `${field}-unreadable`,
      [`Values of "${field}" can't be read`, `Werte von „${field}“ sind nicht lesbar`],
      [
        'The cells hold something that is neither a value nor empty. They count as not given.',
        'Die Zellen enthalten etwas, das weder ein Wert noch leer ist. Sie gelten als nicht angegeben.',
      ],
      ['#REF!, tbd, see mail', '#REF!, offen, siehe Mail'],
      CELLS,
    ),
    explanation(
      `${field}-implausible`,
      [`Values of "${field}" are not plausible`, `Werte von „${field}“ sind nicht plausibel`],
      [
        'A date in the year 0202, a probability of 400 %: nobody meant that. They count as not given.',
        'Ein Datum im Jahr 0202, eine Wahrscheinlichkeit von 400 %: Das hat niemand gemeint. Sie gelten als nicht angegeben.',
      ],
      ['0202-03-01', '0202-03-01'],
      CELLS,
    ),
  ]),
  explanation(
    'amount-negative',
    ['Amounts are negative', 'Beträge sind negativ'],
    [
      'They are taken as they are, and lower the sums; often a credit note was entered as a deal.',
      'Sie gelten, wie sie sind, und mindern die Summen; oft wurde eine Gutschrift als Deal erfasst.',
    ],
    ['(300.00)', '(300,00)'],
    CELLS,
  ),
];
