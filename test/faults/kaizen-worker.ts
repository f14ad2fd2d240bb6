import { writeSync } from 'node:fs';
import { operations } from '../../src/business/kaizen/index.ts';
import { kinds } from '../../src/business/kinds.ts';
import type { Context } from '../../src/workspace/operation.ts';

/**
 * Takes operations of the field one after the other, as a process of its own: `node worker.mjs CWD NAME [[operation, input], …]`. Says the
 * id of each on standard output once it is acknowledged, so that a kill can't take back what was said.
 */
const [cwd, name, calls] = process.argv.slice(2);

const context: Context = {
  cwd,
  environment: { GIT_AUTHOR_NAME: name },
  now: () => Date.parse('2026-11-20T01:00:00Z'),
  localeLanguage: 'en',
  kinds,
  explanations: async () => [],
  stdin: 0,
  progress() {},
};

for (const [operation, input] of JSON.parse(calls) as [string, object][]) {
  const entry = operations.find((one) => one.name === operation);
  if (!entry) throw new Error(`no operation ${operation}`);
  const { run, input: schema } = await entry.load();
  const outcome = await run(context, schema.parse(input));
  const { id, experiment } = outcome.json() as { id?: string; experiment?: { id: string } };
  writeSync(1, `${id ?? experiment?.id ?? '-'}\n`);
}
