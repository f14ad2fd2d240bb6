import type { Language, Text } from './text.ts';

/** Where something stands: a file with line (1-based), or a row of an export (1-based, the header counts). */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly row?: number;
}

export type ProblemLevel = 'error' | 'warning' | 'note';

/**
 * Bad data or bad configuration, as a value. `error`: something could not be used; `warning`: it was used, and the
 * reader must know what was assumed; `note`: worth knowing, nothing to do.
 */
export interface Problem {
  /** Stable kebab-case name that `bizos explain CODE` opens, such as `column-missing`. */
  readonly code: string;
  readonly level: ProblemLevel;
  readonly message: Text;
  readonly place?: Place;
  /** What to do about it, in the imperative. */
  readonly remedy: Text;
  /** How many rows or places this one line stands for. */
  readonly count?: number;
}

/** A value together with everything that was wrong on the way to it. */
export interface Checked<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** `file:line`, `file row 12`, or an empty string. */
export function placeText(place: Place | undefined, language: Language): string {
  if (!place) return '';
  const file = place.file ?? '';
  if (place.line !== undefined) return `${file}:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
  if (place.row !== undefined) return `${file}${file ? ' ' : ''}${language === 'de' ? 'Zeile' : 'row'} ${place.row}`;
  return file;
}

/**
 * Wrong use or a failed surrounding: thrown, caught once by the surface, shown as message and hint without a stack trace.
 * `exit` is the process's exit code (DESIGN: 2 wrong call or input, 3 refused, 4 surroundings failed).
 */
export class BizosError extends Error {
  constructor(
    readonly exit: 2 | 3 | 4,
    readonly text: Text,
    readonly hint?: Text,
    readonly problems: readonly Problem[] = [],
    options?: ErrorOptions,
  ) {
    super(text.en, options);
    this.name = 'BizosError';
  }
}
