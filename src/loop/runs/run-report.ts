import { severityRank } from '../../core/finding.ts';
import type { Block, FindingLine, Report } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { ScanFinding } from '../../workspace/scan.ts';
import { momentWords } from '../approvals/moment-words.ts';
import type { Change, FindingChange } from '../findings/advance.ts';
import type { ForeseenAction } from './foresee.ts';
import { type AgentRun, summaryOf } from './run.ts';

/** Findings and actions that a report lists singly; `--json` has them all. */
const LISTED = 10;

/** A run for people: what it looked at, what is new, worse and resolved, what it did, what waits. */
export function runReport(run: AgentRun): Report {
  const { agent, language, moment, timeZone, session, counts, paused } = run;
  const de = language === 'de';
  const dry = session === undefined;
  const title = dry ? (de ? 'Probelauf' : 'Dry run') : de ? 'Lauf' : 'Run';
  return {
    title: `${title}: ${agent.agent.name}`,
    language,
    blocks: [
      {
        kind: 'facts',
        items: [
          ...(dry ? [] : [{ label: de ? 'Sitzung' : 'Session', value: session }]),
          { label: 'Phase', value: String(run.phase), ...(paused && { tone: 'warn' as const, status: de ? 'angehalten' : 'paused' }) },
          { label: de ? 'Stand' : 'As of', value: momentWords(moment, timeZone), note: timeZone },
          { label: de ? 'Firmen' : 'Companies', value: companies(run) || '–' },
        ],
      },
      { kind: 'text', text: summaryOf(counts)[language] },
      ...changeBlocks(run.round.taken.changes, run, language),
      ...actionBlocks(run.actions, dry, language),
      ...recordedBlocks(run, de),
      ...(run.problems.length > 0 ? [{ kind: 'problems' as const, items: run.problems }] : []),
      { kind: 'commands', items: nextSteps(run, dry, de) },
    ],
  };
}

/** Documents that got what was measured. */
function recordedBlocks({ recorded }: AgentRun, de: boolean): Block[] {
  if (recorded.length === 0) return [];
  const said = recorded.map(({ path, changes }) => `${path} (${changes.length} ${de ? 'Zahlen' : 'numbers'})`).join(', ');
  const named = (files: AgentRun['recorded']): string => files.map(({ path }) => path).join(', ');
  const [beside, loose] = [recorded.filter((file) => file.beside && file.committed), recorded.filter(({ committed }) => !committed)];
  const blocks: Block[] = [{ kind: 'text', tone: 'quiet', text: `${de ? 'Zurückgeschrieben' : 'Written back'}: ${said}` }];
  if (beside.length > 0)
    blocks.push({
      kind: 'text',
      text: de
        ? `${named(beside)}: Was du dort geändert und nicht festgeschrieben hast, ist noch deins; der Commit des Agenten hat nur die Zahlen.`
        : `${named(beside)}: what you changed there and did not commit is still yours; the agent's commit has the numbers alone.`,
    });
  if (loose.length > 0)
    blocks.push({
      kind: 'text',
      tone: 'warn',
      text: de
        ? `${named(loose)}: Die Zahlen stehen im Arbeitsbaum und sind nicht festgeschrieben; nimm sie in deinen nächsten Commit auf.`
        : `${named(loose)}: the numbers stand in the worktree and are not committed; take them into your next commit.`,
    });
  return blocks;
}

/** Companies with how many findings each has; those that could not be looked at say so. */
function companies({ entities, scanned, language, moment, timeZone }: AgentRun): string {
  return entities
    .map(({ slug }) => {
      const own = scanned.companies.filter(({ entity }) => entity === slug);
      const found = own.reduce((sum, { findings }) => sum + findings.length, 0);
      if (own.length === 0) return `${slug} (${language === 'de' ? 'nichts zu prüfen' : 'nothing to scan'})`;
      const day = momentWords(Math.max(...own.map(({ asOf }) => asOf)), timeZone).slice(0, 10);
      const old = day === momentWords(moment, timeZone).slice(0, 10) ? '' : language === 'de' ? `, Stand ${day}` : `, as of ${day}`;
      return `${slug} (${found}${old})`;
    })
    .join(', ');
}

const GROUPS: readonly { readonly changes: readonly Change[]; readonly en: string; readonly de: string }[] = [
  { changes: ['new', 'reopened'], en: 'New', de: 'Neu' },
  { changes: ['worse'], en: 'Worse', de: 'Schlimmer' },
  { changes: ['resolved'], en: 'Resolved', de: 'Erledigt' },
];

