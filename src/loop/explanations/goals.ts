import type { Explanation } from '../../workspace/operation.ts';

/** What `bizos goals refresh` can stumble over. */
export const goalsExplanations: readonly Explanation[] = [
  {
    code: 'goals-cell',
    title: { en: 'A cell of the goals was not refreshed', de: 'Eine Zelle der Ziele wurde nicht aufgefrischt' },
    explain: {
      en: 'A number goes into exactly one cell: the row of the metric, the column "Current". Where the table lacks the column, or two rows bear the name, nothing is guessed and the cell stays.',
      de: 'Eine Zahl kommt in genau eine Zelle: die Zeile der Metrik, die Spalte „Current“. Fehlt die Spalte, oder tragen zwei Zeilen den Namen, wird nicht geraten, und die Zelle bleibt.',
    },
    example: { en: 'Two rows "Win rate" in one table.', de: 'Zwei Zeilen „Abschlussquote“ in einer Tabelle.' },
    remedy: {
      en: 'Name the rows apart, or write the number by hand.',
      de: 'Benenne die Zeilen verschieden, oder schreibe die Zahl von Hand.',
    },
  },
];
