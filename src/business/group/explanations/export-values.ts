import { AGAIN, CELLS, explanation } from './form.ts';

const FIELDS = ['amount', 'probability', 'created', 'closing', 'closed', 'last-activity', 'modified'] as const;

/** What the problems of the values in an export mean. */
export const EXPORT_VALUE_EXPLANATIONS = [
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
    'date-unreadable',
    ['A step has no readable time', 'Ein Schritt hat keine lesbare Zeit'],
    ['A row of the stage history does not say when; it is rejected.', 'Eine Zeile des Stufenverlaufs sagt nicht, wann; sie ist abgelehnt.'],
    ['Modified Time: soon', 'Modified Time: bald'],
    AGAIN,
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
