import { parseIsoMoment } from '../../../core/moment.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';

/** Labels whose value is a day. */
const DATED = /^(?:date|created|since|last updated|updated|due|started|start|end|datum|erstellt|seit|fällig|beginn|ende)$/i;

/** Days that are none, in front matter, fields and tables. */
export const dateInvalid: TreeCheck = {
  explanation: {
    code: 'date-invalid',
    title: { en: 'A date is no day of the calendar', de: 'Ein Datum ist kein Tag im Kalender' },
    explain: {
      en: 'Dates in documents are written YYYY-MM-DD. One that is written like that and is no real day, or a **Date:** that is written another way, is read by nobody: an experiment without a date never becomes overdue.',
      de: 'Daten in Dokumenten stehen als JJJJ-MM-TT. Eines, das so aussieht und kein wirklicher Tag ist, oder ein **Date:** in anderer Form liest niemand: Ein Versuch ohne Datum wird nie überfällig.',
    },
    example: { en: '**Date:** 2026-02-30, or **Date:** 3/4/26', de: '**Date:** 2026-02-30, oder **Date:** 3.4.26' },
    remedy: { en: 'Write the day as YYYY-MM-DD.', de: 'Schreibe den Tag als JJJJ-MM-TT.' },
  },
  run(look) {
    const faults: Fault[] = [];
    for (const { document } of look.documents) {
      const note = (text: string, line: number, labelled: boolean): void => {
        const written = text.trim();
        if (
          /^\d{4}-\d{2}-\d{2}$/.test(written)
            ? !Number.isNaN(parseIsoMoment(written))
            : !(labelled && /^\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?$/.test(written))
        )
          return;
        faults.push({
          problem: {
            code: 'date-invalid',
            level: 'error',
            message: { en: `"${written}" is no date.`, de: `„${written}“ ist kein Datum.` },
            place: { file: document.path, line },
            remedy: { en: 'Write the day as YYYY-MM-DD.', de: 'Schreibe den Tag als JJJJ-MM-TT.' },
          },
        });
      };
      for (const [key, value] of Object.entries(document.frontMatter)) {
        if (typeof value === 'string') note(value, lineOf(document.text, key), DATED.test(key));
      }
      for (const section of document.sections) {
        for (const field of section.fields) note(field.value, field.line, DATED.test(field.label));
        for (const table of section.tables) {
          for (const row of table.rows)
            for (const [k, cell] of row.cells.entries()) note(cell, row.line, DATED.test(table.header[k] ?? ''));
        }
      }
    }
    return faults;
  },
};

function lineOf(text: string, key: string): number {
  return Math.max(1, text.split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1);
}
