import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import * as z from 'zod/mini';
import type { Operation, OperationEntry } from '../../workspace/operation.ts';
import { IN_WORDS } from '../../workspace/zod-words.ts';

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
export function inputOf(operation: Operation): z.ZodMiniObject {
  const { shape } = operation.input;
  const described = Object.entries(shape).map(([key, schema]) => {
    const help = (operation.fields as Readonly<Record<string, { readonly help: { readonly en: string } } | undefined>>)[key]?.help.en;
    return [key, help === undefined ? schema : (schema as z.ZodMiniType).clone().register(z.globalRegistry, { description: help })];
  });
  return z.extend(operation.input, Object.fromEntries(described));
}

/**
 * A schema as the protocol's library takes it: one that can tell itself as JSON Schema and says what is wrong in words. Of the schemas of
 * `zod/mini` it does neither.
 */
export function told(schema: z.ZodMiniObject): StandardSchemaWithJSON {
  const asJson =
    (io: 'input' | 'output') =>
    ({ target }: { readonly target: string }): Record<string, unknown> =>
      z.toJSONSchema(schema, { target: target as 'draft-2020-12', io });
  const validate = (value: unknown): { value: unknown } | { issues: z.core.$ZodIssue[] } => {
    const parsed = schema.safeParse(value, IN_WORDS);
    return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues };
  };
  return { '~standard': { version: 1, vendor: 'zod', validate, jsonSchema: { input: asJson('input'), output: asJson('output') } } };
}

/** Hints for hosts (MCP, tool annotations): what only looks may run without asking. */
export function annotationsOf({ effect }: Pick<Operation, 'effect'>): {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  openWorldHint: boolean;
} {
  return { readOnlyHint: effect === 'reads', destructiveHint: effect === 'sends', openWorldHint: effect === 'sends' };
}
