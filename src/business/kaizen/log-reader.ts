import { parseDuration } from '../../core/duration.ts';
import type { Place, Problem } from '../../core/problem.ts';
import type { Field, ParsedDocument, Section } from '../../tree/document.ts';
import type { KindReading } from '../../tree/kinds.ts';
import { findTables, headingKey, labelKey } from '../../tree/tables.ts';
import { COLUMN, EXPERIMENT_FIELD, HEADING, LABEL } from '../../tree/vocabulary.ts';
import { experimentsIn, type Experiment as StandingExperiment } from './experiment.ts';
import { scanLog } from './log-scan.ts';

/** In which part of the log an experiment stands. */
export type LogPart = 'active' | 'completed' | 'dropped' | 'other';

/** An experiment of the log. Texts are as written; what is pending or left as the template had it is not given. */
export interface Experiment {
  /** `K-BIZ-001`; provisional ones have a tilde: `K-BIZ-~7f3a`. */
  readonly id: string;
  readonly title: string;
  readonly part: LogPart;
  readonly date?: string;
  readonly started?: string;
  readonly layer?: string;
  readonly entity?: string;
  readonly status?: string;
  readonly hypothesis?: string;
  readonly expected?: string;
  readonly duration?: string;
  /** The length that the duration begins with. */
  readonly durationMs?: number;
  readonly actual?: string;
  readonly learning?: string;
  readonly decision?: string;
  /** Every field in order, unknown ones such as "Risks Identified" too; `given` false: pending. */
  readonly fields: readonly { readonly label: string; readonly value: string; readonly given: boolean; readonly line: number }[];
  readonly line: number;
}

/** What a `KAIZEN_LOG.md` says. */
export interface KaizenLog {
  readonly experiments: readonly Experiment[];
  readonly candidates: readonly { readonly layer?: string; readonly text: string; readonly line: number }[];
  readonly layers: readonly { readonly name: string; readonly improves: string; readonly example?: string }[];
  readonly updated?: string;
  /** The same experiments by where they stand, as the commands see them; `ends` is null where it is not known. */
  readonly standing: readonly StandingExperiment[];
}

type Known = keyof typeof EXPERIMENT_FIELD;

const ID = /^\[([A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+))\]\s*(.*)$/;
const LAYERS = { layer: COLUMN.layer, improves: COLUMN.improves, example: COLUMN.example };

/** Reads the experiments (headings that begin with an id in brackets), the candidates and the table of layers. Fenced templates are none. */
export function read(document: ParsedDocument): KindReading<KaizenLog> {
  const problems: Problem[] = [];
  const experiments: Experiment[] = [];
  for (const section of document.sections) {
    const part = partOf(section);
    const heading = ID.exec(section.title);
    if (heading) {
      const experiment = experimentOf(document, section, heading[1], heading[2], part, problems);
      const other = experiments.find(({ id }) => id === experiment.id);
      if (other)
        problems.push(
          fault(
            'experiment-twice',
            { file: document.path, line: section.line },
            `${experiment.id} is also in line ${other.line}.`,
            `${experiment.id} steht auch in Zeile ${other.line}.`,
            'Give the later one a new id.',
            'Gib dem späteren eine neue Nummer.',
          ),
        );
      experiments.push(experiment);
    } else if (part !== 'other' && section.above.length > 1 && section.fields.length > 0) {
      problems.push(
        fault(
          'experiment-id',
          { file: document.path, line: section.line },
          `"${section.title}" is an experiment without an id.`,
          `„${section.title}“ ist ein Versuch ohne Nummer.`,
          'Begin the heading like "### [K-BIZ-004] Title".',
          'Beginne die Überschrift wie „### [K-BIZ-004] Titel“.',
        ),
      );
    }
  }
  const updated = document.sections
    .flatMap(({ fields }) => fields)
    .find(({ label }) => (LABEL.updated as readonly string[]).includes(labelKey(label)));
  return {
    value: {
      experiments,
      candidates: candidatesOf(document),
      layers: layersOf(document),
      updated: updated?.value,
      standing: experimentsIn(scanLog(document.text)),
    },
    problems,
  };
}

