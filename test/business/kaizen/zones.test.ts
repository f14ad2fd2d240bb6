import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { facetsOf } from '../../../src/guard/facets/facets-of.ts';
import { REPOSITORY } from '../group/fake-context.ts';
import { ask, fixtureLog, logOf, treeWithLog } from './log-tree.ts';

const LOG = 'bizos/KAIZEN_LOG.md';
const ACTOR = { kind: 'agent', agent: 'crm-ops', session: '2026-11-20-crm-ops-aaaaaa' } as const;
const EMPTY =
  '# Log\n\n**Last Updated:** 2026-01-01\n\n---\n\n## Active Experiments\n\n(none yet)\n\n---\n\n## Completed Experiments\n\n(none yet)\n\n---\n\n## Dropped Experiments\n\n(none yet)\n';
const GERMAN =
  '# Log\n\n**Zuletzt geändert:** 2026-01-01\n\n## Aktive Versuche\n\n(noch keine)\n\n## Abgeschlossene Versuche\n\n(noch keine)\n\n## Verworfene Versuche\n\n(noch keine)\n';

/** What a step touches in the log, as the guard sees it. */
async function touched(folder: string, operation: string, input: Record<string, unknown>): Promise<readonly string[]> {
  const before = Buffer.from(logOf(folder));
  await ask(folder, operation, input, { environment: { GIT_AUTHOR_NAME: 'CRM Ops Agent' } });
  return (facetsOf(LOG, before, Buffer.from(logOf(folder)), ACTOR) ?? []).map((facet) =>
    facet.part === 'entry' ? `${facet.change} ${facet.own ? 'own' : facet.entry}` : facet.part,
  );
}

describe('Z24 what an agent does to its own experiments by command', () => {
  it.each([
    ['an empty log', EMPTY],
    ['a German one', GERMAN],
    ['the log of the fixtures', fixtureLog()],
    ['that of the example tree', readFileSync(join(REPOSITORY, LOG), 'utf8')],
    ['one with CRLF and a BOM', `\ufeff${fixtureLog().replaceAll('\n', '\r\n')}`],
  ])('touches no word of anybody else’s in %s', async (_, text) => {
    const folder = treeWithLog(text);
    const said: string[] = [];
    const step = async (operation: string, input: Record<string, unknown>): Promise<void> => {
      said.push(...(await touched(folder, operation, input)));
    };
    const learned = async (words: string): Promise<string> => {
      await step('learn', { words: `kaizen bizos: If we send alert ${words} then all is well because so` });
      return (
        /### \[(K-BIZ-\d+)\] Send alert/.exec(
          logOf(folder)
            .split('\n')
            .reverse()
            .find((line) => line.includes(`Send alert ${words}`)) ?? '',
        )?.[1] ?? ''
      );
    };
    const [kept, tried, dropped] = [await learned('one'), await learned('two'), await learned('three')];
    for (const id of [kept, tried]) {
      await step('kaizen start', { id });
      await step('kaizen result', { id, text: 'Well' });
    }
    await step('kaizen decide', { id: kept, decision: 'adopt', learning: 'x' });
    await step('kaizen decide', { id: tried, decision: 'iterate', learning: 'x', next: 'If we send alert four then all is well' });
    await step('kaizen decide', { id: dropped, decision: 'drop', learning: 'x' });
    expect(new Set(said)).toEqual(new Set(['append own', 'change own', 'move own']));
    expect((await touched(folder, 'kaizen candidate', { text: 'an idea' })).includes('body')).toBe(true);
  });

  it('and says so where it touches another’s', async () => {
    const folder = treeWithLog();
    expect(await touched(folder, 'kaizen start', { id: 'K-BIZ-001' })).toContain('change K-BIZ-001');
    expect(await touched(folder, 'learn', { words: 'kaizen bizos: an alert', from: 'K-BIZ-002' })).toEqual(
      expect.arrayContaining(['append own', 'change K-BIZ-002']),
    );
  });
});