/** What is new, worse and resolved, worst first. */
function changeBlocks(changes: readonly FindingChange[], { scanned }: Pick<AgentRun, 'scanned'>, language: Language): Block[] {
  const found = new Map<string, ScanFinding>();
  for (const { findings } of scanned.companies) for (const one of findings) found.set(one.id, one);
  return GROUPS.flatMap(({ changes: kinds, en, de }): Block[] => {
    const own = changes.filter(({ change }) => kinds.includes(change)).sort(worstFirst);
    if (own.length === 0) return [];
    const items = own.slice(0, LISTED).map((change) => findingLine(change, found.get(change.id), language));
    const hidden = own.length - items.length;
    return [
      {
        kind: 'findings',
        title: `${language === 'de' ? de : en} (${own.length})`,
        items,
        ...(hidden > 0 && { hidden, hiddenNote: more(hidden, language) }),
      },
    ];
  });
}

function worstFirst(a: FindingChange, b: FindingChange): number {
  const [x, y] = [a.seen ?? a.state, b.seen ?? b.state];
  return (
    severityRank(y?.severity ?? 'info') - severityRank(x?.severity ?? 'info') || (y?.worth ?? 0) - (x?.worth ?? 0) || (a.id < b.id ? -1 : 1)
  );
}

function findingLine({ id, seen, state }: FindingChange, one: ScanFinding | undefined, language: Language): FindingLine {
  const { severity, rule, entity } = seen ?? state ?? { severity: 'info' as const, rule: '', entity: '' };
  const place = `${entity} ${id.slice(0, 8)}`;
  if (!one) return { severity, title: rule, place };
  return { severity, title: one.subject.name, detail: [one.summary[language], one.owner].filter(Boolean).join(' – '), place };
}

const STANDING: Readonly<Record<ForeseenAction['standing'], readonly [string, string]>> = {
  planned: ['planned', 'geplant'],
  held: ['waits', 'wartet'],
  approved: ['approved', 'freigegeben'],
  postponed: ['postponed', 'aufgeschoben'],
  sending: ['sending', 'wird gesendet'],
  sent: ['sent', 'gesendet'],
  unknown: ['unknown', 'unbekannt'],
  later: ['later', 'später'],
  rejected: ['rejected', 'abgelehnt'],
  refused: ['refused', 'verweigert'],
  'would-go': ['would leave', 'ginge hinaus'],
  'would-hold': ['would wait', 'würde warten'],
  'would-refuse': ['would be refused', 'würde verweigert'],
};

function actionBlocks(actions: readonly ForeseenAction[], dry: boolean, language: Language): Block[] {
  if (actions.length === 0) return [];
  const de = language === 'de';
  const shown = actions.slice(0, LISTED);
  const block: Block = {
    kind: 'table',
    title: de ? `Aktionen (${actions.length})` : `Actions (${actions.length})`,
    columns: [
      { label: 'Id' },
      { label: de ? 'Aktion' : 'Action' },
      { label: de ? 'Worum es geht' : 'About', flexible: true },
      { label: de ? 'Firma' : 'Company' },
      { label: de ? 'Kanal' : 'Channel' },
      { label: de ? 'Stand' : 'Status' },
    ],
    rows: shown.map(({ action, draft, standing }) => [
      dry ? '–' : action.slice(0, 8),
      draft.kind,
      draft.subject?.name ?? draft.message.subject ?? draft.why[language],
      draft.entity,
      draft.channel,
      STANDING[standing][de ? 1 : 0],
    ]),
  };
  const rest = actions.length - shown.length;
  const whys = new Map<string, number>();
  for (const { why } of actions) if (why) whys.set(why[language], (whys.get(why[language]) ?? 0) + 1);
  return [
    block,
    ...(rest === 0 ? [] : [{ kind: 'text' as const, tone: 'quiet' as const, text: more(rest, language) }]),
    ...(whys.size === 0 ? [] : [{ kind: 'list' as const, items: [...whys].map(([why, n]) => `${n} × ${why}`) }]),
  ];
}

function more(n: number, language: Language): string {
  return language === 'de' ? `und ${n} weitere` : `and ${n} more`;
}

function nextSteps({ agent, counts, run }: AgentRun, dry: boolean, de: boolean): { command: string; does: string }[] {
  const { slug } = agent.agent;
  if (dry) return [{ command: `bizos agent run ${slug}`, does: de ? 'wirklich laufen lassen' : 'let it run' }];
  return [
    ...(counts.held + counts.unknown > 0
      ? [{ command: 'bizos approvals inbox', does: de ? 'entscheiden, was wartet' : 'decide what waits' }]
      : []),
    { command: `bizos ledger show ${run}`, does: de ? 'alles, was er tat' : 'everything that it did' },
  ];
}
