import type { Problem } from '../core/problem.ts';
import type { Text } from '../core/text.ts';
import type { ParsedDocument } from '../tree/document.ts';
import type { Entity } from '../tree/kinds/entity.ts';
import type { Context, Explanation } from './operation.ts';

/** One thing that `bizos doctor` looks for; one file a check. A field of the business may bring its own. */
export interface TreeCheck {
  /** What `bizos explain` says; its code is that of every problem the check finds. */
  readonly explanation: Explanation;
  run(look: TreeLook): Promise<readonly Fault[]> | readonly Fault[];
}

/** Something that is wrong, and what `--fix` may do about it without asking. */
export interface Fault {
  readonly problem: Problem;
  readonly mend?: Mend;
}

/** A change that is safe to make: it loses nothing and can be undone by hand. */
export interface Mend {
  /** What was done, in the past tense. */
  readonly says: Text;
  run(): Promise<void>;
}

/** A document together with what its kind made of it. */
export interface ReadDocument {
  readonly document: ParsedDocument;
  /** Name of its kind; undefined: it has none. */
  readonly kind?: string;
  readonly value?: unknown;
}

/** The whole tree as the doctor has read it. Nothing in it is changed by looking. */
export interface TreeLook {
  readonly root: string;
  readonly context: Context;
  /** Every file below `bizos/`, `cto-brain/` and `_SESSIONS/`, from the root, `/` between parts, in order. */
  readonly files: readonly string[];
  readonly documents: readonly ReadDocument[];
  readonly entities: readonly Entity[];
  /** What git says to these words, in the tree's root; undefined where there is no git, no repository, or it refuses. */
  git(...words: readonly string[]): Promise<string | undefined>;
}

/** Checks that tell what one reading of the tree has found, each of them what bears its code; it is read once a look, whatever asks. */
export function checksOf(explanations: readonly Explanation[], problemsIn: (look: TreeLook) => Promise<readonly Problem[]>): TreeCheck[] {
  const read = new WeakMap<TreeLook, Promise<readonly Problem[]>>();
  const problemsOf = (look: TreeLook): Promise<readonly Problem[]> => {
    const problems = read.get(look) ?? problemsIn(look);
    read.set(look, problems);
    return problems;
  };
  return explanations.map((explanation) => ({
    explanation,
    run: async (look) => (await problemsOf(look)).filter(({ code }) => code === explanation.code).map((problem) => ({ problem })),
  }));
}
