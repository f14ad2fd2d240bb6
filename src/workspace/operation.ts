import type * as z from 'zod/mini';
import type { Piece } from '../core/pieces.ts';
import type { Report } from '../core/report.ts';
import type { Language, Text } from '../core/text.ts';
import type { DocumentKind } from '../tree/kinds.ts';
import type { ActionKindEntry } from './action.ts';
import type { TreeCheck } from './check.ts';
import type { MergeDriver } from './merge-driver.ts';
import type { ScanEntry } from './scan.ts';

/** What the world is to an operation. Nothing below the surfaces reads the environment, the clock or the terminal itself. */
export interface Context {
  /** Folder the call was made in (absolute). */
  readonly cwd: string;
  /** `--root`, else `BIZOS_ROOT`; undefined: look upwards from `cwd`. */
  readonly root?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The moment now, milliseconds since the epoch. */
  now(): number;
  /** Chosen by `--lang`, then BIZOS_LANG; undefined: the tree's language, then the locale's. */
  readonly language?: Language;
  /** Language of the locale (LC_ALL, LC_MESSAGES, LANG), en where it is neither. */
  readonly localeLanguage: Language;
  /** Every kind of document that the fields of the business declare. */
  readonly kinds: readonly DocumentKind[];
  /** What every rule, check and problem code means, for `bizos explain`; gathered from the fields of the business. */
  explanations(): Promise<readonly Explanation[]>;
  /** How the fields of the business have git merge their files. */
  readonly mergeDrivers?: readonly MergeDriver[];
  /** What the fields of the business have `bizos doctor` look for besides its own checks. */
  checks?(): Promise<readonly TreeCheck[]>;
  /** The scans that the fields of the business bring; agents name them in their schedule. */
  scans?(): Promise<readonly ScanEntry[]>;
  /** The kinds of action that the fields of the business bring. */
  actionKinds?(): Promise<readonly ActionKindEntry[]>;
  /** Standard input as a file descriptor, for `-`. */
  readonly stdin: number;
  /** Shows progress on stderr after a second of work. `done` and `total` in any one unit; total undefined: not known. */
  progress(label: Text, done: number, total?: number): void;
  /** Says a line at once, on stderr: for what stays alive and would otherwise be silent. */
  say?(line: Text): void;
  /** The caller wants the JSON document, not the report. */
  readonly json?: boolean;
  /** Asks the person at the terminal; undefined where there is none (scripts, agents, CI). */
  readonly ask?: Ask;
}

/** The person pressed Ctrl-C at a question: exit code 130, nothing written. */
export class Interrupted extends Error {}

/** Questions to a person. Rejects with `Interrupted` when the person leaves (Ctrl-C). */
export interface Ask {
  input(question: Text, preset?: string, check?: (answer: string) => true | Text): Promise<string>;
  choose<T extends string>(question: Text, choices: readonly { value: T; label: Text }[], preset?: T): Promise<T>;
  chooseMany<T extends string>(question: Text, choices: readonly { value: T; label: Text; on?: boolean }[]): Promise<T[]>;
  confirm(question: Text, preset?: boolean): Promise<boolean>;
  /** Opens the person's editor on a text and gives back what was saved; undefined where no editor is set up or it failed. */
  edit?(text: string): Promise<string | undefined>;
}

/** What an operation gives back: the same data as a report for people and as a versioned document for programs. */
export interface Outcome {
  /** 0 fine, 1 findings over `--fail-on`, 8 something waits for a person (DESIGN, exit codes). */
  readonly exit: 0 | 1 | 2 | 3 | 4 | 8;
  /** `{schema: 'bizos.NAME/1', …}`, or its text in pieces where it may be large. */
  json(): object | Iterable<Piece>;
  report(): Report;
  /** Text that goes to stdout as it is instead of the report (CSV, a document for `-`). */
  plain?(): Iterable<string>;
}

/** A field of the input: shown as flag (`--as-of DATE`), as MCP property, as form field. */
export interface FieldHelp {
  readonly help: Text;
  /** Word for the value in help: `FILE`, `DATE`. None for a switch. */
  readonly value?: string;
  /** Position on the command line, from 0; `rest` takes all that are left. */
  readonly position?: number | 'rest';
}

/** Something that a person or agent can ask for; declared once, offered by every surface. */
export interface Operation<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** Words on the command line: `scan pipeline`. */
  readonly name: string;
  readonly summary: Text;
  /** More than one line, where one is not enough. */
  readonly about?: Text;
  readonly effect: 'reads' | 'writes' | 'sends';
  /** camelCase keys; `asOf` becomes `--as-of`. Arrays are repeatable flags, booleans are switches. */
  readonly input: S;
  readonly fields: { readonly [K in keyof z.infer<S>]-?: FieldHelp };
  readonly examples: readonly { readonly command: string; readonly does: Text }[];
  /** Its words are spoken language: what looks like a flag and is none (`-5%`) stays among them. */
  readonly spoken?: boolean;
  run(context: Context, input: z.infer<S>): Promise<Outcome>;
}

/** What stands behind a code that a finding, a check or a problem carries. */
export interface Explanation {
  readonly code: string;
  readonly title: Text;
  /** Why it matters. */
  readonly explain: Text;
  readonly example: Text;
  readonly remedy: Text;
}

/** What a field of the business lists: enough for help, the rest is loaded when it is called. */
export interface OperationEntry {
  readonly name: string;
  readonly summary: Text;
  readonly load: () => Promise<Operation>;
}
