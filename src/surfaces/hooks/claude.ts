import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { readHookInput } from '../../guard/claude/hook-input.ts';
import { denyJson, type ProgramParts } from '../../guard/claude/judge.ts';
import { nothingToRenew, quickAnswer } from '../../guard/claude/quick-answer.ts';

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
      let parts: ProgramParts = {};
      let answer = quickAnswer(input, Date.now(), language, project, parts);
      // Each part is asked for at most once: one that can't be had leaves the answer to the whole program.
      for (let asked = 0; answer.kind === 'needs' && asked < PARTS_MAX; asked++) {
        parts = { ...parts, ...(await partOfProgram(answer.part)) };
        answer = quickAnswer(input, Date.now(), language, project, parts);
      }
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

/** Files of the program that are loaded by themselves, by what they export. */
const PARTS: Readonly<Record<keyof ProgramParts, string>> = { facetsOf: 'facets.js', heldBy: 'holders.js' };
const PARTS_MAX = Object.keys(PARTS).length;

/** A part of the program without the rest of it; nothing where it has none: then the whole program is asked. */
async function partOfProgram(name: keyof ProgramParts): Promise<ProgramParts> {
  try {
    const file = join(dirname(programHere().program), '..', 'dist', PARTS[name]);
    const { [name]: part } = (await import(pathToFileURL(file).href)) as ProgramParts;
    return { [name]: part };
  } catch {
    return {};
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

// The hook is over before optimised code would pay for itself: a fifth of its time where it reads documents.
setFlagsFromString('--no-opt');
process.exitCode = await run();
