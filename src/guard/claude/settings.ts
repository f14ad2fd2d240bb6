import { HOOK_EVENTS, isRecord } from './hook-input.ts';

/** Settings of Claude Code as JSON (`.claude/settings.json`). Keys that the guard doesn't know are kept as they are. */
export type ClaudeSettings = Readonly<Record<string, unknown>>;

/** How the host starts the guard's hook: an executable and its arguments, no shell between. */
export interface HookCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Tools that change files, or that may: what PreToolUse is asked for. */
const WRITING_TOOLS = 'Edit|Write|MultiEdit|NotebookEdit|Bash|PowerShell|Monitor|mcp__.*';

/** A word in every hook of the guard, by which it is found again. */
const HOOK_MARK = 'bizos';

/** The hooks of the guard, event by event, as settings and plugins both have them. */
export function guardHooks({ command, args }: HookCommand): Readonly<Record<(typeof HOOK_EVENTS)[number], readonly unknown[]>> {
  const hook = (timeout: number): object => ({ type: 'command', command, args: [...args], timeout, onFailure: 'block' });
  return {
    SessionStart: [{ hooks: [hook(30)] }],
    PreToolUse: [{ matcher: WRITING_TOOLS, hooks: [hook(20)] }],
    PostToolUse: [{ matcher: WRITING_TOOLS, hooks: [hook(20)] }],
    SessionEnd: [{ hooks: [hook(30)] }],
  };
}

/** What the guard wants in the settings. */
export interface Wanted {
  /** How the hooks are started; undefined: no hooks (the shared settings have them). */
  readonly hook?: HookCommand;
  /** Patterns from the tree's root that no agent here may write: `/bizos/AGENT_GOALS.md`, `/.claude/**`. */
  readonly deny: readonly string[];
  /** The same for the operating system's sandbox: `./bizos/AGENT_GOALS.md`. */
  readonly denyWrite: readonly string[];
}

/** What the guard put into settings that were not its own: what may be taken out again. */
export interface Added {
  readonly deny: readonly string[];
  readonly denyWrite: readonly string[];
  /** Objects and lists that weren't there: `permissions`, `permissions.deny`, `hooks.PreToolUse`; empty word: the file itself. */
  readonly made: readonly string[];
}

/** Nothing was put in. */
export const NOTHING_ADDED: Added = { deny: [], denyWrite: [], made: [] };

/** Objects and lists that the guard writes into, outer ones first. */
const OBJECTS = ['permissions', 'sandbox', 'sandbox.filesystem', 'hooks'] as const;
const LISTS = ['permissions.deny', 'sandbox.filesystem.denyWrite', ...HOOK_EVENTS.map((event) => `hooks.${event}`)] as const;

/** The first place of the settings that the guard writes into and that is no object or no list there; undefined: all are as they should be. */
export function misshapen(settings: ClaudeSettings): string | undefined {
  const object = OBJECTS.find((path) => !fits(at(settings, path), isRecord));
  return object ?? LISTS.find((path) => !fits(at(settings, path), Array.isArray));
}

function fits(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function at(settings: ClaudeSettings, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), settings);
}

/**
 * The settings with the guard's hooks and refusals merged in, and what of them is the guard's own. Everything else keeps its place and
 * value; hooks of an earlier merge are replaced, refusals of an earlier merge that are no longer wanted are taken away (`former`). A
 * refusal that somebody else had there already stays theirs.
 */
