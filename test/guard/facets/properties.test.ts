import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, ZonePolicy } from '../../../src/core/zone.ts';
import { decide } from '../../../src/guard/decide.ts';
import { facetsOf } from '../../../src/guard/facets/facets-of.ts';
import { anyCharacter } from '../../any-character.ts';

/** The nightly run looks ten times as often. */
const often = process.env.BIZOS_FAULTS === 'full' ? 10 : 1;

const DESK: Actor = { kind: 'agent', agent: 'desk', session: 's' };

const POLICY: ZonePolicy = {
  agents: [
    {
      agent: 'desk',
      name: 'Desk',
      keys: [],
      place: {},
      rules: [
        { pattern: 'deals/*.md', fields: { stage: 'write' }, place: {} },
        { pattern: 'logs/*.md', entries: { whose: 'own', may: ['append', 'change', 'move', 'remove'] }, place: {} },
      ],
    },
  ],
  human: [],
  guarded: [],
  entities: [],
  trees: [],
};

function isAllowed(path: string, before: string, after: string): boolean {
  const facets = facetsOf(path, Buffer.from(before), Buffer.from(after), DESK);
  return decide(POLICY, DESK, [{ path, what: 'modify', oldMode: '100644', newMode: '100644', facets }]).every(({ allowed }) => allowed);
}

const line = fc.constantFrom(
  'stage: New',
  'stage: Offer',
  'stage: "New"',
  'score: 1',
  'score: 2',
  '# a remark',
  'tags: [a]',
  'owner:',
  '  name: A',
  'score : 1',
  '"score": 1',
  '- x',
  '? stage',
  '',
  'stage : Won',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom('# A\n\nwords\n', '# A\n\nother\n', ''))
  .map(([lines, body]) => `---\n${lines.join('\n')}\n---\n${body}`);

/** A document and the same with one or two lines of its front matter written anew. */
const edited = fc
  .tuple(fc.uniqueArray(line, { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(fc.nat(3), line), { minLength: 1, maxLength: 2 }))
  .map(([lines, edits]) => {
    const made = [...lines];
    for (const [at, by] of edits) made[at % made.length] = by;
    return [lines, made].map((all) => `---\n${all.join('\n')}\n---\n# A\n\nwords\n`);
  });

/** What a reader of lines would take for anything but the stage. */
const beside = (document: string): string =>
  document
    .split('\n')
    .filter((one) => !/^"?stage"?\s*:/.test(one) && one.trim() !== '')
    .join('\n');

const entry = fc
  .tuple(fc.constantFrom('K-A-001', 'K-A-002', 'K-A-003'), fc.constantFrom('desk', 'crm-ops', ''), fc.constantFrom('one', 'two'))
  .map(([id, by, words]) => `## [${id}] T\n${by === '' ? '' : `**By:** ${by}\n`}\n${words}\n`);
const log = fc.array(entry, { maxLength: 4 }).map((entries) => `# Log\n\nAbout.\n\n${entries.join('\n')}`);

/** Entries that are another's, in their order. */
const theirs = (document: string): readonly string[] =>
  document
    .split(/^(?=## )/m)
    .filter((part) => part.includes('crm-ops'))
    .map((part) => part.trim());

describe('parts, on anything', () => {
  it('never throws, and says something of every difference or leaves it to the file as a whole', () => {
    const any = fc.oneof(text, log, fc.string({ unit: anyCharacter, maxLength: 80 }), fc.string({ maxLength: 80 }));
    fc.assert(
      fc.property(any, any, fc.constantFrom('deals/a.md', 'logs/a.md', 'a.txt', '_SESSIONS/ledger/desk.jsonl'), (before, after, path) => {
        const found = facetsOf(path, Buffer.from(before), Buffer.from(after), DESK);
        if (before !== after && path.startsWith('a')) expect(found).toBeUndefined();
      }),
      { numRuns: 500 * often },
    );
  });

  it('a zone of one field lets nothing else through', () => {
    let allowed = 0;
    fc.assert(
      fc.property(edited, ([before, after]) => {
        if (before === after || !isAllowed('deals/a.md', before, after)) return;
        allowed++;
        expect(beside(after)).toBe(beside(before));
      }),
      { numRuns: 800 * often },
    );
    expect(allowed).toBeGreaterThan(2);
  });

  it('a zone of own entries leaves those of others as they were', () => {
    let allowed = 0;
    fc.assert(
      fc.property(log, log, (before, after) => {
        if (before === after || !isAllowed('logs/a.md', before, after)) return;
        allowed++;
        expect(theirs(after)).toEqual(theirs(before));
      }),
      { numRuns: 800 * often },
    );
    expect(allowed).toBeGreaterThan(10);
  });
});
