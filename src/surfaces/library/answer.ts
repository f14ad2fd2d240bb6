import type { Language } from '../../core/text.ts';

/** How a program calls an operation. */
export interface CallOptions {
  /** Folder that the call is made in (default: the process's). Paths of the input are relative to it. */
  readonly cwd?: string;
  /** The tree's folder (default: BIZOS_ROOT, else looked for upwards from `cwd`). */
  readonly root?: string;
  /** Language of the sentences in the answer (default: the tree's). */
  readonly language?: Language;
  /** Settings and secrets (default: the process's environment). A session is named by BIZOS_SESSION, as on the command line. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The moment now in milliseconds since the epoch (default: the clock). */
  readonly now?: () => number;
}

/** What an operation answers. */
export interface Answer {
  /** 0 fine, 1 findings over `failOn`, 2 to 4 as on the command line, 8 something waits for a person. */
  readonly exit: 0 | 1 | 2 | 3 | 4 | 8;
  /** The document that `--json` prints: `{schema: 'bizos.NAME/1', …}`. */
  readonly document: Readonly<Record<string, unknown>>;
}
