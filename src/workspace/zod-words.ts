import type * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

/**
 * Given to `safeParse` where somebody reads what was wrong: `zod/mini` has no words of its own and calls everything "Invalid input". The
 * command line loads them with the first mistake.
 */
export const IN_WORDS: { readonly error: z.core.$ZodErrorMap } = { error: english().localeError };
