import { parseDuration } from '../../core/duration.ts';
import { parseIsoMoment, type WallMs } from '../../core/moment.ts';
import { labelKey } from '../../tree/tables.ts';

/** An experiment of the Kaizen log, as far as `status` needs it. */
export interface Experiment {
  readonly id: string;
  readonly title: string;
  readonly entity: string;
  readonly status: string;
  readonly line: number;
  /** NaN where no date or no length is written down. */
  readonly ends: WallMs;
}

/** A heading of the log as the index knows it. */
export interface LogSection {
  readonly title: string;
  readonly line: number;
  readonly lastLine: number;
}

/**
 * The entries of a Kaizen log: headings that begin with an id in brackets. Read from the log's own lines, so that no Markdown
 * is parsed at start-up; the index has told the headings from those in code fences.
 */
export function readExperiments(text: string, sections: readonly LogSection[]): Experiment[] {
  const lines = text.split(/\r?\n/);
  return sections.flatMap(({ title, line, lastLine }) => {
    const heading = /^\[([A-Z]{1,4}-[A-Z]{2,5}-[\w~]+)\]\s*(.*)$/.exec(title);
    if (!heading) return [];
    const fields = fieldsOf(lines.slice(line, lastLine));
    const date = parseIsoMoment(fields.get('date') ?? fields.get('datum') ?? '');
    const length = parseDuration(firstLength(fields.get('duration') ?? fields.get('dauer') ?? ''));
    return [
      {
        id: heading[1],
        title: heading[2],
        entity: fields.get('entity') ?? fields.get('firma') ?? '',
        status: fields.get('status') ?? '',
        line,
        ends: length ? date + length.ms : Number.NaN,
      },
    ];
  });
}

/** Whether an experiment is at work now. */
export function isRunning({ status }: Experiment): boolean {
  return /^(?:active|running|aktiv|läuft)\b/i.test(status);
}

/** `**Label:** value`, the value on the same line or on the next one that says something. */
function fieldsOf(lines: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  lines.forEach((line, i) => {
    const m = /^\*\*([^*]+?):?\*\*:?[ \t]*(.*)$/.exec(line);
    if (!m) return;
    const next = lines.slice(i + 1).find((below) => below.trim() !== '') ?? '';
    fields.set(labelKey(m[1]), m[2].trim() || (next.startsWith('**') ? '' : next.trim()));
  });
  return fields;
}

/** `4 weeks: design first …` → `4 weeks`. */
function firstLength(text: string): string {
  return /^\s*(\d+(?:[.,]\d+)?\s*\p{L}+)/u.exec(text)?.[1] ?? '-';
}
