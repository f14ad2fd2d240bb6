import * as z from 'zod';
import type { Block } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import { instantOf } from '../../../core/zone-time.ts';
import { readAsOf } from '../../../workspace/as-of.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { standingWords } from '../../approvals/inbox.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import { type Brief, type BriefFinding, briefOf } from '../brief.ts';

const input = z.object({ since: z.string().optional() });

/** Findings of a group that the brief lists; `--json` has them all. */
const LISTED = 8;

/** `bizos brief`. */
export const brief: Operation<typeof input> = {
  name: 'brief',
  summary: {
    en: 'The morning in a minute: new, worse, resolved, waiting for you.',
    de: 'Der Morgen in einer Minute: neu, schlimmer, erledigt, wartend.',
  },
  about: {
    en: 'Looks at everything as the agents would and changes nothing: the scans now against what the ledger knows, and what happened since the last working day. Exit code 8: something waits for you.',
    de: 'Sieht alles an, wie die Agenten es täten, und ändert nichts: die Prüfungen von jetzt gegen das, was das Ledger weiß, und was seit dem letzten Arbeitstag geschah. Exit-Code 8: Etwas wartet auf dich.',
  },
  effect: 'reads',
  input,
  fields: {
    since: {
      value: 'DATE',
      help: { en: 'look back to this moment (the last working day)', de: 'bis zu diesem Zeitpunkt zurücksehen (letzter Arbeitstag)' },
    },
  },
  examples: [{ command: 'bizos brief', does: { en: 'at eight in the morning', de: 'um acht Uhr früh' } }],
  async run(context, given) {
    const told = await briefOf(context, await sinceOf(context, given.since));
    const { moment, timeZone, language, waiting, inbox, problems } = told;
    return {
      exit: waiting.length > 0 ? 8 : 0,
      json: () => ({
        schema: 'bizos.brief/1',
        moment: new Date(moment).toISOString(),
        since: new Date(told.since).toISOString(),
        waiting: waiting.map(({ action, plan, standing }) => ({ action, kind: plan.act, entity: plan.entity, standing })),
        new: told.fresh,
        worse: told.worse,
        resolved: told.resolved,
        beside: told.beside,
        open: told.open,
        sent: told.sent,
        failed: told.failed,
        problems,
      }),
      report: () => ({
        title: language === 'de' ? 'Morgenbericht' : 'Morning brief',
        subtitle: `${momentWords(moment, timeZone)} · ${language === 'de' ? 'seit' : 'since'} ${momentWords(told.since, timeZone)}`,
        language,
        blocks: [
          ...waitingBlocks(told, inbox),
          ...group(told.fresh, language, 'New', 'Neu'),
          ...group(told.worse, language, 'Worse', 'Schlimmer'),
          ...group(told.resolved, language, 'Resolved', 'Erledigt'),
          ...group(told.beside, language, 'Also open', 'Außerdem offen'),
          ...standingBlocks(told),
          ...(problems.length > 0 ? [{ kind: 'problems' as const, items: problems }] : []),
        ],
      }),
    };
  },
};

async function sinceOf(context: Parameters<typeof briefOf>[0], words: string | undefined): Promise<number | undefined> {
  if (words === undefined) return undefined;
  const workspace = await openWorkspace(context);
  workspace.close();
  // A date alone is the morning of that day here: what happened on it counts.
  const wall = readAsOf(/^\s*\d{4}-\d{2}-\d{2}\s*$/.test(words) ? `${words.trim()}T00:00` : words, context.now(), workspace.timeZone);
  return wall === undefined ? undefined : instantOf(wall, workspace.timeZone);
}

function waitingBlocks({ waiting, language, timeZone }: Brief, inbox: Brief['inbox']): Block[] {
  const de = language === 'de';
  if (waiting.length === 0) return [{ kind: 'text', tone: 'good', text: de ? 'Nichts wartet auf dich.' : 'Nothing waits for you.' }];
  const shown = waiting.slice(0, LISTED);
  return [
    {
      kind: 'table',
      title: de ? `Wartet auf dich (${waiting.length})` : `Waiting for you (${waiting.length})`,
      columns: [
        { label: 'Id' },
        { label: de ? 'Aktion' : 'Action' },
        { label: de ? 'Firma' : 'Company' },
        { label: de ? 'Stand' : 'Status', flexible: true },
        { label: de ? 'Bis' : 'Until' },
      ],
      rows: shown.map((action) => [
        action.action.slice(0, 8),
        action.plan.act,
        action.plan.entity,
        standingWords(action, inbox.language),
        action.ask ? momentWords(Date.parse(action.ask.data.expires), timeZone) : '–',
      ]),
    },
    ...(waiting.length > shown.length
      ? [
          {
            kind: 'text' as const,
            tone: 'quiet' as const,
            text: de ? `und ${waiting.length - shown.length} weitere` : `and ${waiting.length - shown.length} more`,
          },
        ]
      : []),
    {
      kind: 'commands',
      items: [{ command: 'bizos approvals inbox', does: de ? 'eines nach dem anderen entscheiden' : 'decide one after the other' }],
    },
  ];
}

function group(findings: readonly BriefFinding[], language: Language, en: string, de: string): Block[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, LISTED);
  const hidden = findings.length - shown.length;
  return [
    {
      kind: 'findings',
      title: `${language === 'de' ? de : en} (${findings.length})`,
      items: shown.map(({ severity, name, rule, summary, owner, entity, id }) => ({
        severity,
        title: name ?? rule,
        detail: [summary?.[language], owner].filter(Boolean).join(' – '),
        place: `${entity} ${id.slice(0, 8)}`,
      })),
      ...(hidden > 0 && { hidden }),
    },
  ];
}

function standingBlocks({ open, sent, failed, language }: Brief): Block[] {
  const de = language === 'de';
  const stands = open.map(({ entity, count }) => `${entity} ${count}`).join(', ');
  return [
    {
      kind: 'facts',
      items: [
        { label: de ? 'Offen' : 'Open', value: stands || (de ? 'nichts' : 'nothing') },
        {
          label: de ? 'Gesendet' : 'Sent',
          value: String(sent),
          ...(failed > 0 && {
            tone: 'warn' as const,
            note: de ? `${failed} nicht angekommen oder unklar` : `${failed} not delivered or unclear`,
          }),
        },
      ],
    },
  ];
}
