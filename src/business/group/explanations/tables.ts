import type { Explanation } from '../../../workspace/operation.ts';
import { explanation } from './form.ts';

type Pair = readonly [en: string, de: string];

/** A cell that can't be read: only what it is, an example and the remedy differ. */
function unreadable(code: string, thing: Pair, example: Pair, remedy: Pair): Explanation {
  return explanation(
    code,
    [`${thing[0]} can't be read`, `${thing[1]} ist nicht lesbar`],
    [
      'A row of a table holds something that BizOS does not understand. The row does not count; what the group’s or the shipped policy says does.',
      'Eine Zeile einer Tabelle enthält etwas, das BizOS nicht versteht. Die Zeile gilt nicht; es gilt, was die Richtlinie der Gruppe oder die mitgelieferte sagt.',
    ],
    example,
    remedy,
  );
}

/** Two rows about the same thing; the message says which one counts. */
function twice(code: string, thing: Pair, example: Pair): Explanation {
  return explanation(
    code,
    [`${thing[0]} is there twice`, `${thing[1]} steht zweimal da`],
    [
      'Two rows of one table say different things of the same; the message says which of them counts. Whoever changes the other wonders why nothing happens.',
      'Zwei Zeilen einer Tabelle sagen Verschiedenes über dasselbe; die Meldung sagt, welche gilt. Wer die andere ändert, wundert sich, dass nichts geschieht.',
    ],
    example,
    ['Delete one of the rows.', 'Lösche eine der Zeilen.'],
  );
}

/** A sum that is written down and is not what the rows make. */
function wrongSum(code: string, thing: Pair, example: Pair): Explanation {
  return explanation(
    code,
    [`${thing[0]} do not add up`, `${thing[1]} gehen nicht auf`],
    [
      'The sum in the table is another than that of its rows; one of them was changed without the other.',
      'Die Summe in der Tabelle ist eine andere als die ihrer Zeilen; eines wurde ohne das andere geändert.',
    ],
    example,
    ['Correct the row or the sum.', 'Berichtige die Zeile oder die Summe.'],
  );
}

/** A word that stands for nothing that BizOS has. */
function unknown(code: string, thing: Pair, example: Pair, remedy: Pair): Explanation {
  return explanation(
    code,
    [`There is no such ${thing[0]}`, `So heißt ${thing[1]}`],
    [
      'A row names something that is not there, so the row changes nothing.',
      'Eine Zeile nennt etwas, das es nicht gibt; sie ändert also nichts.',
    ],
    example,
    remedy,
  );
}

