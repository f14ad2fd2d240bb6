import { BizosError } from '../../core/problem.ts';

/** Events of Claude Code's hooks that the guard answers. Source: hooks reference, code.claude.com/docs/en/hooks. */
export const HOOK_EVENTS = ['SessionStart', 'PreToolUse', 'PostToolUse', 'SessionEnd'] as const;

export type HookEvent = (typeof HOOK_EVENTS)[number];

/** What the host writes on a hook's standard input, as far as the guard reads it. */
export interface HookInput {
  readonly event: HookEvent;
  /** The host's own session, not BizOS's. */
  readonly hostSession: string;
  /** Folder that the host works in right now (absolute). */
  readonly cwd: string;
  /** Name of the subagent or of `--agent`, where the host runs one. */
  readonly agentType?: string;
  readonly tool?: string;
  readonly toolInput: Readonly<Record<string, unknown>>;
  /** SessionStart: `startup`, `resume`, `clear`, `compact` or `fork`. */
  readonly source?: string;
  /** SessionEnd: why. */
  readonly reason?: string;
}

/**
 * Reads the JSON of one hook call. Throws BizosError (exit 2) for what is no such JSON: the caller refuses then, since a guard that
 * can't read the question must not say yes.
 */
export function readHookInput(text: string): HookInput {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('it is not JSON', 'es ist kein JSON');
  }
  if (!isRecord(value)) throw unreadable('it is not a JSON object', 'es ist kein JSON-Objekt');
  const event = HOOK_EVENTS.find((name) => name === value.hook_event_name);
  if (!event) {
    const named = typeof value.hook_event_name === 'string' ? value.hook_event_name.slice(0, 60) : '–';
    throw unreadable(`hook_event_name is ${named}`, `hook_event_name ist ${named}`);
  }
  if (typeof value.cwd !== 'string' || value.cwd === '') throw unreadable('cwd is missing', 'cwd fehlt');
  if (event.endsWith('ToolUse') && typeof value.tool_name !== 'string') throw unreadable('tool_name is missing', 'tool_name fehlt');
  return {
    event,
    hostSession: word(value.session_id) ?? '',
    cwd: value.cwd,
    agentType: word(value.agent_type),
    tool: word(value.tool_name),
    toolInput: isRecord(value.tool_input) ? value.tool_input : {},
    source: word(value.source),
    reason: word(value.reason),
  };
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a value is a plain JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(en: string, de: string): BizosError {
  return new BizosError(
    2,
    { en: `The hook's input can't be read: ${en}.`, de: `Die Eingabe des Hooks ist nicht lesbar: ${de}.` },
    {
      en: 'It is written by Claude Code; by hand, pipe the JSON of one event: {"hook_event_name":"PreToolUse","cwd":"…","tool_name":"Edit","tool_input":{…}}.',
      de: 'Claude Code schreibt sie; von Hand das JSON eines Ereignisses übergeben: {"hook_event_name":"PreToolUse","cwd":"…","tool_name":"Edit","tool_input":{…}}.',
    },
  );
}
