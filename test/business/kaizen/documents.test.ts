import { describe, expect, it } from 'vitest';
import type { KaizenLog } from '../../../src/business/kaizen/log-reader.ts';
import { DAY_MS } from '../../../src/core/moment.ts';
import { codesOf, readAs, readFixture } from '../../tree/fixture.ts';

describe('the Kaizen log', async () => {
  const reading = await readFixture<KaizenLog>('KAIZEN_LOG.md', 'bizos/KAIZEN_LOG.md');
  const { experiments, candidates, layers, updated } = reading.value;
  const [bell, plane, pier] = experiments;

  it('has the experiments with their part; the template in its fence is none', () => {
    expect(experiments.map(({ id, part, title }) => [id, part, title])).toEqual([
      ['K-BIZ-007', 'active', 'A bell for late boats'],
      ['K-BIZ-~7f3a', 'active', 'Written on a plane'],
      ['K-BIZ-002', 'completed', 'Two at the pier'],
    ]);
    expect(updated).toBe('2026-03-04');
  });

  it('reads fields of one line and of many, and keeps those that it does not know', () => {
    expect(bell).toMatchObject({
      date: '2026-03-01',
      layer: 'System',
      entity: 'Ferries (first), then all',
      status: 'Proposed',
      durationMs: 28 * DAY_MS,
    });
    expect(bell.hypothesis).toBe(
      'If a bell rings ten minutes before a boat is late, then fewer are, because\nsomebody looks up.\n\nIt may be a small bell.',
    );
    expect(bell.expected).toBe('- Late boats halved\n- Nobody minds the bell');
    expect(bell.fields.map(({ label, given }) => `${label} ${given}`)).toEqual([
      'Date true',
      'Layer true',
      'Entity true',
      'Status true',
      'Hypothesis true',
      'Expected Result true',
      'Duration true',
      'Risks Identified true',
      'Actual Result false',
      'Learning false',
      'Decision false',
    ]);
    expect(bell.fields[7].value).toBe('1. The bell breaks\n2. **Seagulls** answer it');
  });

  it('what is pending is not given', () => {
    expect([bell.actual, bell.learning, bell.decision, plane.hypothesis]).toEqual([undefined, undefined, undefined, undefined]);
    expect([pier.learning, pier.decision, pier.durationMs]).toEqual(['One of them was always early.', 'Adopt', 14 * DAY_MS]);
  });

  it('has candidates and layers', () => {
    expect(candidates.map(({ layer, text }) => [layer, text])).toEqual([
      ['Process', 'shorter queues or more benches?'],
      ['System', 'a second bell'],
      [undefined, 'something without a layer'],
    ]);
    expect(layers).toEqual([
      { name: 'System', improves: 'tools', example: '"a bell for late boats"' },
      { name: 'Process', improves: 'who does what', example: '"two at the pier"' },
    ]);
  });

  it('says where a number is missing', () => expect(codesOf(reading)).toEqual(['experiment-id:56']));

  it('an id that stands there twice, and a status that is none', async () => {
    const text =
      '# L\n\n## Aktive Versuche\n\n### [K-BIZ-001] A\n**Stand:** Aktiv\n**Hypothese:** x\n\n### [K-BIZ-001] B\n**Status:** Perhaps\n';
    const found = await readAs<KaizenLog>('bizos/KAIZEN_LOG.md', text);
    expect(codesOf(found)).toEqual(['experiment-status:10', 'experiment-twice:9']);
    expect(found.value.experiments[0]).toMatchObject({ part: 'active', status: 'Aktiv', hypothesis: 'x' });
  });
});
