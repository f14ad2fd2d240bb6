import * as z from 'zod/mini';
import type { Block } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { agentCalled, broughtBy, rosterOf } from '../../agents/roster.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import { agentWorlds } from '../../dispatch/agent-worlds.ts';
import { isRunning } from '../../dispatch/world.ts';
import { readLedger } from '../../ledger/read.ts';
import { foldOutbox } from '../../outbox/state.ts';
import { patternRecords } from '../records.ts';
import { type PatternStanding, patternStandings } from '../standing.ts';

const input = z.object({ agent: z.optional(z.string().check(z.minLength(1), z.maxLength(119))) });

/** `bizos agent trust [AGENT]`. */
export const agentTrust: Operation<typeof input> = {
  name: 'agent trust',
  summary: { en: 'Which patterns may go alone, and what earned it.', de: 'Welche Muster allein gehen dürfen, und womit verdient.' },
  about: {
    en: 'A pattern is a kind of action, its template, the stage of its subject and the company. So many approvals in a row without an edit prove it (AGENT_POLICY.md, Gate); one edit, one rejection or one bad outcome begins the row anew.',
    de: 'Ein Muster ist eine Aktionsart, ihre Vorlage, die Stufe des Gegenstands und die Firma. So viele Freigaben hintereinander ohne Änderung beweisen es (AGENT_POLICY.md, Tor); eine Änderung, eine Ablehnung oder ein schlechter Ausgang beginnt die Reihe neu.',
  },
  effect: 'reads',
  input,
  fields: {
    agent: {
      value: 'AGENT',
      position: 0,
      help: { en: 'its slug; all agents where not given', de: 'sein Kurzname; ohne Angabe alle Agenten' },
    },
  },
  examples: [{ command: 'bizos agent trust crm-ops', does: { en: 'how far its patterns are', de: 'wie weit seine Muster sind' } }],
  async run(context, { agent }) {
    const workspace = await openWorkspace(context);
    const { root, language, timeZone } = workspace;
    const worlds = await agentWorlds(context, workspace);
    const slug = agent === undefined ? undefined : agentCalled(rosterOf(workspace, await broughtBy(context)), agent).agent.slug;
    workspace.close();
    const asked = worlds.filter(({ who }) => slug === undefined || who === slug);
    const { entries, problems } = readLedger(root);
    const actions = foldOutbox(entries, isRunning);
    const standings = asked
      .flatMap((world) => patternStandings(patternRecords(entries, world.who, actions).values(), world))
      .sort((a, b) => Number(b.may) - Number(a.may) || b.streak - a.streak || (a.pattern < b.pattern ? -1 : 1));
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.agent-trust/1', patterns: standings.map(jsonOf), problems }),
      report: () => ({
        title: language === 'de' ? 'Vertrauen' : 'Trust',
        language,
        blocks: [
          ...(standings.length === 0 ? [nothing(language)] : blocksOf(standings, language, timeZone)),
          ...(problems.length > 0 ? [{ kind: 'problems' as const, items: problems }] : []),
        ],
      }),
    };
  },
};

function nothing(language: Language): Block {
  const text =
    language === 'de'
      ? 'Noch wurde nichts geplant, worüber ein Mensch entscheidet.'
      : 'Nothing that a person decides about has been planned yet.';
  return { kind: 'text', tone: 'quiet', text };
}

function blocksOf(standings: readonly PatternStanding[], language: Language, timeZone: string): Block[] {
  const german = language === 'de';
  const labels = german
    ? ['Muster', 'In Folge', 'Geändert', 'Abgelehnt', 'Schlecht', 'Allein']
    : ['Pattern', 'In a row', 'Edited', 'Rejected', 'Bad', 'Alone'];
  const rows = standings.map((one) => [
    patternWords(one),
    `${one.streak}/${one.needed ?? '–'}`,
    String(one.edited),
    String(one.rejected),
    String(one.bad),
    one.may ? (german ? 'ja' : 'yes') : german ? 'nein' : 'no',
  ]);
  const table: Block = {
    kind: 'table',
    columns: labels.map((label, at) => ({ label, ...(at === 0 && { flexible: true }) })),
    rows,
    tones: standings.map(({ may }) => (may ? 'good' : 'quiet')),
  };
  const reasons = new Map<string, number>();
  for (const { why, code } of standings) {
    const words = `${why[language]} (${code})`;
    reasons.set(words, (reasons.get(words) ?? 0) + 1);
  }
  const why: Block = { kind: 'list', items: [...reasons].map(([words, n]) => `${n} × ${words}`) };
  const earned = standings
    .filter(({ may }) => may)
    .flatMap((one): Block[] => [
      { kind: 'heading', text: `${german ? 'Verdient mit' : 'Earned with'}: ${patternWords(one)}` },
      {
        kind: 'table',
        columns: [
          { label: german ? 'Wann' : 'When' },
          { label: german ? 'Wer' : 'Who' },
          { label: german ? 'Aktion' : 'Action' },
          { label: german ? 'Zeile' : 'Line' },
        ],
        rows: one.earned.slice(-20).map(({ at, by, action, h }) => [momentWords(at, timeZone), by, action.slice(0, 8), h.slice(0, 8)]),
      },
    ]);
  return [table, why, ...earned];
}

/** A pattern as a person reads it: without the hash of its template, and without a stage that the template is named after. */
function patternWords({ act, template, stage, entity }: PatternStanding): string {
  const name = template.replace(/@[0-9a-f]+$/, '');
  const same = stage === '' || name === act || stage.toLowerCase().replaceAll(' ', '-') === name;
  return [act, ...(name === act ? [] : [name]), ...(same ? [] : [stage]), entity].join(' / ');
}

function jsonOf({
  agent,
  pattern,
  act,
  template,
  stage,
  entity,
  streak,
  needed,
  may,
  code,
  why,
  approved,
  edited,
  rejected,
  bad,
  brokenAt,
  brokenBy,
  earned,
}: PatternStanding): object {
  return {
    agent,
    pattern,
    act,
    template,
    stage,
    entity,
    streak,
    needed: needed ?? null,
    may,
    code,
    why,
    approved,
    edited,
    rejected,
    bad,
    broken: brokenAt === undefined ? null : { at: new Date(brokenAt).toISOString(), by: brokenBy },
    earned: earned.map(({ at, ...rest }) => ({ ...rest, at: new Date(at).toISOString() })),
  };
}
