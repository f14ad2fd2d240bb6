import { writtenDay } from '../../../core/day-words.ts';
import { parseIsoMoment } from '../../../core/moment.ts';
import { EXPERIMENT_FIELD } from '../../../tree/vocabulary.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';

/** Labels whose value is a day. */
const DATED = /^(?:date|created|since|last updated|updated|due|started|start|end|datum|erstellt|seit|fällig|beginn|ende)$/i;

const LOG = 'kaizen-log';

/** The heading of an entry in a log, an archive of one or a book of lessons: `[K-BIZ-007] …`. Its days are read as people write them. */
const ENTRY = /^\[[A-Z]+(?:-[A-Z0-9]+)*-(?:\d+|~\w+)\]/;

/** Labels of the days on which an experiment began and ended. */
const STEPS: ReadonlySet<string> = new Set([...EXPERIMENT_FIELD.started, ...EXPERIMENT_FIELD.completed]);

/** Days that are none, in front matter, fields and tables. */
export const dateInvalid: TreeCheck = {
  explanation: {
    code: 'date-invalid',
    title: { en: 'A date is no day of the calendar', de: 'Ein Datum ist kein Tag im Kalender' },
    explain: {
      en: 'Dates in documents are written YYYY-MM-DD. One that is written like that and is no real day, or a **Date:** that is written another way, is read by nobody: an experiment without a date never becomes overdue. Kaizen logs and entries with a number (K-BIZ-007) may say 18.10.2026 or 18 October 2026, too.',
      de: 'Daten in Dokumenten stehen als JJJJ-MM-TT. Eines, das so aussieht und kein wirklicher Tag ist, oder ein **Date:** in anderer Form liest niemand: Ein Versuch ohne Datum wird nie überfällig. In Kaizen-Logs und Einträgen mit Nummer (K-BIZ-007) darf auch 18.10.2026 oder 18. Oktober 2026 stehen.',
    },
    example: { en: '**Date:** 2026-02-30, or **Date:** 3/4/26', de: '**Date:** 2026-02-30, oder **Date:** 3.4.26' },
    remedy: { en: 'Write the day as YYYY-MM-DD.', de: 'Schreibe den Tag als JJJJ-MM-TT.' },
  },
  run(look) {
    const faults: Fault[] = [];
    for (const { document, kind } of look.documents) {
      const note = (text: string, line: number, labelled: boolean, logged = kind === LOG): void => {
        const written = text.trim();
        if (!isWrong(written, labelled, logged)) return;
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
        const logged = kind === LOG || ENTRY.test(section.title);
        for (const { label, value, line } of section.fields)
          note(value, line, DATED.test(label) || (logged && STEPS.has(label.toLowerCase())), logged);
        for (const table of section.tables) {
          for (const row of table.rows)
            for (const [k, cell] of row.cells.entries()) note(cell, row.line, DATED.test(table.header[k] ?? ''));
        }
      }
    }
    return faults;
  },
};

/** Whether words are meant as a day and nobody can read them. `logged`: whoever reads them there reads `18.10.2026`, too. */
function isWrong(written: string, labelled: boolean, logged: boolean): boolean {
  if (/^\d{4}-\d{2}-\d{2}$/.test(written)) return Number.isNaN(parseIsoMoment(written));
  if (!labelled) return false;
  const day = logged ? writtenDay(written) : undefined;
  return day === undefined ? /^\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?\.?$/.test(written) : Number.isNaN(day);
}

function lineOf(text: string, key: string): number {
  return Math.max(1, text.split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1);
}
