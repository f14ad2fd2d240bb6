import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll } from 'vitest';
import type { z } from 'zod/mini';
import { explanations } from '../../../src/business/index.ts';
import { kinds } from '../../../src/business/kinds.ts';
import { type Piece, wholeText } from '../../../src/core/pieces.ts';
import type { Ask, Context, Operation, Outcome } from '../../../src/workspace/operation.ts';
import { takeExampleIndex } from '../../example-index.ts';

export const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** An empty folder that goes away after the tests of this file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-group-'));
  folders.push(folder);
  return folder;
}

/** The example tree in a git repository of its own: made once, and copied for each test. */
let made: string | undefined;

function madeTree(): string {
  if (made !== undefined) return made;
  const folder = emptyFolder();
  for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
    cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, '.gitignore'), '_INBOX/\n.bizos/\n.env\n');
  spawnSync('git', ['init', '-q', '-b', 'main', '--template='], { cwd: folder });
  made = folder;
  return made;
}

/** A copy of the repository's example tree in a git repository of its own; with the demo exports where a test scans. */
export function exampleTree({ exports = true } = {}): string {
  const folder = emptyFolder();
  cpSync(madeTree(), folder, { recursive: true, filter: (path) => exports || basename(path) !== 'templates' });
  takeExampleIndex(folder);
  return folder;
}

/** A context with a stopped clock (20 November 2026, 01:00 UTC), no terminal, and no settings of the person who runs the tests. */
export function contextIn(cwd: string, given: Partial<Context> = {}): Context {
  return {
    cwd,
    environment: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    now: () => Date.parse('2026-11-20T01:00:00Z'),
    localeLanguage: 'en',
    kinds,
    explanations,
    stdin: 0,
    progress: () => undefined,
    ...given,
  };
}

/** Runs an operation as a surface would: through its schema. */
export function call<S extends z.ZodMiniObject>(
  operation: Operation<S>,
  context: Context,
  input: Record<string, unknown> = {},
): Promise<Outcome> {
  return operation.run(context, operation.input.parse(input));
}

/** What the operation's JSON says, as a program would read it. */
export function jsonOf(outcome: Outcome): Record<string, never> {
  const json = outcome.json();
  return JSON.parse(Symbol.iterator in json ? wholeText(json as Iterable<Piece>) : JSON.stringify(json)) as Record<string, never>;
}

/** A person who answers from a list, in order; checks are asked as the real surface does. */
export function answering(answers: readonly unknown[]): Ask {
  const left = [...answers];
  const next = (): unknown => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return {
    input: async (_question, preset, check) => {
      const answer = (next() as string | undefined) ?? preset ?? '';
      const verdict = check ? check(answer) : true;
      if (verdict !== true) throw new Error(`refused: ${verdict.en}`);
      return answer;
    },
    choose: async (_question, choices, preset) => (next() as (typeof choices)[number]['value'] | undefined) ?? preset ?? choices[0].value,
    chooseMany: async (_question, choices) => choices.filter(({ on }) => on).map(({ value }) => value),
    confirm: async (_question, preset) => (next() as boolean | undefined) ?? preset ?? true,
  };
}
