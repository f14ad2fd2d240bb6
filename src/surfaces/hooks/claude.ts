import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readHookInput } from '../../guard/claude/hook-input.ts';
import { denyJson, type Standing } from '../../guard/claude/judge.ts';
import { nothingToRenew, quickAnswer } from '../../guard/claude/quick-answer.ts';

type FacetsOf = NonNullable<Standing['facetsOf']>;

/** Where the whole program stands: written by `bizos integrate claude` beside the copy of this file in the home folder. */
interface Program {
  readonly node: string;
  readonly program: string;
}

/** Runs one hook call and gives the exit code: 0, or 2, which the host takes for a refusal. Never 1: that would let the call through. */
async function run(): Promise<number> {
  try {
    const text = readFileSync(0, 'utf8');
    const input = readHookInput(text);
    const language = /^de/i.test(process.env.BIZOS_LANG || '') ? 'de' : 'en';
    const project = process.env.CLAUDE_PROJECT_DIR || undefined;
    if (input.event === 'PostToolUse' && nothingToRenew(input, Date.now(), project)) return 0;
    if (input.event === 'PreToolUse') {
      let answer = quickAnswer(input, Date.now(), language, project);
      if (answer.kind === 'parts') answer = quickAnswer(input, Date.now(), language, project, await readerOfParts());
      if (answer.kind === 'go') return 0;
      if (answer.kind === 'refuse') {
        process.stdout.write(denyJson(answer.reason));
        return 0;
      }
    }
    return askProgram(text);
  } catch (error) {
    process.stderr.write(`BizOS: the guard could not answer, so it refuses. ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

/** The program's reader of Markdown, without the rest of it; undefined where it has none: then the whole program is asked. */
async function readerOfParts(): Promise<FacetsOf | undefined> {
  try {
    const facets = join(dirname(programHere().program), '..', 'dist', 'facets.js');
    return ((await import(pathToFileURL(facets).href)) as { facetsOf: FacetsOf }).facetsOf;
  } catch {
    return undefined;
  }
}

function programHere(): Program {
  return JSON.parse(readFileSync(join(homedir(), '.bizos', 'program.json'), 'utf8')) as Program;
}

function askProgram(text: string): number {
  const { node, program } = programHere();
  const done = spawnSync(node, [program, 'guard', 'hook'], { input: text, encoding: 'utf8', maxBuffer: 1 << 24 });
  if (done.error) throw done.error;
  process.stdout.write(done.stdout);
  process.stderr.write(done.stderr);
  return done.status === 0 ? 0 : 2;
}

process.exitCode = await run();