export function mergeSettings(
  present: ClaudeSettings,
  wanted: Wanted,
  former: Added = NOTHING_ADDED,
): { settings: ClaudeSettings; added: Added } {
  const permissions = recordOf(present.permissions);
  const sandbox = recordOf(present.sandbox);
  const filesystem = recordOf(sandbox.filesystem);
  const deny = merged(permissions.deny, wanted.deny.map(asRule), former.deny.map(asRule));
  const denyWrite = merged(filesystem.denyWrite, wanted.denyWrite, former.denyWrite);
  const settings = {
    ...present,
    ...(deny === undefined ? {} : { permissions: { ...permissions, deny } }),
    ...(denyWrite === undefined ? {} : { sandbox: { ...sandbox, filesystem: { ...filesystem, denyWrite } } }),
    ...(wanted.hook ? { hooks: mergeHooks(recordOf(present.hooks), guardHooks(wanted.hook)) } : {}),
  };
  const own = (present: unknown, rule: string, before: readonly string[], name: string): boolean =>
    before.includes(name) || !(Array.isArray(present) && present.includes(rule));
  return {
    settings,
    added: {
      deny: wanted.deny.filter((path) => own(permissions.deny, asRule(path), former.deny, path)),
      denyWrite: wanted.denyWrite.filter((path) => own(filesystem.denyWrite, path, former.denyWrite, path)),
      made: [...OBJECTS, ...LISTS].filter(
        (path) => at(settings, path) !== undefined && (at(present, path) === undefined || former.made.includes(path)),
      ),
    },
  };
}

/** The settings without what `mergeSettings` put in. Objects and lists that it made go too, where nothing else is in them. */
export function withoutGuard(present: ClaudeSettings, former: Added): ClaudeSettings {
  const kept = structuredClone(present) as Record<string, unknown>;
  const { hooks } = kept;
  if (isRecord(hooks)) for (const event of Object.keys(hooks)) if (Array.isArray(hooks[event])) hooks[event] = others(hooks[event]);
  takeOut(at(kept, 'permissions'), 'deny', former.deny.map(asRule));
  takeOut(at(kept, 'sandbox.filesystem'), 'denyWrite', former.denyWrite);
  for (const path of [...OBJECTS, ...LISTS].reverse()) {
    const dot = path.lastIndexOf('.');
    const [holder, name] = [dot < 0 ? kept : at(kept, path.slice(0, dot)), path.slice(dot + 1)];
    if (former.made.includes(path) && isRecord(holder) && isEmpty(holder[name])) delete holder[name];
  }
  return kept;
}

function takeOut(holder: unknown, name: string, former: readonly string[]): void {
  if (!isRecord(holder) || !Array.isArray(holder[name])) return;
  holder[name] = holder[name].filter((rule) => !former.includes(rule));
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** `Edit(…)` holds for every tool that writes files; `Write(…)` would be ignored. */
function asRule(pattern: string): string {
  return `Edit(${pattern})`;
}

/** A list with what is wanted and without what was; undefined: there is no list and none is needed. */
function merged(present: unknown, wanted: readonly string[], former: readonly string[]): readonly unknown[] | undefined {
  if (!Array.isArray(present) && wanted.length === 0) return undefined;
  const kept = (Array.isArray(present) ? present : []).filter((rule) => !former.includes(rule) || wanted.includes(rule));
  return [...kept, ...wanted.filter((rule) => !kept.includes(rule))];
}

function mergeHooks(
  present: Readonly<Record<string, unknown>>,
  ours: Readonly<Record<string, readonly unknown[]>>,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = { ...present };
  for (const [event, groups] of Object.entries(ours)) {
    const there = Array.isArray(present[event]) ? (present[event] as unknown[]) : [];
    const [theirs, wanted] = [others(there), groups.map((group) => JSON.stringify(group))];
    // What stands there already stays where it stands.
    const standing =
      there.length - theirs.length === groups.length &&
      there.filter((group) => wanted.includes(JSON.stringify(group))).length === groups.length;
    result[event] = standing ? there : [...theirs, ...groups];
  }
  return result;
}

/** Groups of an event without the guard's hooks; a group that held nothing else goes. */
function others(groups: unknown): unknown[] {
  if (!Array.isArray(groups)) return [];
  return groups.flatMap((group) => {
    if (!isRecord(group) || !Array.isArray(group.hooks)) return [group];
    const hooks = group.hooks.filter((hook) => !isGuardHook(hook));
    if (hooks.length === group.hooks.length) return [group];
    return hooks.length > 0 ? [{ ...group, hooks }] : [];
  });
}

/** Whether a hook of the settings is the guard's, whatever version wrote it. */
export function isGuardHook(hook: unknown): boolean {
  if (!isRecord(hook) || !Array.isArray(hook.args)) return false;
  return hook.args.some((arg) => typeof arg === 'string' && arg.includes(`.${HOOK_MARK}`) && arg.includes('claude-hook'));
}
