import { isRecord } from './hook-input.ts';

/** Settings of Claude Code as JSON (`.claude/settings.json`). Keys that the guard doesn't know are kept as they are. */
export type ClaudeSettings = Readonly<Record<string, unknown>>;

/** How the host starts the guard's hook: an executable and its arguments, no shell between. */
export interface HookCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Tools that change files, or that may: what PreToolUse is asked for. */
const WRITING_TOOLS = 'Edit|Write|MultiEdit|NotebookEdit|Bash|PowerShell|mcp__.*';

/** A word in every hook of the guard, by which it is found again. */
export const HOOK_MARK = 'bizos';

/** The hooks of the guard, event by event, as settings and plugins both have them. */
export function guardHooks({ command, args }: HookCommand): Readonly<Record<string, unknown>> {
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
  readonly hook: HookCommand;
  /** Patterns from the tree's root that no agent here may write: `/bizos/AGENT_GOALS.md`, `/.claude/**`. */
  readonly deny: readonly string[];
  /** The same for the operating system's sandbox: `./bizos/AGENT_GOALS.md`. */
  readonly denyWrite: readonly string[];
}

/**
 * The settings with the guard's hooks and refusals merged in. Everything else keeps its place and value; hooks of an earlier merge are
 * replaced where they stand, refusals of an earlier merge that are no longer wanted are taken away by `former`.
 */
export function mergeSettings(
  present: ClaudeSettings,
  wanted: Wanted,
  former: Pick<Wanted, 'deny' | 'denyWrite'> = { deny: [], denyWrite: [] },
): ClaudeSettings {
  const permissions = isRecord(present.permissions) ? present.permissions : {};
  const sandbox = isRecord(present.sandbox) ? present.sandbox : {};
  const filesystem = isRecord(sandbox.filesystem) ? sandbox.filesystem : {};
  return {
    ...present,
    permissions: { ...permissions, deny: merged(permissions.deny, wanted.deny.map(asRule), former.deny.map(asRule)) },
    sandbox: { ...sandbox, filesystem: { ...filesystem, denyWrite: merged(filesystem.denyWrite, wanted.denyWrite, former.denyWrite) } },
    hooks: mergeHooks(isRecord(present.hooks) ? present.hooks : {}, guardHooks(wanted.hook)),
  };
}

/** The settings without what `mergeSettings` put in; empty shells that it made are taken away too. */
export function withoutGuard(present: ClaudeSettings, former: Pick<Wanted, 'deny' | 'denyWrite'>): ClaudeSettings {
  const kept: Record<string, unknown> = { ...present };
  if (isRecord(kept.hooks))
    kept.hooks = emptied(Object.fromEntries(Object.entries(kept.hooks).map(([event, groups]) => [event, others(groups)])));
  if (isRecord(kept.permissions))
    kept.permissions = emptied({ ...kept.permissions, deny: less(kept.permissions.deny, former.deny.map(asRule)) });
  if (isRecord(kept.sandbox)) {
    const filesystem = isRecord(kept.sandbox.filesystem) ? kept.sandbox.filesystem : {};
    kept.sandbox = emptied({
      ...kept.sandbox,
      filesystem: emptied({ ...filesystem, denyWrite: less(filesystem.denyWrite, former.denyWrite) }),
    });
  }
  return emptied(kept) ?? {};
}

/** `Edit(…)` holds for every tool that writes files; `Write(…)` would be ignored. */
function asRule(pattern: string): string {
  return `Edit(${pattern})`;
}

function merged(present: unknown, wanted: readonly string[], former: readonly string[]): readonly unknown[] {
  const kept = (Array.isArray(present) ? present : []).filter((rule) => !former.includes(rule) || wanted.includes(rule));
  return [...kept, ...wanted.filter((rule) => !kept.includes(rule))];
}

function less(present: unknown, former: readonly string[]): unknown {
  return Array.isArray(present) ? present.filter((rule) => !former.includes(rule)) : present;
}

function mergeHooks(
  present: Readonly<Record<string, unknown>>,
  ours: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = { ...present };
  for (const [event, groups] of Object.entries(ours)) result[event] = [...(others(present[event]) as unknown[]), ...(groups as unknown[])];
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

function emptied(value: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const full = Object.entries(value).filter(([, part]) => {
    if (part === undefined) return false;
    if (Array.isArray(part)) return part.length > 0;
    return !isRecord(part) || Object.keys(part).length > 0;
  });
  return full.length > 0 ? Object.fromEntries(full) : undefined;
}
