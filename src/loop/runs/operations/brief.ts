import * as z from 'zod/mini';
import { DAY_MS } from '../../../core/moment.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Block } from '../../../core/report.ts';
import type { Text } from '../../../core/text.ts';
import { instantOf } from '../../../core/zone-time.ts';
import { readAsOf } from '../../../workspace/as-of.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import { countedKinds, waitingTable } from '../../approvals/waiting-table.ts';
import { type Brief, type BriefFinding, briefOf } from '../brief.ts';

const input = z.object({ since: z.optional(z.string()) });

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
    // Companies without an export stand on one line of their own; notes are for whoever asks: the run and the scan say them.
    const loud = problems.filter(({ code, level }) => code !== 'scan-without-export' && level !== 'note');
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
        open: told.open.map(({ asOf, ...one }) => ({ ...one, asOf: asOf === undefined ? null : new Date(asOf).toISOString() })),
        unseen: told.unseen,
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
          ...group(told, 'fresh', { en: 'New', de: 'Neu' }),
          ...group(told, 'worse', { en: 'Worse', de: 'Schlimmer' }),
          ...group(told, 'resolved', { en: 'Resolved', de: 'Erledigt' }),
          ...group(told, 'beside', { en: 'Also open', de: 'Außerdem offen' }),
          ...standingBlocks(told),
          ...(loud.length > 0 ? [{ kind: 'problems' as const, items: loud }] : []),
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

function waitingBlocks({ waiting, language }: Brief, inbox: Brief['inbox']): Block[] {
  const de = language === 'de';
  if (waiting.length === 0) return [{ kind: 'text', tone: 'good', text: de ? 'Nichts wartet auf dich.' : 'Nothing waits for you.' }];
  const shown = waiting.slice(0, LISTED);
  return [
    waitingTable(inbox, shown, { en: `Waiting for you (${waiting.length})`, de: `Wartet auf dich (${waiting.length})` }),
    ...(waiting.length > shown.length
      ? [
          {
            kind: 'text' as const,
            tone: 'quiet' as const,
            text: `${de ? `und ${waiting.length - shown.length} weitere` : `and ${waiting.length - shown.length} more`}: ${countedKinds(waiting.slice(LISTED))}`,
          },
        ]
      : []),
    {
      kind: 'commands',
      items: [{ command: 'bizos approvals inbox', does: de ? 'eines nach dem anderen entscheiden' : 'decide one after the other' }],
    },
  ];
}

function group(told: Brief, which: 'fresh' | 'worse' | 'resolved' | 'beside', title: Text): Block[] {
  const { language, currencies } = told;
  const findings = told[which];
  if (findings.length === 0) return [];
  const shown = findings.slice(0, LISTED);
  const hidden = findings.length - shown.length;
  const worthOf = ({ worth, entity }: BriefFinding): string | undefined =>
    worth ? formatMoneyShort({ minor: worth, currency: currencies[entity] ?? 'XXX' }, language) : undefined;
  return [
    {
      kind: 'findings',
      title: `${title[language]} (${findings.length})`,
      items: shown.map((one) => ({
        severity: one.severity,
        title: one.name ?? one.rule,
        detail: [worthOf(one), one.summary?.[language], one.owner].filter(Boolean).join(' – '),
        place: `${one.entity} ${one.id.slice(0, 8)}`,
      })),
      ...(hidden > 0 && { hidden, hiddenNote: language === 'de' ? `und ${hidden} weitere` : `and ${hidden} more` }),
    },
  ];
}

/** An export that is older than this says less about the morning than it seems to. */
const OLD_MS = 2 * DAY_MS;

function standingBlocks({ open, unseen, sent, failed, language, moment, timeZone }: Brief): Block[] {
  const de = language === 'de';
  const dayOfScan = (asOf: number): string => momentWords(asOf, timeZone).slice(0, 10);
  const old = open.filter(({ asOf }) => asOf !== undefined && moment - asOf > OLD_MS);
  const stands = open.map(({ entity, count }) => `${entity} ${count}`).join(', ');
  return [
    {
      kind: 'facts',
      items: [
        { label: de ? 'Offen' : 'Open', value: stands || (de ? 'nichts' : 'nothing') },
        ...old.map(({ entity, asOf = 0 }) => ({
          label: de ? 'Alte Zahlen' : 'Old numbers',
          value: entity,
          tone: 'warn' as const,
          note: de
            ? `der neueste Export ist vom ${dayOfScan(asOf)}: Alles oben ist von da`
            : `the newest export is of ${dayOfScan(asOf)}: everything above is of then`,
        })),
        ...(unseen.length > 0 ? [{ label: de ? 'Kein Export' : 'No export', value: unseen.join(', ') }] : []),
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
