import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import type { TreeCheck } from '../../workspace/check.ts';
import { isRecord } from '../claude/hook-input.ts';
import { HOOK_FILE } from '../claude/plugin.ts';
import { isGuardHook } from '../claude/settings.ts';
import { shippedHook } from '../claude/shipped-hook.ts';

const REMEDY: Text = { en: 'Connect it with: bizos integrate claude', de: 'Verbinde es mit: bizos integrate claude' };

/** Whether Claude Code asks the guard before an edit here, on this machine. */
export const doorClaude: TreeCheck = {
  explanation: {
    code: 'door-claude-open',
    title: { en: 'No check runs before an agent’s edit', de: 'Vor der Änderung eines Agenten läuft keine Prüfung' },
    explain: {
      en: 'Claude Code asks the guard before it edits only where its settings say so, the hook stands in the home folder, and hooks are not switched off. Cowork runs no hooks at all: there only `bizos` itself, the commit and CI hold the zone.',
      de: 'Claude Code fragt die Wache vor einer Änderung nur, wo seine Einstellungen es sagen, der Hook im Home-Ordner liegt und Hooks nicht abgeschaltet sind. Cowork führt gar keine Hooks aus: Dort halten nur `bizos` selbst, der Commit und die CI die Zone.',
    },
    example: {
      en: '.claude/settings.json has no hook of BizOS, or disableAllHooks is true.',
      de: '.claude/settings.json hat keinen Hook von BizOS, oder disableAllHooks ist true.',
    },
    remedy: REMEDY,
  },
  run(look) {
    const home = look.context.environment.HOME ?? look.context.environment.USERPROFILE ?? '';
    const settings = PLACES.map((path) => ({
      path,
      value: settingsIn(join(path.startsWith('~/') ? home : look.root, path.replace(/^~\//, ''))),
    }));
    const off = settings.find(({ value }) => value?.disableAllHooks === true);
    if (off)
      return [
        open(
          off.path,
          'warning',
          `${off.path} switches all hooks off: the guard is not asked before an edit.`,
          `${off.path} schaltet alle Hooks ab: Die Wache wird vor einer Änderung nicht gefragt.`,
          { en: 'Take disableAllHooks out of it.', de: 'Nimm disableAllHooks heraus.' },
        ),
      ];
    if (!settings.some(({ value }) => hasHook(value)))
      return [
        open(
          undefined,
          'note',
          'Claude Code does not ask the guard before it edits here.',
          'Claude Code fragt hier vor einer Änderung nicht die Wache.',
          REMEDY,
        ),
      ];
    return hookFaults(join(home, '.bizos'));
  },
};

/** Settings that count here: the project's, those of this checkout, the user's own. */
const PLACES = ['.claude/settings.json', '.claude/settings.local.json', '~/.claude/settings.json'];

/** What is wrong with the copy of the hook that the settings start, on this machine. */
function hookFaults(folder: string): readonly { problem: Problem }[] {
  const [hook, program] = [textIn(join(folder, HOOK_FILE)), textIn(join(folder, 'program.json'))];
  if (hook === undefined || program === undefined)
    return [
      open(
        '.claude/settings.json',
        'warning',
        'The hook of the settings is not on this machine: every edit of Claude Code is refused here.',
        'Der Hook der Einstellungen ist nicht auf dieser Maschine: Jede Änderung von Claude Code wird hier abgelehnt.',
        REMEDY,
      ),
    ];
  const started = programIn(program);
  if (started === undefined || !existsSync(started))
    return [
      open(
        '.claude/settings.json',
        'warning',
        `The hook would start ${started ?? 'nothing'}, which is not there: sessions of Claude Code can't begin here.`,
        `Der Hook würde ${started ?? 'nichts'} starten, und das gibt es nicht: Sitzungen von Claude Code können hier nicht beginnen.`,
        REMEDY,
      ),
    ];
  if (hook === shippedHook()) return [];
  return [
    open(
      '.claude/settings.json',
      'note',
      'The hook on this machine is of another version than this program.',
      'Der Hook auf dieser Maschine ist von einer anderen Version als dieses Programm.',
      { en: 'Bring it up to date with: bizos integrate claude', de: 'Bringe ihn auf den Stand mit: bizos integrate claude' },
    ),
  ];
}

function programIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.program === 'string' ? value.program : undefined;
  } catch {
    return undefined;
  }
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function settingsIn(path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasHook(settings: Record<string, unknown> | undefined): boolean {
  const before = isRecord(settings?.hooks) ? settings.hooks.PreToolUse : undefined;
  return Array.isArray(before) && before.some((group) => isRecord(group) && Array.isArray(group.hooks) && group.hooks.some(isGuardHook));
}

function open(file: string | undefined, level: Problem['level'], en: string, de: string, remedy: Text): { problem: Problem } {
  return { problem: { code: 'door-claude-open', level, message: { en, de }, ...(file === undefined ? {} : { place: { file } }), remedy } };
}
