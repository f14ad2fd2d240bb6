import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import type { Context, Operation, Outcome } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import type { HookState, HooksCall, HooksState } from '../hooks/install.ts';
import { refuseInsideSession } from '../sessions/inside.ts';

const input = z.object({});

/** `bizos hooks install`. */
export const hooksInstall: Operation<typeof input> = {
  name: 'hooks install',
  summary: { en: 'Check every commit and push on this machine, too.', de: 'Prüft jeden Commit und Push auch auf dieser Maschine.' },
  about: {
    en: 'pre-commit, prepare-commit-msg, pre-merge-commit, pre-push and reference-transaction, since pre-commit does not run for cherry-pick, revert, rebase, am or --no-verify. Hooks that are there already go on and are called first; core.hooksPath counts. With husky or lefthook it says which lines to add.',
    de: 'pre-commit, prepare-commit-msg, pre-merge-commit, pre-push und reference-transaction, denn pre-commit läuft nicht bei cherry-pick, revert, rebase, am und --no-verify. Vorhandene Hooks laufen weiter und zuerst; core.hooksPath gilt. Mit husky oder lefthook sagt es, welche Zeilen hinzukommen.',
  },
  effect: 'writes',
  input,
  fields: {},
  examples: [{ command: 'bizos hooks install', does: { en: 'put them in place', de: 'legt sie an' } }],
  async run(context) {
    refuseInsideSession(context, process.ppid, INSIDE);
    const { call, language } = await hooksCall(context);
    return outcomeOf(await (await import('../hooks/install.ts')).installHooks(call), language, { en: 'Git hooks', de: 'Git-Hooks' });
  },
};

/** What the operations on hooks need. Throws BizosError (exit 2) where there is no tree. */
export async function hooksCall(context: Context): Promise<{ call: HooksCall; language: Language }> {
  const workspace = await openWorkspace(context);
  try {
    const { root, language } = workspace;
    const drivers = (context.mergeDrivers ?? []).map((driver) => ({ ...driver, files: driver.filesOf?.(workspace) ?? [] }));
    return { call: { root, node: process.execPath, program: programPath(), drivers }, language };
  } finally {
    workspace.close();
  }
}

/** The launcher of this installation. Throws BizosError (exit 4) where it is missing. */
export function programPath(): string {
  for (const up of ['../', '../../../']) {
    const path = fileURLToPath(new URL(`${up}bin/bizos.js`, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new BizosError(
    4,
    { en: 'This installation of BizOS lacks bin/bizos.js.', de: 'Dieser Installation von BizOS fehlt bin/bizos.js.' },
    { en: 'Install it again: npm install -g bizos', de: 'Installiere sie neu: npm install -g bizos' },
  );
}

const STATES: Readonly<Record<HookState['state'], Text>> = {
  installed: { en: 'in place', de: 'angelegt' },
  old: { en: 'of another version', de: 'von anderer Version' },
  missing: { en: 'missing', de: 'fehlt' },
  foreign: { en: "somebody else's alone", de: 'nur ein fremder' },
};

/** How the hooks stand, as every operation on them says it. */
export function outcomeOf(state: HooksState, language: Language, title: Text): Outcome {
  const de = language === 'de';
  return {
    exit: 0,
    json: () => ({ schema: 'bizos.hooks/1', ...state }),
    report: () => ({
      title: title[language],
      subtitle: state.folder,
      language,
      blocks: [
        {
          kind: 'facts',
          items: [
            ...state.hooks.map(({ hook, state: how, chained }) => ({
              label: hook,
              value: STATES[how][language],
              note: chained ? (de ? 'der vorhandene läuft zuerst' : 'the one that was there runs first') : undefined,
              tone: how === 'installed' ? ('good' as const) : ('warn' as const),
            })),
            ...state.drivers.map(({ name, installed, lacking }) => ({
              label: name,
              value: STATES[installed ? 'installed' : 'missing'][language],
              note: driverNote(lacking)[language],
              tone: installed ? ('good' as const) : ('warn' as const),
            })),
          ],
        },
        ...(state.lines.length > 0
          ? [
              {
                kind: 'text' as const,
                text: de ? `Die Hooks verwaltet ${state.manager}. Ergänze:` : `${state.manager} looks after the hooks. Add:`,
              },
              { kind: 'verbatim' as const, text: state.lines.map(({ file, line }) => `${file}:  ${line}`).join('\n') },
            ]
          : []),
      ],
    }),
  };
}

function driverNote(lacking: readonly string[]): Text {
  const files = lacking.join(', ');
  if (files === '') return { en: 'merge driver', de: 'Merge-Treiber' };
  return {
    en: `merge driver; git does not call it for ${files}: bizos hooks install`,
    de: `Merge-Treiber; git ruft ihn nicht für ${files}: bizos hooks install`,
  };
}

const INSIDE: Text = { en: 'A session can’t change what guards it.', de: 'Eine Sitzung kann nicht ändern, was sie bewacht.' };
