import { wholeText } from '../../core/pieces.ts';
import { BizosError } from '../../core/problem.ts';
import type { Context, OperationEntry } from '../../workspace/operation.ts';
import { IN_WORDS } from '../../workspace/zod-words.ts';
import { judged } from '../judged.ts';
import type { Answer, CallOptions } from './answer.ts';

/** What main wires into every surface, as far as a call needs it. */
export type Wiring = Pick<Context, 'kinds' | 'explanations' | 'checks' | 'scans' | 'actionKinds' | 'mergeDrivers'> & {
  readonly operations: readonly OperationEntry[];
};

/**
 * Runs one operation as the command line would, under the same guard, and gives its document. Nobody is asked: what only a person at a
 * terminal may decide is refused. Throws BizosError where the command line would exit with 2, 3 or 4 and say why.
 */
export async function callOperation(
  name: string,
  input: Readonly<Record<string, unknown>>,
  options: CallOptions,
  wiring: Wiring,
): Promise<Answer> {
  const entry = wiring.operations.find((one) => one.name === name);
  if (!entry) {
    throw new BizosError(
      2,
      { en: `There is no operation "${name}".`, de: `Es gibt keinen Vorgang "${name}".` },
      { en: '`operations` lists them.', de: '`operations` nennt sie.' },
    );
  }
  const operation = await entry.load();
  const parsed = operation.input.safeParse(input, IN_WORDS);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new BizosError(2, { en: `${name}: ${wrong}`, de: `${name}: ${wrong}` });
  }
  const { operations: _, ...offered } = wiring;
  const environment = options.environment ?? process.env;
  const context: Context = {
    ...offered,
    cwd: options.cwd ?? process.cwd(),
    root: options.root ?? (environment.BIZOS_ROOT || undefined),
    environment,
    now: options.now ?? Date.now,
    language: options.language,
    localeLanguage: 'en',
    stdin: 0,
    json: true,
    progress: () => undefined,
  };
  const outcome = await judged(operation, context, process.pid, () => operation.run(context, parsed.data));
  const document = outcome.json();
  return {
    exit: outcome.exit,
    document: (Symbol.iterator in document ? JSON.parse(wholeText(document)) : document) as Answer['document'],
  };
}
