import * as z from 'zod/mini';
import type { Block, Report } from '../../../core/report.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import type { AgentRunner } from '../call.ts';
import { nextOf } from '../due.ts';
import { type OpenSchedule, openSchedule, schedulerWorld } from '../opened.ts';
import { type DueOutcome, dueHere, runDue } from '../run-due.ts';
import type { TurnScope } from '../turn-book.ts';
import { madeUp, resultWord } from '../words.ts';

const input = z.object({
  agent: z.optional(z.string()),
  watch: z._default(z.boolean(), false),
  offline: z._default(z.boolean(), false),
  dryRun: z._default(z.boolean(), false),
  quiet: z._default(z.boolean(), false),
});

/** The worst of several exit codes: what hindered a run before what a run found. */
const WORST = [4, 2, 3, 1, 8] as const;

/** `bizos schedule run`. */
export const scheduleRun: Operation<typeof input> = {
  name: 'schedule run',
  summary: {
    en: 'Run what is due now; what was missed is made up once.',
    de: 'Lässt laufen, was fällig ist; Versäumtes wird einmal nachgeholt.',
  },
  about: {
    en: 'For a timer that calls it every few minutes (bizos schedule install), or with --watch as a process that stays. Of several machines that share a remote, one runs a row: its turn is taken there first.',
    de: 'Für einen Timer, der es alle paar Minuten ruft (bizos schedule install), oder mit --watch als bleibender Prozess. Von mehreren Maschinen an einem Remote lässt eine die Zeile laufen: Dort wird zuerst vermerkt, wer dran ist.',
  },
  effect: 'sends',
  input,
  fields: {
    agent: { value: 'AGENT', help: { en: 'rows of this agent only', de: 'nur Zeilen dieses Agenten' } },
    watch: { help: { en: 'stay, and look every minute', de: 'bleiben und jede Minute nachsehen' } },
    offline: {
      help: {
        en: 'ask no remote: one run at a time on this machine only',
        de: 'kein Remote fragen: ein Lauf zur Zeit nur auf dieser Maschine',
      },
    },
    dryRun: { help: { en: 'say what is due, run nothing', de: 'sagen, was fällig ist, nichts laufen lassen' } },
    quiet: { help: { en: 'say nothing when nothing is due', de: 'nichts sagen, wenn nichts fällig ist' } },
  },
  examples: [
    { command: 'bizos schedule run', does: { en: 'what is due now', de: 'was jetzt fällig ist' } },
    { command: 'bizos schedule run --dry-run', does: { en: 'only looks', de: 'sieht nur nach' } },
    {
      command: 'bizos schedule run --watch',
      does: { en: 'stays and runs each row in its time', de: 'bleibt und lässt jede Zeile zu ihrer Zeit laufen' },
    },
  ],
  run: async (context, given) => runScheduled(context, given, (await import('../agent-runner.ts')).agentRunner),
};

/** The same with any way of running an agent. */
async function runScheduled(context: Context, given: z.infer<typeof input>, run: AgentRunner): Promise<Outcome> {
  const { agent, watch, offline, dryRun } = given;
  const setting = { run, offline, ...(agent !== undefined && { agent }) };
  if (watch && !dryRun) return (await import('../watch.ts')).watchSchedule(context, setting);
  const open = await openSchedule(context, agent);
  const world = await schedulerWorld(context, open, { ...setting, offline: offline || dryRun });
  const done = dryRun ? dueHere(world, world.book.known()) : await runDue(world);
  const next = nextOf(
    open.schedule.entries.filter((row) => row.meaning && (agent === undefined || row.agent === agent)),
    context.now(),
    open.timeZone,
    open.schedule.cron,
  );
  const scope = world.book.scope;
  return {
    exit: WORST.find((code) => done.some(({ result, exit }) => exit === code && result !== 'held')) ?? 0,
    json: () => ({
      schema: 'bizos.schedule-run/1',
      dryRun,
      guarantee: scope,
      due: done.map(jsonOutcome),
      next: next === undefined ? null : new Date(next).toISOString(),
      problems: open.schedule.problems,
    }),
    report: () => report(open, done, next, dryRun ? undefined : scope),
    ...(given.quiet && done.length === 0 && { plain: () => [] }),
  };
}

function jsonOutcome({ entry, due, late, missed, result, exit, run, says }: DueOutcome): object {
  const { agent, what } = entry;
  return { agent, what, due: new Date(due).toISOString(), madeUp: late, missed, result, exit, run: run ?? null, says };
}

function report(
  { language, timeZone, schedule }: OpenSchedule,
  done: readonly DueOutcome[],
  next: number | undefined,
  scope?: TurnScope,
): Report {
  const de = language === 'de';
  const blocks: Block[] = [];
  if (done.length === 0) blocks.push({ kind: 'text', tone: 'quiet', text: de ? 'Nichts ist fällig.' : 'Nothing is due.' });
  else
    blocks.push({
      kind: 'facts',
      items: done.map((one) => {
        const { word, tone } = resultWord(one, language);
        const made = madeUp(one, timeZone)?.[language];
        const note = [one.result === 'due' ? undefined : one.says[language].replace(/\.$/, ''), made, one.hint?.[language]].filter(
          (part) => part !== undefined,
        );
        return {
          label: `${one.entry.agent}: ${one.entry.what}`,
          value: word,
          tone,
          ...(note.length > 0 && { note: note.join('; ') }),
        };
      }),
    });
  if (next !== undefined)
    blocks.push({ kind: 'text', tone: 'quiet', text: `${de ? 'Nächstes Mal' : 'Next'}: ${momentWords(next, timeZone)} (${timeZone})` });
  if (done.length > 0 && scope === 'this-machine')
    blocks.push({
      kind: 'text',
      tone: 'quiet',
      text: de ? 'Ein Lauf zur Zeit gilt nur auf dieser Maschine.' : 'One run at a time holds on this machine only.',
    });
  const problems = schedule.problems.filter(({ level }) => level !== 'note');
  if (problems.length > 0) blocks.push({ kind: 'problems', items: problems });
  return { title: de ? 'Zeitplan' : 'Schedule', language, blocks };
}
