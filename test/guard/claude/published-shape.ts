import * as z from 'zod';

/**
 * What the published JSON schema of Claude Code's settings (json.schemastore.org/claude-code-settings.json, as of 2026-11) says of the
 * parts that the guard writes: a hook's fields are a closed list there, a rule is a tool's name with something in parentheses behind it.
 * It lags behind the program: `onFailure` (since 2.1.295) is not in it, so it is taken out before, and nothing else is.
 */
const rule = z.string().regex(/^(?:[A-Z][A-Za-z]+(?:\([^)]+\))?|mcp__.*)$/);

const hook = z.preprocess(
  (value) => {
    const { onFailure: _newer, ...published } = value as Record<string, unknown>;
    return published;
  },
  z.strictObject({
    type: z.literal('command'),
    command: z.string().min(1),
    args: z.array(z.string()).optional(),
    timeout: z.number().positive().optional(),
    async: z.boolean().optional(),
    asyncRewake: z.boolean().optional(),
    shell: z.enum(['bash', 'powershell']).optional(),
    if: z.string().optional(),
    statusMessage: z.string().optional(),
  }),
);

const event = z.array(z.strictObject({ matcher: z.string().optional(), hooks: z.array(hook) }));

/** Hooks as settings and plugins have them. */
export const publishedHooks = z.record(z.enum(['SessionStart', 'PreToolUse', 'PostToolUse', 'SessionEnd']), event);

/** The whole file; keys that the guard doesn't write are open there too. */
export const publishedSettings = z.looseObject({
  permissions: z.looseObject({ allow: z.array(rule).optional(), deny: z.array(rule).optional(), ask: z.array(rule).optional() }).optional(),
  sandbox: z.looseObject({ filesystem: z.looseObject({ denyWrite: z.array(z.string()).optional() }).optional() }).optional(),
  hooks: publishedHooks.optional(),
});
