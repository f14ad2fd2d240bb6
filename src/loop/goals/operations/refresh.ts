import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Block } from '../../../core/report.ts';
import type { Language, Text } from '../../../core/text.ts';
import { writeWhole } from '../../../tree/write.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { noAgent } from '../../approvals/person.ts';
import { type GoalRow, type GoalsNow, goalsNow } from '../refresh.ts';

const input = z.object({ agent: z.optional(z.string()), yes: z._default(z.boolean(), false), dryRun: z._default(z.boolean(), false) });

/** `bizos goals refresh`. */
export const goalsRefresh: Operation<typeof input> = {
  name: 'goals refresh',
  summary: { en: 'Bring the column "Current" of the goals up to date.', de: 'Bringt die Spalte „Current“ der Ziele auf den Stand.' },
  about: {
    en: 'Scans for the agents, shows which cells of AGENT_GOALS.md would change, and lets a person take them: at a terminal, or with --yes. The column is a person’s, so no session of an agent may do it. Where a target is counted from the number ("Reduce 20%"), the number stays. Nothing is committed. Exit code 8: changes wait for somebody to take them.',
    de: 'Prüft für die Agenten, zeigt, welche Zellen der AGENT_GOALS.md sich ändern würden, und lässt einen Menschen sie übernehmen: am Terminal oder mit --yes. Die Spalte gehört Menschen, also darf es keine Sitzung eines Agenten. Wo ein Ziel von der Zahl aus zählt („20% senken“), bleibt sie stehen. Nichts wird committet. Exit-Code 8: Änderungen warten darauf, übernommen zu werden.',
  },
  effect: 'writes',
  input,
  fields: {
    agent: { value: 'AGENT', help: { en: 'this agent’s table only', de: 'nur die Tabelle dieses Agenten' } },
    yes: { help: { en: 'take the changes without asking', de: 'die Änderungen ohne Frage übernehmen' } },
    dryRun: { help: { en: 'only show them', de: 'sie nur zeigen' } },
  },
  examples: [
    { command: 'bizos goals refresh --dry-run', does: { en: 'what would change', de: 'was sich ändern würde' } },
    { command: 'bizos goals refresh --agent crm-ops', does: { en: 'shows it and asks', de: 'zeigt es und fragt' } },
  ],
  async run(context, { agent, yes, dryRun }) {
    const now = await goalsNow(context, agent);
    const changed = now.files.filter(({ diff }) => diff.length > 0);
    let taken = false;
    if (changed.length > 0 && !dryRun) {
      noAgent(context, now.root);
      taken = yes || (await asked(context, now));
      if (taken)
        for (const { path, before, after } of changed) writeWhole(join(now.root, path), after, { root: now.root, expected: before });
    }
    return outcomeOf(now, taken, dryRun);
  },
};

/** Shows the change and asks the person at the terminal; nobody there: no. */
async function asked(context: Context, { files }: GoalsNow): Promise<boolean> {
  if (!context.ask) return false;
  for (const { path, diff } of files) for (const line of [path, ...diff]) context.say?.({ en: line, de: line });
  return context.ask.confirm({ en: 'Take these numbers into the goals?', de: 'Diese Zahlen in die Ziele übernehmen?' }, false);
}

const KEPT: Readonly<Record<Exclude<GoalRow['now']['kind'], 'change'>, Text>> = {
  same: { en: 'as it is', de: 'stimmt' },
  baseline: { en: 'stays: the target counts from it', de: 'bleibt: das Ziel zählt von dort' },
  'too-few': { en: 'too few for a number', de: 'zu wenige für eine Zahl' },
  'not-measured': { en: 'not measured', de: 'nicht gemessen' },
};

function outcomeOf(now: GoalsNow, taken: boolean, dryRun: boolean): Outcome {
  const changed = now.files.filter(({ diff }) => diff.length > 0);
  const waits = changed.length > 0 && !taken && !dryRun;
  return {
    exit: waits ? 8 : 0,
    json: () => ({
      schema: 'bizos.goals-refresh/1',
      taken,
      asOf: now.day ?? null,
      rows: now.rows.map(({ agent, metric, line, before, now: { kind, ...rest } }) => ({ agent, metric, line, before, kind, ...rest })),
      files: now.files.map(({ path, diff }) => ({ path, diff })),
      problems: now.problems,
    }),
    report: () => ({
      title: now.language === 'de' ? 'Ziele' : 'Goals',
      ...(now.day !== undefined && { subtitle: `${now.language === 'de' ? 'Stand' : 'as of'} ${now.day}` }),
      language: now.language,
      blocks: blocksOf(now, taken, dryRun, waits),
    }),
  };
}

function blocksOf(now: GoalsNow, taken: boolean, dryRun: boolean, waits: boolean): Block[] {
  const { rows, files, language, problems } = now;
  const de = language === 'de';
  const blocks: Block[] = [];
  if (rows.length === 0)
    blocks.push({
      kind: 'text',
      tone: 'quiet',
      text: de ? 'Kein Scan der Agenten misst etwas.' : 'No scan of the agents measures anything.',
    });
  else
    blocks.push({
      kind: 'table',
      columns: [
        { label: 'Agent' },
        { label: de ? 'Metrik' : 'Metric', flexible: true },
        { label: de ? 'Aktuell' : 'Current', flexible: true },
        { label: de ? 'Jetzt' : 'Now', flexible: true },
      ],
      rows: rows.map(({ agent, metric, before, now: one }) => [agent, metric, before || '–', wordsOf(one, language)]),
    });
  for (const { path, diff } of files)
    if (diff.length > 0) blocks.push({ kind: 'heading', text: path }, { kind: 'verbatim', text: diff.join('\n') });
  if (problems.length > 0) blocks.push({ kind: 'problems', items: problems });
  const end = endWords(taken, dryRun, waits);
  blocks.push({ kind: 'text', tone: taken ? 'good' : 'quiet', text: end[language] });
  if (waits)
    blocks.push({ kind: 'commands', items: [{ command: 'bizos goals refresh --yes', does: de ? 'übernimmt sie' : 'takes them' }] });
  return blocks;
}

function wordsOf(now: GoalRow['now'], language: Language): string {
  return now.kind === 'change' ? now.text : KEPT[now.kind][language];
}

function endWords(taken: boolean, dryRun: boolean, waits: boolean): Text {
  if (taken) return { en: 'Taken. Commit it when it is right.', de: 'Übernommen. Committe es, wenn es stimmt.' };
  if (waits)
    return { en: 'Nothing was written: a person takes the numbers.', de: 'Nichts wurde geschrieben: Ein Mensch übernimmt die Zahlen.' };
  return dryRun
    ? { en: 'Nothing was written (--dry-run).', de: 'Nichts wurde geschrieben (--dry-run).' }
    : { en: 'Nothing to change.', de: 'Nichts zu ändern.' };
}
