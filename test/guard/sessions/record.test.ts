import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session.ts';
import { archivePath, newSessionId, readSession, recordText, SESSION_ID } from '../../../src/guard/sessions/record.ts';

const SESSION: Session = {
  id: '2026-11-20-crm-ops-1a2b3c',
  agent: 'crm-ops',
  entity: '02_Solartech',
  goal: 'stalled deals',
  host: 'desk',
  started: '2026-11-20T08:00:00.000Z',
  leaseMs: 1_800_000,
  token: 7,
  base: 'a'.repeat(40),
  notes: [],
};
const PATH = '_SESSIONS/active/2026-11-20-crm-ops-1a2b3c.md';
const read = (text: string, path = PATH) => readSession(path, Buffer.from(text));

describe('the record of a session', () => {
  it.each(['en', 'de'] as const)('is read as it was written (%s)', (language) => {
    expect(read(recordText(SESSION, language))).toEqual(SESSION);
  });

  it('without company and without commit', () => {
    const { entity: _entity, base: _base, ...bare } = SESSION;
    expect(read(recordText(bare, 'en'))).toEqual(bare);
  });

  it('with notes in either language, an end and an outcome', () => {
    const text = `${recordText(SESSION, 'de')}\n- 2026-11-20 08:10 Aina calls\n- and more\n\n## Ergebnis\n\nPD-1 has a date\n`;
    expect(read(text.replace('token: 7', 'token: 7\nended: 2026-11-20T09:00:00.000Z'))).toMatchObject({
      notes: ['2026-11-20 08:10 Aina calls', 'and more'],
      ended: '2026-11-20T09:00:00.000Z',
      outcome: 'PD-1 has a date',
    });
  });

  it.each([
    ['no front matter', 'Hello'],
    ['no id', recordText(SESSION, 'en').replace(/^id: .*$/m, '')],
    ['another id than its name', recordText(SESSION, 'en').replace('1a2b3c', 'ffffff')],
    ['an id that leads elsewhere', recordText({ ...SESSION, id: '../../x' }, 'en')],
    ['no agent', recordText(SESSION, 'en').replace(/^agent: .*$/m, '')],
    ['no beginning', recordText(SESSION, 'en').replace(/^started: .*$/m, '')],
    ['broken front matter', '---\nid: [\n---\n'],
  ])('%s: no record', (_title, text) => {
    expect(read(text)).toBeUndefined();
  });

  it('whatever goal and host say, they stay what they are: words of nobody’s rights', () => {
    const evil = fc.constantFrom(
      '\n---\ntoken: 999\n',
      '\n## Notes\n\n- x',
      '`',
      '"',
      '\\',
      '<!--',
      '# ',
      '- ',
      '> ',
      '1. ',
      '&amp;',
      '\r',
      '|',
      '\u2028',
    );
    const words = fc.array(fc.oneof(evil, fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constant('deal ')), { maxLength: 8 });
    fc.assert(
      fc.property(words, words, (goalParts, hostParts) => {
        const [goal, host] = [goalParts.join(''), hostParts.join('')];
        const back = read(recordText({ ...SESSION, goal, host }, 'en'));
        expect(back).toMatchObject({ id: SESSION.id, agent: 'crm-ops', entity: '02_Solartech', token: 7, leaseMs: 1_800_000, notes: [] });
        expect(back?.ended).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('ids are names of files everywhere', () => {
    const id = newSessionId('crm-ops', SESSION.started, '1a2b3c4d5e6f');
    expect([id, SESSION_ID.test(id), archivePath(id, '2026-12-01T00:00:00Z')]).toEqual([
      SESSION.id,
      true,
      '_SESSIONS/archive/2026-12/2026-11-20-crm-ops-1a2b3c.md',
    ]);
  });
});
