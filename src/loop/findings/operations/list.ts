import * as z from 'zod/mini';
import { type Severity, severityRank } from '../../../core/finding.ts';
import { wallOf } from '../../../core/moment.ts';
import type { Report } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { readLedger } from '../../ledger/read.ts';
import { openSealed } from '../../ledger/sealed.ts';
import { agentPolicy } from '../../policy/needed.ts';
import { type FindingAbout, type FindingState, foldFindings } from '../state.ts';
import { type Silence, toTell } from '../telling.ts';

const input = z.object({
  entity: z.optional(z.string()),
  agent: z.optional(z.string()),
  all: z._default(z.boolean(), false),
  last: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100_000)), 30),
});

const WHY: Readonly<Record<Silence | 'due' | 'pending' | 'clearing' | 'resolved', readonly [string, string]>> = {
  due: ['to be told', 'zu melden'],
  below: ['not severe enough', 'nicht schwer genug'],
  told: ['told', 'gemeldet'],
  acknowledged: ['acknowledged', 'zur Kenntnis genommen'],
  snoozed: ['snoozed', 'zurückgestellt'],
  silenced: ['silenced by another', 'durch anderen still'],
  quiet: ['quiet hours', 'Ruhezeit'],
  'under-way': ['a message is under way', 'Nachricht unterwegs'],
  'no-row': ['no row in the policy', 'keine Zeile in der Richtlinie'],
  pending: ['does not count yet', 'zählt noch nicht'],
  clearing: ['gone, not yet resolved', 'weg, noch nicht erledigt'],
  resolved: ['resolved', 'erledigt'],
};

const HOW: Readonly<Record<Language, Report['blocks'][number]>> = {
  en: {
    kind: 'commands',
    items: [
      { command: 'bizos findings snooze ID --for 3d', does: 'again later' },
      { command: 'bizos findings acknowledge ID', does: 'silent until worse' },
    ],
  },
  de: {
    kind: 'commands',
    items: [
      { command: 'bizos findings snooze ID --for 3d', does: 'später wieder' },
      { command: 'bizos findings acknowledge ID', does: 'still, bis er schlimmer wird' },
    ],
  },
};

/** `bizos findings list`. */
export const findingsList: Operation<typeof input> = {
  name: 'findings list',
  summary: { en: 'What stands open, worst first, and who hears of it.', de: 'Was offen ist, das Schlimmste zuerst, und wer davon hört.' },
  about: {
    en: 'From the ledger alone: no scan runs. Names are there as long as they were not erased.',
    de: 'Allein aus dem Ledger: Keine Prüfung läuft. Namen stehen da, solange sie nicht gelöscht wurden.',
  },
  effect: 'reads',
  input,
  fields: {
    entity: { value: 'SLUG', help: { en: 'only of this company', de: 'nur dieser Firma' } },
    agent: { value: 'AGENT', help: { en: 'only of this agent', de: 'nur dieses Agenten' } },
    all: { help: { en: 'resolved ones too', de: 'auch erledigte' } },
    last: { value: 'N', help: { en: 'how many at most (default 30)', de: 'wie viele höchstens (sonst 30)' } },
  },
  examples: [{ command: 'bizos findings list', does: { en: 'the worst thirty', de: 'die schlimmsten dreißig' } }],
  async run(context, { entity, agent, all, last }) {
    const workspace = await openWorkspace(context);
    const { root, language, timeZone } = workspace;
    const slug = entity === undefined ? undefined : workspace.entity(entity).slug;
    const policy = agentPolicy(workspace);
    workspace.close();
    const { entries, problems } = readLedger(root);
    const states = [...foldFindings(entries).values()];
    const moment = context.now();
    const stands = standsOf(states, toTell(states, policy, moment, wallOf(moment, timeZone)));
    const open = openSealed(root);
    const about = (state: FindingState): FindingAbout | undefined => open(state.about) as FindingAbout | undefined;
    const fits = states
      .filter(
        (state) =>
          (all || state.standing !== 'resolved') && (slug ?? state.entity) === state.entity && (agent ?? state.agent) === state.agent,
      )
      .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || (b.worth ?? 0) - (a.worth ?? 0) || (a.id < b.id ? -1 : 1));
    const shown = fits.slice(0, last);
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.findings/1',
        findings: fits.length,
        shown: shown.map((state) => ({ ...jsonOf(state), stands: stands(state), about: about(state) ?? null })),
        problems,
      }),
      report: (): Report => ({
        title: language === 'de' ? 'Befunde' : 'Findings',
        ...(fits.length > shown.length && {
          subtitle:
            language === 'de' ? `die schlimmsten ${shown.length} von ${fits.length}` : `the worst ${shown.length} of ${fits.length}`,
        }),
        language,
        blocks: [
          shown.length === 0
            ? { kind: 'text', tone: 'good', text: language === 'de' ? 'Nichts ist offen.' : 'Nothing is open.' }
            : tableOf(shown, about, stands, language),
          ...(problems.length > 0 ? [{ kind: 'problems' as const, items: problems }] : []),
          ...(shown.length > 0 ? [HOW[language]] : []),
        ],
      }),
    };
  },
};

function standsOf(states: readonly FindingState[], { tell, silent }: ReturnType<typeof toTell>): (state: FindingState) => keyof typeof WHY {
  const due = new Set(tell.map(({ state }) => state.id));
  const why = new Map(silent.map((one) => [one.state.id, one.why]));
  const standing = new Map(states.map((state) => [state.id, state.standing]));
  return ({ id }) => {
    const now = standing.get(id);
    if (now === 'pending' || now === 'clearing' || now === 'resolved') return now;
    return due.has(id) ? 'due' : (why.get(id) ?? 'told');
  };
}

/** A company's name stands in its own column only where there are several. */
function tableOf(
  shown: readonly FindingState[],
  about: (state: FindingState) => FindingAbout | undefined,
  stands: (state: FindingState) => keyof typeof WHY,
  language: Language,
): Report['blocks'][number] {
  const german = language === 'de';
  const several = new Set(shown.map(({ entity }) => entity)).size > 1;
  const name = german ? 'Worum' : 'About';
  const labels = [
    'Id',
    german ? 'Schwere' : 'Severity',
    german ? 'Regel' : 'Rule',
    ...(several ? [german ? 'Firma' : 'Entity'] : []),
    name,
    german ? 'Stand' : 'Stands',
  ];
  const rows = shown.map((state) => [
    state.id.slice(0, 8),
    german ? GERMAN[state.severity] : state.severity,
    state.rule,
    ...(several ? [state.entity] : []),
    about(state)?.subject.name ?? (german ? '(Name gelöscht)' : '(name erased)'),
    WHY[stands(state)][german ? 1 : 0],
  ]);
  return { kind: 'table', columns: labels.map((label) => ({ label, ...(label === name && { flexible: true }) })), rows };
}

const GERMAN: Readonly<Record<Severity, string>> = {
  info: 'Hinweis',
  low: 'niedrig',
  medium: 'mittel',
  high: 'hoch',
  critical: 'kritisch',
};

function jsonOf({
  id,
  agent,
  scan,
  entity,
  rule,
  severity,
  standing,
  since,
  told,
  snoozedUntil,
  acknowledged,
  action,
  worth,
  stage,
}: FindingState): object {
  const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    id,
    agent,
    scan,
    entity,
    rule,
    severity,
    standing,
    since: iso(since),
    told: iso(told?.at),
    acknowledged: iso(acknowledged?.at),
    snoozedUntil: iso(snoozedUntil),
    action: action ?? null,
    worth: worth ?? null,
    stage: stage ?? null,
  };
}
