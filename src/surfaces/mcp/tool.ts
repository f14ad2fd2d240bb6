import type * as z from 'zod';
import type { Operation, OperationEntry } from '../../workspace/operation.ts';

/** What only people do, and what only git, hosts and terminals call: no tools of an agent. */
const NOT_FOR_AGENTS = [
  /^approvals (?!list$|show$)/,
  /^agent (?:pause|resume)$/,
  /^findings (?!list$)/,
  /^guard /,
  /^hooks /,
  /^integrate /,
  /^goals refresh$/,
  /^schedule (?:run|install)$/,
  /^kaizen merge(?:-driver)?$/,
];

/** The operations that an agent may be offered, in their order. */
export function forAgents(operations: readonly OperationEntry[]): OperationEntry[] {
  return operations.filter(({ name }) => !NOT_FOR_AGENTS.some((pattern) => pattern.test(name)));
}

/** `scan pipeline` → `scan_pipeline`: MCP's names hold no blanks. */
export function toolName(operation: string): string {
  return operation.replace(/[^a-z0-9]+/g, '_');
}

/** The operation's own schema with the help of its fields as descriptions. */
export function inputOf(operation: Operation): z.ZodObject {
  const { shape } = operation.input;
  const described = Object.entries(shape).map(([key, schema]) => {
    const help = (operation.fields as Readonly<Record<string, { readonly help: { readonly en: string } } | undefined>>)[key]?.help.en;
    return [key, help === undefined ? schema : (schema as z.ZodType).describe(help)];
  });
  return operation.input.extend(Object.fromEntries(described) as z.ZodRawShape);
}

/** Hints for hosts (MCP, tool annotations): what only looks may run without asking. */
export function annotationsOf({ effect }: Pick<Operation, 'effect'>): {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  openWorldHint: boolean;
} {
  return { readOnlyHint: effect === 'reads', destructiveHint: effect === 'sends', openWorldHint: effect === 'sends' };
}
