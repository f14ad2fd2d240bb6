/** What `import … from 'bizos'` offers: the operations of the command line, called from a program. */
import { actionKinds, checks, explanations, mergeDrivers, operations as offered, scans } from './business/index.ts';
import { kinds } from './business/kinds.ts';
import type { Text } from './core/text.ts';
import type { Answer, CallOptions } from './surfaces/library/answer.ts';
import { callOperation } from './surfaces/library/call.ts';

export type { Place, Problem } from './core/problem.ts';
export { BizosError } from './core/problem.ts';
export type { Language, Text } from './core/text.ts';
export type { Answer, CallOptions } from './surfaces/library/answer.ts';

declare const BIZOS_VERSION: string;

/** The version of this package. */
export const version: string = BIZOS_VERSION;

/** Every operation by name (`scan pipeline`), with what it does. */
export const operations: readonly { readonly name: string; readonly summary: Text }[] = offered.map(({ name, summary }) => ({
  name,
  summary,
}));

/**
 * Calls an operation: `await call('scan pipeline', { entity: ['solartech'] }, { root: 'my-group' })`. The input has the flags of the command
 * line in camel case. Throws BizosError for a wrong call (2), a refusal (3) or failed surroundings (4).
 */
export function call(name: string, input: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}): Promise<Answer> {
  return callOperation(name, input, options, { operations: offered, kinds, explanations, checks, scans, actionKinds, mergeDrivers });
}
