import * as z from 'zod/mini';

/**
 * What the published JSON schema of Claude Code's settings (json.schemastore.org/claude-code-settings.json, as of 2026-11) says of the
 * parts that the guard writes: a hook's fields are a closed list there, a rule is a tool's name with something in parentheses behind it.
 * It lags behind the program: `onFailure` (since 2.1.295) is not in it, so it is taken out before, and nothing else is.
 */
const rule = z.string().check(z.regex(/^(?:[A-Z][A-Za-z]+(?:\([^)]+\))?|mcp__.*)$/));

const hook = z.pipe(
  z.transform((value: unknown) => {
    const { onFailure: _newer, ...published } = value as Record<string, unknown>;
    return published;
  }),
  z.strictObject({
    type: z.literal('command'),
    command: z.string().check(z.minLength(1)),
    args: z.optional(z.array(z.string())),
    timeout: z.optional(z.number().check(z.positive())),
    async: z.optional(z.boolean()),
    asyncRewake: z.optional(z.boolean()),
    shell: z.optional(z.enum(['bash', 'powershell'])),
    if: z.optional(z.string()),
    statusMessage: z.optional(z.string()),
  }),
);

const event = z.array(z.strictObject({ matcher: z.optional(z.string()), hooks: z.array(hook) }));

/** Hooks as settings and plugins have them. */
export const publishedHooks = z.record(z.enum(['SessionStart', 'PreToolUse', 'PostToolUse', 'SessionEnd']), event);

/** The whole file; keys that the guard doesn't write are open there too. */
export const publishedSettings = z.looseObject({
  permissions: z.optional(
    z.looseObject({ allow: z.optional(z.array(rule)), deny: z.optional(z.array(rule)), ask: z.optional(z.array(rule)) }),
  ),
  sandbox: z.optional(z.looseObject({ filesystem: z.optional(z.looseObject({ denyWrite: z.optional(z.array(z.string())) })) })),
  hooks: z.optional(publishedHooks),
});
