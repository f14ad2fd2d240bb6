import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import type { Report } from '../../core/report.ts';
import type { Language, Text } from '../../core/text.ts';
import type { Operation, Outcome } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { type Done, type Integration, integrateClaude } from '../claude/integrate.ts';
import { refuseInsideSession } from '../sessions/inside.ts';

const input = z.object({ agent: z.optional(z.string()), remove: z._default(z.boolean(), false), dryRun: z._default(z.boolean(), false) });

const DID: Readonly<Record<Done, Text>> = {
  made: { en: 'made', de: 'angelegt' },
  changed: { en: 'changed', de: 'geändert' },
  removed: { en: 'removed', de: 'entfernt' },
  same: { en: 'as it was', de: 'unverändert' },
};

/** `bizos integrate claude`. */
export const integrateClaudeOperation: Operation<typeof input> = {
  name: 'integrate claude',
  summary: {
    en: 'Connect Claude Code to the guard: hooks, refusals, plugin.',
    de: 'Verbindet Claude Code mit der Wache: Hooks, Verbote, Plugin.',
  },
  about: {
    en: 'Merges hooks and refusals into .claude/settings.json and leaves everything else there as it is; writes a plugin folder, and CLAUDE.md and AGENTS.md where there are none; copies the hook to ~/.bizos, where no session may write. Run it again after an update of BizOS or a change of zones.',
    de: 'Fügt Hooks und Verbote in .claude/settings.json ein und lässt alles andere dort, wie es ist; schreibt einen Plugin-Ordner, und CLAUDE.md und AGENTS.md, wo es keine gibt; kopiert den Hook nach ~/.bizos, wo keine Sitzung schreiben darf. Nach einem Update von BizOS oder einer Änderung der Zonen noch einmal aufrufen.',
  },
  effect: 'writes',
  input,
  fields: {
    agent: {
      value: 'AGENT',
      help: {
        en: "also refuse what is outside this agent's zone, in .claude/settings.local.json",
        de: 'verbietet auch, was außerhalb der Zone dieses Agenten liegt, in .claude/settings.local.json',
      },
    },
    remove: { help: { en: 'take the hooks, refusals and plugin out again', de: 'nimmt Hooks, Verbote und Plugin wieder heraus' } },
    dryRun: { help: { en: 'only say what would change', de: 'sagt nur, was sich ändern würde' } },
  },
  examples: [
    { command: 'bizos integrate claude', does: { en: 'connect this tree', de: 'verbindet diesen Baum' } },
    {
      command: 'bizos integrate claude --agent crm-ops',
      does: { en: 'on a machine where only this agent works', de: 'auf einer Maschine, wo nur dieser Agent arbeitet' },
    },
    { command: 'bizos integrate claude --remove', does: { en: 'take it out again', de: 'nimmt es wieder heraus' } },
  ],
  async run(context, given) {
    refuseInsideSession(context, process.ppid, INSIDE);
    const workspace = await openWorkspace(context);
    const { root, language } = workspace;
    workspace.close();
    const home = context.environment.HOME || context.environment.USERPROFILE;
    if (!home) throw noHome();
    return outcomeOf(await integrateClaude({ root, home, language, ...given }), given, language);
  },
};

function outcomeOf(result: Integration, { remove, dryRun }: { remove: boolean; dryRun: boolean }, language: Language): Outcome {
  const { files, notes, denied } = result;
  return {
    exit: 0,
    json: () => ({ schema: 'bizos.integrate-claude/1', dryRun, removed: remove, files, denied, notes }),
    report: () => draw(result, remove, dryRun, language),
  };
}

function draw({ files, notes, denied }: Integration, remove: boolean, dryRun: boolean, language: Language): Report {
  const de = language === 'de';
  return {
    title: de ? 'Claude Code und die Wache' : 'Claude Code and the guard',
    subtitle: dryRun ? (de ? 'Nur angesehen: nichts ist geschrieben.' : 'Only looked: nothing is written.') : undefined,
    language,
    blocks: [
      {
        kind: 'table',
        columns: [{ label: de ? 'Datei' : 'File', flexible: true }, { label: de ? 'Was' : 'What' }],
        rows: files.map(({ path, done }) => [path, DID[done][language]]),
      },
      ...(remove
        ? []
        : [
            {
              kind: 'text' as const,
              text: de
                ? `${denied} Pfade verbieten die Einstellungen selbst; alles andere beurteilt der Hook.`
                : `The settings themselves refuse ${denied} paths; the hook judges everything else.`,
            },
          ]),
      ...(notes.length > 0 ? [{ kind: 'list' as const, items: notes.map((note) => note[language]) }] : []),
      ...(remove
        ? []
        : [
            {
              kind: 'commands' as const,
              title: de ? 'Als Nächstes' : 'Next',
              items: [
                { command: 'bizos hooks install', does: de ? 'dieselbe Prüfung beim Commit' : 'the same check at the commit' },
                {
                  command: 'BIZOS_AGENT=crm-ops claude',
                  does: de ? 'eine Sitzung dieses Agenten beginnen' : 'begin a session of this agent',
                },
                { command: 'bizos doctor', does: de ? 'welche Türen noch offen sind' : 'which doors are still open' },
              ],
            },
          ]),
    ],
  };
}

const INSIDE: Text = { en: 'A session can’t change what guards it.', de: 'Eine Sitzung kann nicht ändern, was sie bewacht.' };

function noHome(): BizosError {
  return new BizosError(
    4,
    {
      en: 'There is no home folder to keep the hook in: HOME is not set.',
      de: 'Es gibt keinen Home-Ordner für den Hook: HOME ist nicht gesetzt.',
    },
    { en: 'Set HOME to a folder that is yours.', de: 'Setze HOME auf einen eigenen Ordner.' },
  );
}
