import { describe, expect, it } from 'vitest';
import type { KaizenLog } from '../../../src/business/kaizen/log-reader.ts';
import { codesOf, readAs, readFixture } from '../../tree/fixture.ts';

describe('the Kaizen log', async () => {
  const reading = await readFixture<KaizenLog>('KAIZEN_LOG.md', 'bizos/KAIZEN_LOG.md');
  const { experiments, candidates, layers } = reading.value;
  const [bell, plane, pier] = experiments;

  it('has the experiments with their part; the template in its fence is none', () => {
    expect(experiments.map(({ id, part, title }) => [id, part, title])).toEqual([
      ['K-BIZ-007', 'active', 'A bell for late boats'],
      ['K-BIZ-~7f3a', 'active', 'Written on a plane'],
      ['K-BIZ-002', 'completed', 'Two at the pier'],
    ]);
  });

  it('reads fields of one line and of many, and keeps those that it does not know', () => {
    expect(bell).toMatchObject({
      date: '2026-03-01',
      layer: 'System',
      entity: 'Ferries (first), then all',
      state: 'proposed',
    });
    expect(bell.hypothesis).toBe(
      'If a bell rings ten minutes before a boat is late, then fewer are, because\nsomebody looks up.\n\nIt may be a small bell.',
    );
    expect(bell.expected).toBe('- Late boats halved\n- Nobody minds the bell');
  });

  it('goes into the index as plain data', () => {
    const kept = JSON.parse(JSON.stringify(bell)) as Record<string, unknown>;
    expect(kept).toMatchObject({ id: 'K-BIZ-007', title: 'A bell for late boats', state: 'proposed', expected: bell.expected, ends: null });
  });

  it('what is pending is not given', () => {
    expect([bell.actual, bell.learning, bell.decision, plane.hypothesis]).toEqual([undefined, undefined, undefined, undefined]);
    expect([pier.learning, pier.decision, pier.state]).toEqual(['One of them was always early.', 'Adopt', 'adopted']);
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

  it.each([
    ['Completed', 'Adopt', 'adopted'],
    ['Completed', '**Adopt**', 'adopted'],
    ['**Completed**', '`Adopt` (see bizos/BIZOS_RULES.md)', 'adopted'],
    ['Completed', 'Adopt for Solartech/Hippos', 'adopted'],
    ['Completed', 'Iterate – see a/b', 'iterated'],
    ['Abgeschlossen', 'Verworfen', 'dropped'],
    // What the template leaves to be chosen.
    ['Completed', 'Adopt / Iterate / Drop', 'completed'],
    ['Completed', '[Adopt / Iterate / Drop]', 'completed'],
    ['Abgeschlossen', 'Übernehmen/Weiterentwickeln/Verwerfen', 'completed'],
    ['Completed', '(pending)', 'completed'],
    ['**Active**', '(pending)', 'active'],
    ['_Aktiv_ seit Montag', '', 'active'],
    ['Proposed', '', 'proposed'],
    // Umlauts of two signs, as some systems write them.
    ['La\u0308uft', '', 'active'],
    ['Abgeschlossen', 'U\u0308bernehmen', 'adopted'],
  ])('with the status %s and the decision %s it is %s', async (status, decision, state) => {
    const text = `## Experiments\n\n### [K-BIZ-001] A\n**Status:** ${status}\n**Decision:** ${decision}\n`;
    const found = await readAs<KaizenLog>('bizos/KAIZEN_LOG.md', text);
    expect([found.value.experiments[0].state, codesOf(found)]).toEqual([state, []]);
  });

  it('says where fields stand in a list, and takes none of the words of another list for them', async () => {
    const text =
      '## L\n\n### [K-BIZ-001] A\n\n- **Status:** Active\n- **Date:** 2026-11-20\n\n### [K-BIZ-002] B\n**Status:** Active\n\n- **Date:** soon\n\n### [K-BIZ-003] C\n\n- **Speed:** much\n';
    expect(codesOf(await readAs<KaizenLog>('bizos/KAIZEN_LOG.md', text))).toEqual(['experiment-listed:5']);
  });

  it('says where a number is missing', () => expect(codesOf(reading)).toEqual(['experiment-id:56']));

  it('takes no heading below that of an entry for an experiment of its own', async () => {
    const text =
      '# L\n\n## Active Experiments\n\n### [K-BIZ-001] A\n**Status:** Active\n\n#### Notes\n\n**Cost:** much\n\n### Two\n\n**Status:** Active\n';
    expect(codesOf(await readAs<KaizenLog>('bizos/KAIZEN_LOG.md', text))).toEqual(['experiment-id:12']);
  });

  it('an id that stands there twice, and a status that is none', async () => {
    const text =
      '# L\n\n## Aktive Versuche\n\n### [K-BIZ-001] A\n**Stand:** Aktiv\n**Hypothese:** x\n\n### [K-BIZ-001] B\n**Status:** Perhaps\n';
    const found = await readAs<KaizenLog>('bizos/KAIZEN_LOG.md', text);
    expect(codesOf(found)).toEqual(['experiment-twice:9', 'experiment-status:10']);
    expect(found.value.experiments[0]).toMatchObject({ part: 'active', state: 'active', hypothesis: 'x' });
  });
});