/** What the problems of tables and policies mean. */
export const TABLE_EXPLANATIONS: readonly Explanation[] = [
  unreadable(
    'weight-unreadable',
    ['A weight', 'Ein Gewicht'],
    ['| inactivity | much |', '| inactivity | viel |'],
    ['Write a number of points: 20.', 'Schreibe eine Punktzahl: 20.'],
  ),
  unreadable(
    'sla-unreadable',
    ['An SLA', 'Eine Frist'],
    ['| Offer Sent | a week or so |', '| Offer Sent | etwa eine Woche |'],
    ['Write 24h, 7 days or N/A.', 'Schreibe 24h, 7 Tage oder N/A.'],
  ),
  unreadable(
    'category-unreadable',
    ['A category of a stage', 'Die Kategorie einer Stufe'],
    ['| Negotiation | hot |', '| Negotiation | heiß |'],
    ['Write open, parked, won or lost.', 'Schreibe offen, geparkt, gewonnen oder verloren.'],
  ),
  unreadable(
    'severity-unknown',
    ['A severity', 'Eine Schwere'],
    ['| stalled | urgent |', '| stalled | dringend |'],
    ['Write info, low, medium, high, critical or off.', 'Schreibe info, low, medium, high, critical oder off.'],
  ),
  unreadable(
    'setting-unreadable',
    ['A setting', 'Eine Einstellung'],
    ['| Silent after | soon |', '| Still nach | bald |'],
    ['Write the value like the example in the message.', 'Schreibe den Wert wie im Beispiel der Meldung.'],
  ),
  unreadable(
    'budget-unreadable',
    ['An amount of a budget', 'Ein Betrag eines Budgets'],
    ['| Hosting | a lot | 80% |', '| Hosting | viel | 80% |'],
    ['Write €1.200 or MYR 1,200.', 'Schreibe €1.200 oder MYR 1.200.'],
  ),
  unreadable(
    'points-unreadable',
    ['A number of points', 'Eine Punktzahl'],
    ['| Kaizen | many |', '| Kaizen | viele |'],
    ['Write | Kaizen | 25 |.', 'Schreibe | Kaizen | 25 |.'],
  ),
  unreadable(
    'band-unreadable',
    ['The line of a band', 'Die Grenze eines Bands'],
    ['| Yellow | good |', '| Gelb | gut |'],
    ['Write | Yellow | 75% |.', 'Schreibe | Gelb | 75% |.'],
  ),
  unreadable(
    'permission-unreadable',
    ['A permission', 'Eine Erlaubnis'],
    ['| Stage | sometimes |', '| Stage | manchmal |'],
    ['Write Read, Write or -.', 'Schreibe Lesen, Schreiben oder -.'],
  ),
  unreadable(
    'role-key',
    ['A key of a role', 'Ein Schlüssel einer Rolle'],
    ['owner: [a, b]', 'owner: [a, b]'],
    ['Write owner: Full Name.', 'Schreibe owner: Voller Name.'],
  ),
  unknown(
    'field-unknown',
    ['field of a deal', 'kein Feld eines Deals'],
    ['| value | Deal Amount | (the field is called amount)', '| wert | Deal Amount | (das Feld heißt amount)'],
    ['Use a field that bizos scan pipeline --help lists.', 'Nimm ein Feld, das bizos scan pipeline --help nennt.'],
  ),
  unknown(
    'setting-unknown',
    ['setting', 'keine Einstellung'],
    ['| Silent affter | 30 days |', '| Still nahc | 30 Tage |'],
    ['Take the name from bizos/00_Holding/CRM_STRUCTURE.md.', 'Nimm den Namen aus bizos/00_Holding/CRM_STRUCTURE.md.'],
  ),
  unknown(
    'rule-unknown',
    ['rule', 'keine Regel'],
    ['| stale | high | (the rule is called stalled)', '| stale | high | (die Regel heißt stalled)'],
    ['bizos explain lists the rules.', 'bizos explain zählt die Regeln auf.'],
  ),
  unknown(
    'risk-factor-unknown',
    ['risk factor', 'kein Risikofaktor'],
    ['| mood | 10 |', '| laune | 10 |'],
    ['Use a factor that the message lists.', 'Nimm einen Faktor, den die Meldung nennt.'],
  ),
  unknown(
    'required-stage-unknown',
    ['stage to ask for fields from', 'keine Stufe, ab der Felder verlangt werden'],
    ['From "Offered" onwards, and the stage is called Offer Sent', 'Ab „Angeboten“, und die Stufe heißt Offer Sent'],
    ['Use a name from the stage table.', 'Nimm einen Namen aus der Stufentabelle.'],
  ),
  unknown(
    'stage-name-unknown',
    ['stage for a name of the CRM', 'keine Stufe, zu der ein Name des CRM führt'],
    ['| Payment Done | Won |, and the stage is called Closed Won', '| Payment Done | Won |, und die Stufe heißt Closed Won'],
    ['Use a name from the stage table.', 'Nimm einen Namen aus der Stufentabelle.'],
  ),
  twice(
    'setting-twice',
    ['A setting', 'Eine Einstellung'],
    ['| Silent after | 30 days | and | Silent after | 60 days |', '| Still nach | 30 Tage | und | Still nach | 60 Tage |'],
  ),
  twice('stage-twice', ['A stage', 'Eine Stufe'], ['Two rows for Negotiation', 'Zwei Zeilen für Negotiation']),
  twice(
    'stage-name-twice',
    ['A stage name of the CRM', 'Ein Stufenname des CRM'],
    ['Quotation is said to be Offer Sent and Negotiation', 'Quotation soll Offer Sent und Negotiation sein'],
  ),
  twice('budget-twice', ['A budget', 'Ein Budget'], ['Two rows for Hosting', 'Zwei Zeilen für Hosting']),
  explanation(
    'budget-currency',
    ['A budget is in two currencies', 'Ein Budget steht in zwei Währungen'],
    [
      'Limit, alert and hard stop of a service are compared with each other, and amounts of two currencies never are.',
      'Grenze, Warnung und Stopp eines Dienstes werden miteinander verglichen, Beträge zweier Währungen nie.',
    ],
    ['| Hosting | €100 | MYR 400 | €120 |', '| Hosting | €100 | MYR 400 | €120 |'],
    ['Write all amounts of the row in one currency.', 'Schreibe alle Beträge der Zeile in einer Währung.'],
  ),
  explanation(
    'budget-order',
    ['A budget warns after its limit', 'Ein Budget warnt erst nach seiner Grenze'],
    [
      'The alert comes before the limit, and the hard stop at it or behind it; in another order the alert would never be of use.',
      'Die Warnung kommt vor der Grenze, der Stopp an ihr oder dahinter; sonst wäre die Warnung nie von Nutzen.',
    ],
    ['limit €100, alert at €120', 'Grenze €100, Warnung bei €120'],
    ['Order them: alert, limit, hard stop.', 'Ordne sie: Warnung, Grenze, Stopp.'],
  ),
  wrongSum(
    'budget-total',
    ['The rows of a budget', 'Die Zeilen eines Budgets'],
    ['| Total | €900 |, and the rows make €1,000', '| Summe | €900 |, und die Zeilen ergeben €1.000'],
  ),
  wrongSum(
    'points-total',
    ['The points', 'Die Punkte'],
    ['| Total | 100 |, and the areas make 95', '| Summe | 100 |, und die Bereiche ergeben 95'],
  ),
  wrongSum('weights-sum', ['The weights', 'Die Gewichte'], ['40%, 30% and 20%', '40%, 30% und 20%']),
  explanation(
    'table-column-missing',
    ['A table lacks a column and is not read', 'Einer Tabelle fehlt eine Spalte, sie wird nicht gelesen'],
    [
      'The table looks like one of BizOS, and a column that it needs is missing or has another name. None of its rows counts.',
      'Die Tabelle sieht nach einer von BizOS aus, und eine nötige Spalte fehlt oder heißt anders. Keine ihrer Zeilen gilt.',
    ],
    ['| Metric | Goal line | instead of | Metric | Target |', '| Kennzahl | Ziellinie | statt | Kennzahl | Ziel |'],
    ['Name the column as the message says.', 'Nenne die Spalte, wie die Meldung sagt.'],
  ),
  explanation(
    'stage-name-empty',
    ['A row of stage names is half empty', 'Eine Zeile der Stufennamen ist halb leer'],
    [
      'The name of the CRM, or the stage that it means, is missing; the row does not count.',
      'Der Name des CRM oder die Stufe, die er meint, fehlt; die Zeile gilt nicht.',
    ],
    ['| Payment Done |  |', '| Payment Done |  |'],
    ['Fill in both cells.', 'Fülle beide Zellen.'],
  ),
  explanation(
    'target-unit',
    ['A target is in another unit than its metric', 'Ein Ziel hat eine andere Einheit als seine Kennzahl'],
    [
      'Days can’t be held against a percentage, nor one currency against another; the target does not count.',
      'Tage lassen sich nicht mit einem Prozentsatz vergleichen, eine Währung nicht mit einer anderen; das Ziel gilt nicht.',
    ],
    ['| Win rate | TBD | 30 days |', '| Abschlussquote | TBD | 30 Tage |'],
    ['Write the target in the unit of the metric.', 'Schreibe das Ziel in der Einheit der Kennzahl.'],
  ),
  explanation(
    'stage-unknown',
    ['A stage of the export is not known', 'Eine Stufe des Exports ist nicht bekannt'],
    [
      'Deals stand in a stage that no policy names. They are listed and left out of the numbers, since nobody said whether they are open, won or lost.',
      'Deals stehen in einer Stufe, die keine Richtlinie nennt. Sie werden aufgezählt und bleiben aus den Zahlen, da niemand sagte, ob sie offen, gewonnen oder verloren sind.',
    ],
    ['The CRM has a new stage "Verbal yes".', 'Das CRM hat eine neue Stufe „Mündlich zugesagt“.'],
    [
      'Add a row to "Stage names of the CRM" in CRM_STRUCTURE.md, or --stage \'Verbal yes=open\'.',
      "Ergänze eine Zeile in „Stufennamen des CRM“ der CRM_STRUCTURE.md, oder --stage 'Zugesagt=open'.",
    ],
  ),
  explanation(
    'rule-not-checked',
    ['A rule could not be checked', 'Eine Regel konnte nicht geprüft werden'],
    [
      'The export lacks the columns that the rule looks at. That is said, so that no finding is not taken for all is well.',
      'Dem Export fehlen die Spalten, auf die die Regel sieht. Das wird gesagt, damit kein Befund nicht für alles gut gehalten wird.',
    ],
    ['No column for the next step', 'Keine Spalte für den nächsten Schritt'],
    [
      'Export that column too, or name it in the table Field | Column.',
      'Exportiere die Spalte mit, oder nenne sie in der Tabelle Feld | Spalte.',
    ],
  ),
  explanation(
    'sla-clock-missing',
    ['Deals have no date to hold against the SLA', 'Deals haben kein Datum für die Frist'],
    [
      'None of the clocks that the policy names has a date for these deals, so nobody can say how long they stand still. They count as not followed up.',
      'Keine der Uhren aus der Richtlinie hat für diese Deals ein Datum; niemand kann also sagen, wie lange sie stillstehen. Sie gelten als nicht nachverfolgt.',
    ],
    ['An export without Created Time and Modified Time', 'Ein Export ohne Created Time und Modified Time'],
    [
      'Fill in the dates in the CRM, or add a clock to the setting "SLA clocks".',
      'Trag die Daten im CRM nach, oder ergänze eine Uhr in der Einstellung „SLA-Uhren“.',
    ],
  ),
];