function partOf(section: Section): LogPart {
  const titles = [...section.above, section.title].map(headingKey);
  const has = (pattern: RegExp): boolean => titles.some((title) => pattern.test(title));
  if (has(/^(?:active|running|aktive?|laufende?)(?![\p{L}])/u)) return 'active';
  if (has(/^(?:completed|finished|abgeschlossene?|beendete?)(?![\p{L}])/u)) return 'completed';
  return has(/^(?:dropped|verworfene?|abgebrochene?)(?![\p{L}])/u) ? 'dropped' : 'other';
}

/** `(pending)`, `(filled after experiment completes)`, `[Measurable outcome]`, a dash: nobody has written anything yet. */
function isGiven(value: string): boolean {
  return !/^(?:\((?:[^()]*)\)|\[[^\][]*\]|[-–—…]|tbd|pending|offen|ausstehend|)$/i.test(value.trim());
}

function experimentOf(
  document: ParsedDocument,
  section: Section,
  id: string,
  title: string,
  part: LogPart,
  problems: Problem[],
): Experiment {
  const known = (name: Known): Field | undefined =>
    section.fields.find(({ label }) => (EXPERIMENT_FIELD[name] as readonly string[]).includes(labelKey(label)));
  const text = (name: Known): string | undefined => {
    const value = known(name)?.value;
    return value !== undefined && isGiven(value) ? value : undefined;
  };
  const place = (name: Known): Place => ({ file: document.path, line: known(name)?.line ?? section.line });
  const date = text('date');
  const status = text('status');
  if (
    status !== undefined &&
    !/^(?:proposed|active|completed|dropped|vorgeschlagen|aktiv|läuft|abgeschlossen|verworfen)(?!\p{L})/iu.test(status)
  )
    problems.push({
      ...fault(
        'experiment-status',
        place('status'),
        `"${status}" is no status of an experiment.`,
        `„${status}“ ist kein Stand eines Versuchs.`,
        'Write Proposed, Active, Completed or Dropped.',
        'Schreibe Vorgeschlagen, Aktiv, Abgeschlossen oder Verworfen.',
      ),
      level: 'warning',
    });
  const duration = text('duration');
  const length = duration === undefined ? undefined : parseDuration(/^\s*(\d+(?:[.,]\d+)?\s*\p{L}+)/u.exec(duration)?.[1] ?? '-');
  return {
    id,
    title,
    part,
    date,
    started: text('started'),
    layer: text('layer'),
    entity: text('entity'),
    status,
    hypothesis: text('hypothesis'),
    expected: text('expected'),
    duration,
    durationMs: length?.ms,
    actual: text('actual'),
    learning: text('learning'),
    decision: text('decision'),
    fields: section.fields.map(({ label, value, line }) => ({ label, value, given: isGiven(value), line })),
    line: section.line,
  };
}

function candidatesOf(document: ParsedDocument): KaizenLog['candidates'] {
  const section = document.sections.find(({ title }) => (HEADING.candidates as readonly string[]).includes(headingKey(title)));
  return (section?.items ?? []).map(({ text, line }) => {
    const m = /^(System|Process|Model|Prozess|Modell):\s*(.+)$/is.exec(text);
    return m ? { layer: m[1], text: m[2], line } : { text, line };
  });
}

function layersOf(document: ParsedDocument): KaizenLog['layers'] {
  return findTables(document, LAYERS, ['layer', 'improves']).flatMap(({ rows }) =>
    rows.map(({ cells }) => ({ name: cells.layer, improves: cells.improves, example: cells.example || undefined })),
  );
}

function fault(code: string, place: Place, en: string, de: string, remedyEn: string, remedyDe: string): Problem {
  return { code, level: 'error', message: { en, de }, place, remedy: { en: remedyEn, de: remedyDe } };
}
