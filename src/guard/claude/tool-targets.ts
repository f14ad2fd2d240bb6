import type { HookInput } from './hook-input.ts';
import { isRecord } from './hook-input.ts';
import { readShell } from './shell-targets.ts';

/** A file that a tool is about to change. */
export interface ToolTarget {
  /** As the tool names it: absolute, or from the host's folder. */
  readonly path: string;
  readonly what: 'write' | 'delete';
  /** The file's bytes after the tool, from those before (undefined: no file); undefined where only the tool knows. */
  readonly after?: (before: Buffer | undefined) => Buffer | undefined;
}

/** What a tool call is about to do: known targets, and what in it would switch the guard off. */
export interface ToolReading {
  readonly targets: readonly ToolTarget[];
  readonly bypasses: readonly string[];
}

/** Keys under which tools of MCP servers name the file that they work on. */
const PATH_KEYS = [
  'path',
  'file',
  'file_path',
  'filePath',
  'filename',
  'destination',
  'dest',
  'target',
  'target_path',
  'output',
  'output_path',
  'uri',
  'source',
];

/** Verbs in the name of an MCP tool that change files. A tool of another name is taken for one that reads. */
const CHANGES = /(?:write|edit|create|append|insert|replace|update|save|put|patch|move|rename|copy|delete|remove|touch|mkdir)/i;
const REMOVES = /(?:delete|remove)/i;

/** Reads a PreToolUse call for the files that it changes. */
export function targetsOf(input: HookInput): ToolReading {
  const { tool = '', toolInput } = input;
  switch (tool) {
    case 'Write':
      return files(toolInput.file_path, () => bytesOf(toolInput.content));
    case 'Edit':
      return files(toolInput.file_path, (before) => edited(before, [toolInput]));
    case 'MultiEdit':
      return files(toolInput.file_path, (before) => edited(before, Array.isArray(toolInput.edits) ? toolInput.edits.filter(isRecord) : []));
    case 'NotebookEdit':
      return files(toolInput.notebook_path ?? toolInput.file_path);
    case 'Bash':
    case 'PowerShell':
    case 'Monitor':
      return readShell(typeof toolInput.command === 'string' ? toolInput.command : '');
    default:
      return tool.startsWith('mcp__') ? { targets: mcpTargets(tool, toolInput), bypasses: [] } : { targets: [], bypasses: [] };
  }
}

function files(path: unknown, after?: ToolTarget['after']): ToolReading {
  // A tool that writes without saying where is refused by what follows: an empty path is in nobody's zone.
  return { targets: [{ path: typeof path === 'string' ? path : '', what: 'write', after }], bypasses: [] };
}

function bytesOf(content: unknown): Buffer | undefined {
  return typeof content === 'string' ? Buffer.from(content) : undefined;
}

/** Replaces as the Edit tool does: the first occurrence, or all. Undefined where the text isn't there: then the tool fails by itself. */
function edited(before: Buffer | undefined, edits: readonly Readonly<Record<string, unknown>>[]): Buffer | undefined {
  let text = before?.toString('utf8') ?? '';
  for (const { old_string: old, new_string: made, replace_all: all } of edits) {
    if (typeof old !== 'string' || typeof made !== 'string') return undefined;
    if (old === '') text = text === '' ? made : text;
    else if (!text.includes(old)) return undefined;
    else text = all === true ? text.split(old).join(made) : text.replace(old, () => made);
  }
  return Buffer.from(text);
}

function mcpTargets(tool: string, input: Readonly<Record<string, unknown>>): ToolTarget[] {
  const verb = tool.split('__').slice(2).join('__');
  if (!CHANGES.test(verb)) return [];
  const found: ToolTarget[] = [];
  for (const key of PATH_KEYS) {
    if (key === 'source' && /copy/i.test(verb)) continue;
    for (const value of Array.isArray(input[key]) ? (input[key] as unknown[]) : [input[key]]) {
      if (typeof value === 'string' && looksLikeFile(value))
        found.push({ path: value.replace(/^file:\/\//, ''), what: REMOVES.test(verb) || key === 'source' ? 'delete' : 'write' });
    }
  }
  return found;
}

/** A path, not an address of the net or a free word: MCP servers use the same keys for both. */
function looksLikeFile(value: string): boolean {
  return value !== '' && value.length <= 4096 && !/^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(value) && /[/\\.]/.test(value);
}
