import type { Place, Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading } from '../../tree/kinds.ts';
import { findTables } from '../../tree/tables.ts';
import { COLUMN } from '../../tree/vocabulary.ts';
import { candidatesOf } from './candidates.ts';
import { fieldsIn, isGiven } from './entry-fields.ts';
import { type Experiment, experimentsIn, type LoggedExperiment, withoutMarks } from './experiment.ts';
import { listedFields } from './listed-fields.ts';
import { isEntry, type LogEntry, type LogHead, type LogOutline, scanLog } from './log-scan.ts';

/** What a `KAIZEN_LOG.md` says. */
export interface KaizenLog {
  /** In the order of the log; `ends` is null in the index where it is not known. */
  readonly experiments: readonly Experiment[];
  readonly candidates: readonly { readonly layer?: string; readonly text: string; readonly line: number }[];
  readonly layers: readonly { readonly name: string; readonly improves: string; readonly example?: string }[];
}

const LAYERS = { layer: COLUMN.layer, improves: COLUMN.improves, example: COLUMN.example };

/** Reads the experiments (headings that begin with an id in brackets), the candidates and the table of layers. Fenced templates are none. */
export function read(document: ParsedDocument): KindReading<KaizenLog> {
  const outline = scanLog(document.text);
  const experiments = experimentsIn(outline);
  return {
    value: {
      experiments,
      candidates: candidatesOf(outline).map(({ layer, text, line }) => ({ layer, text, line })),
      layers: findTables(document, LAYERS, ['layer', 'improves']).flatMap(({ rows }) =>
        rows.map(({ cells }) => ({ name: cells.layer, improves: cells.improves, example: cells.example || undefined })),
      ),
    },
    problems: [
      ...givenTwice(outline.entries, document.path),
      ...withoutId(outline, document.path),
      ...experiments.flatMap((one) => unknownStatus(one, outline, document.path)),
      ...inLists(outline, document.path),
    ],
  };
}

function givenTwice(entries: readonly LogEntry[], file: string): Problem[] {
  const first = new Map<string, LogEntry>();
  return entries.flatMap((entry) => {
    const other = first.get(entry.id);
    if (!other) {
      first.set(entry.id, entry);
      return [];
    }
    return [
      fault(
        'experiment-twice',
        { file, line: entry.line },
        `${entry.id} is also in line ${other.line}.`,
        `${entry.id} steht auch in Zeile ${other.line}.`,
        'Give the later one a new id.',
        'Gib dem späteren eine neue Nummer.',
      ),
    ];
  });
}

/** Headings in a part of the log that hold fields and no id. Those below the heading of an entry part its own text. */
function withoutId({ text, heads }: LogOutline, file: string): Problem[] {
  const above: LogHead[] = [];
  return heads.flatMap((head) => {
    while (above.length > 0 && above[above.length - 1].depth >= head.depth) above.pop();
    const deep = above.length > 1 && !above.some(isEntry);
    above.push(head);
    const { part, bodyStart, end, line, title } = head;
    if (isEntry(head) || !deep || part === 'other' || part === 'candidates' || fieldsIn(text, bodyStart, end).length === 0) return [];
    return [
      fault(
        'experiment-id',
        { file, line },
        `"${title}" is an experiment without an id.`,
        `„${title}“ ist ein Versuch ohne Nummer.`,
        'Begin the heading like "### [K-BIZ-004] Title".',
        'Beginne die Überschrift wie „### [K-BIZ-004] Titel“.',
      ),
    ];
  });
}

/** Fields that nobody reads, since they stand in a list. */
function inLists(outline: LogOutline, file: string): Problem[] {
  // A large log has ten thousand entries, and mostly none of these.
  if (!/^ {0,3}[-*+][ \t]+\*\*/m.test(outline.text)) return [];
  return outline.entries.flatMap((entry) => {
    const line = listedFields(outline, entry);
    if (line === undefined) return [];
    const says = fault(
      'experiment-listed',
      { file, line },
      `The fields of ${entry.id} stand in a list, where they can't be read.`,
      `Die Angaben von ${entry.id} stehen in einer Liste, wo sie nicht zu lesen sind.`,
      'Write them at the margin, without the dash: **Status:** Active',
      'Schreibe sie an den Rand, ohne Strich davor: **Stand:** Aktiv',
    );
    return [{ ...says, level: 'warning' }];
  });
}

function unknownStatus(experiment: LoggedExperiment, { lines }: LogOutline, file: string): Problem[] {
  const field = experiment.field('status');
  const status = field?.value ?? '';
  if (
    !field ||
    !isGiven(status) ||
    /^(?:proposed|active|running|completed|dropped|vorgeschlagen|aktiv|läuft|laufend|abgeschlossen|verworfen)(?!\p{L})/iu.test(
      withoutMarks(status),
    )
  )
    return [];
  const line = lines.of(field.start);
  return [
    {
      ...fault(
        'experiment-status',
        { file, line },
        `"${status}" is no status of an experiment.`,
        `„${status}“ ist kein Stand eines Versuchs.`,
        'Write Proposed, Active, Completed or Dropped.',
        'Schreibe Vorgeschlagen, Aktiv, Abgeschlossen oder Verworfen.',
      ),
      level: 'warning',
    },
  ];
}

function fault(code: string, place: Place, en: string, de: string, remedyEn: string, remedyDe: string): Problem {
  return { code, level: 'error', message: { en, de }, place, remedy: { en: remedyEn, de: remedyDe } };
}
