import { describe, expect, it } from 'vitest';
import type { Actor, Facet } from '../../../src/core/zone.ts';
import { facetsOf } from '../../../src/guard/facets/facets-of.ts';

const DESK: Actor = { kind: 'agent', agent: 'desk', session: '2026-11-20-desk-aaaaaa' };

/** `field stage`, `section Notes`, `entry K-1 move own`: a facet in a word. */
function said(facet: Facet): string {
  switch (facet.part) {
    case 'field':
      return `field ${facet.field}`;
    case 'section':
      return `section ${facet.section}`;
    case 'entry':
      return `entry ${facet.entry} ${facet.change}${facet.own ? ' own' : ''}`;
    default:
      return 'body';
  }
}

function parts(path: string, before: string | Buffer | undefined, after: string | Buffer | undefined): readonly string[] | undefined {
  const bytes = (text: string | Buffer | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(text as string));
  return facetsOf(path, bytes(before), bytes(after), DESK)?.map(said);
}

const DEAL = (front: string, body = '# A deal\n\nSpoken on Monday.\n'): string => `---\n${front}\n---\n${body}`;

describe('fields of the front matter', () => {
  it.each<[string, string, string, readonly string[] | undefined]>([
    ['one value', 'stage: New\nscore: 1', 'stage: Offer\nscore: 1', ['field stage']],
    ['two values', 'stage: New\nscore: 1', 'stage: Offer\nscore: 2', ['field stage', 'field score']],
    ['a field added', 'stage: New', 'stage: New\nscore: 1', ['field score']],
    ['a field taken away', 'stage: New\nscore: 1', 'stage: New', ['field score']],
    ['a value inside a list', 'tags: [a, b]\nscore: 1', 'tags: [a, c]\nscore: 1', ['field tags']],
    ['a list of lines', 'tags:\n- a\n- b\nscore: 1', 'tags:\n- a\n- c\nscore: 1', ['field tags']],
    ['a nested value', 'owner:\n  name: A\nscore: 1', 'owner:\n  name: B\nscore: 1', ['field owner']],
    ['quotes alone', 'stage: New', 'stage: "New"', ['field front matter']],
    ['the order alone', 'stage: New\nscore: 1', 'score: 1\nstage: New', ['field front matter']],
    ['a comment alone', 'stage: New', 'stage: New # sure', ['field front matter']],
    [
      'a comment line, together with a field',
      'stage: New\nscore: 1',
      '# score: 9\nstage: Offer\nscore: 1',
      ['field stage', 'field front matter'],
    ],
    ['other quotes, together with a field', 'stage: New\nscore: 1', 'stage: Offer\nscore: "1"', ['field stage', 'field score']],
    ['another spelling, together with a field', 'stage: New\nname: a', "stage: Offer\nname: 'a'", ['field stage', 'field front matter']],
    ['a key given twice', 'stage: New', 'stage: New\nstage: Offer', undefined],
    ['a key that reaches into prototypes', 'stage: New', 'stage: New\n__proto__: {x: 1}', undefined],
    [
      'an alias bomb',
      'stage: New',
      `stage: New\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]\n`)}`,
      undefined,
    ],
    ['a tag', 'stage: New', 'stage: !!js/function "function () { return 1 }"', undefined],
    ['no YAML', 'stage: New', 'stage: [New', undefined],
  ])('%s', (_title, old, made, expected) => expect(parts('deals/a.md', DEAL(old), DEAL(made))).toEqual(expected));

  it('reads nothing into a language other than YAML', () => {
    expect(parts('a.md', DEAL('stage: New'), '---js\n{stage: process.exit(1)}\n---\n')).toBeUndefined();
  });

  it('sees the front matter lost, and the fence left open', () => {
    expect(parts('a.md', DEAL('stage: New'), '# A deal\n\nSpoken on Monday.\n')).toEqual(['field stage']);
    expect(parts('a.md', DEAL('stage: New'), '---\nstage: New\n# A deal\n')).toBeUndefined();
  });

  it('sees text below the front matter as the body, beside the fields', () => {
    expect(parts('a.md', DEAL('stage: New'), DEAL('stage: Offer', 'Nothing.\n'))).toEqual(['field stage', 'body']);
  });
});

describe('what has no parts is a file as a whole', () => {
  it.each<[string, string, string | Buffer | undefined, string | Buffer | undefined]>([
    ['no Markdown', 'a.json', '{}', '{"a": 1}'],
    ['a file removed', 'a.md', '# A\n', undefined],
    ['bytes that are no UTF-8', 'a.md', '# A\n', Buffer.from([0x23, 0x20, 0xff])],
    ['a byte-order mark put before it', 'a.md', '# A\n\n## B\n\nx\n', '\ufeff# A\n\n## B\n\ny\n'],
  ])('%s', (_title, path, before, after) => expect(parts(path, before, after)).toBeUndefined());
});

describe('sections', () => {
  const DOC = (notes: string, budget: string): string =>
    `# Company\n\nAbout it.\n\n## Notes\n\n${notes}\n\n## Budget\n\n${budget}\n\n### Travel\n\nlittle\n`;
  it.each<[string, string, string, readonly string[]]>([
    ['one section', DOC('a', 'b'), DOC('c', 'b'), ['section Notes']],
    ['two sections', DOC('a', 'b'), DOC('c', 'd'), ['section Notes', 'section Budget']],
    ['a part of a section', DOC('a', 'b'), DOC('a', 'b').replace('little', 'much'), ['section Budget']],
    ['the text below the title', DOC('a', 'b'), DOC('a', 'b').replace('About it', 'About us'), ['section Company']],
    ['a section added', DOC('a', 'b'), `${DOC('a', 'b')}\n## More\n\nx\n`, ['body']],
    ['a section renamed', DOC('a', 'b'), DOC('a', 'b').replace('## Notes', '## Budget'), ['body']],
    ['a heading lowered', DOC('a', 'b'), DOC('a', 'b').replace('### Travel', '## Travel'), ['body']],
    ['a heading in other words of Markdown', DOC('a', 'b'), DOC('c', 'b').replace('## Budget', '## **Budget**'), ['body']],
    ['a heading in a fence is none', DOC('a', 'b'), DOC('```\n## Budget\n```', 'b'), ['section Notes']],
  ])('%s', (_title, old, made, expected) => expect(parts('a.md', old, made)).toEqual(expected));

  it('two sections of one name can’t be told apart', () => {
    const twice = (text: string): string => `# A\n\n## Notes\n\nfirst\n\n## Notes\n\n${text}\n`;
    expect(parts('a.md', twice('second'), twice('other'))).toEqual(['body']);
  });
});

describe('rows of a table', () => {
  const TABLE = (rows: readonly string[], below = ''): string =>
    `# Company\n\n## Calls\n\n| Customer | When | Agent |\n|---|---|---|\n${rows.map((row) => `${row}\n`).join('')}${below}\n## Budget\n\nnone\n`;
  const [MINE, THEIRS, NOBODYS] = ['| Ahmad | Monday | desk |', '| Siti | Tuesday | crm-ops |', '| Lim | Friday | |'];
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a row of its own is added', [THEIRS], [THEIRS, MINE], ['entry Ahmad append own']],
    ['a row of nobody is added', [THEIRS], [THEIRS, NOBODYS], ['entry Lim append own']],
    ['a row in another’s name is added', [MINE], [MINE, THEIRS], ['entry Siti append']],
    ['its own row changes', [MINE, THEIRS], [MINE.replace('Monday', 'Sunday'), THEIRS], ['entry Ahmad change own']],
    ['another’s row changes', [MINE, THEIRS], [MINE, THEIRS.replace('Tuesday', 'Sunday')], ['entry Siti change']],
    ['another’s row is signed with its own name', [THEIRS], [THEIRS.replace('crm-ops', 'desk')], ['entry Siti change']],
    ['a row goes', [MINE, THEIRS], [MINE], ['entry Siti remove']],
    ['two rows of one name', [MINE], [MINE, MINE], ['section Calls']],
    ['a row without a name', [MINE], [MINE, '| | x | desk |'], ['section Calls']],
    ['others’ rows change places', [THEIRS, NOBODYS], [NOBODYS, THEIRS], ['entry Siti move']],
  ])('%s', (_title, old, made, expected) => expect(parts('a.md', TABLE(old), TABLE(made))).toEqual(expected));

  it('and text beside it is the section', () => {
    expect(parts('a.md', TABLE([MINE]), TABLE([MINE, THEIRS], '\nAnd a word.\n'))).toEqual(['section Calls']);
  });
});

describe('Z24 entries of a log', () => {
  const ENTRY = (id: string, by: string, words: string): string => `### [${id}] A test\n**By:** ${by}\n\n${words}\n\n`;
  const LOG = (active: string, done = '', updated = '2026-11-01'): string =>
    `# Kaizen Log\n\n**Last Updated:** ${updated}\n\nHow we test.\n\n## Active\n\n${active}## Completed\n\n${done}`;
  const [ONE, TWO] = [ENTRY('K-BIZ-001', 'desk', 'mine'), ENTRY('K-BIZ-002', 'crm-ops', 'theirs')];
  const NEW = ENTRY('K-BIZ-003', 'Desk Agent', 'new');
  it.each<[string, string, string, readonly string[]]>([
    ['an own one is added', LOG(ONE + TWO), LOG(ONE + TWO + NEW), ['entry K-BIZ-003 append own']],
    ['and the date of the log', LOG(ONE + TWO), LOG(ONE + TWO + NEW, '', '2026-11-20'), ['entry K-BIZ-003 append own']],
    ['one of nobody is added', LOG(ONE), LOG(`${ONE}### [K-BIZ-004] Bare\n\nwords\n`), ['entry K-BIZ-004 append own']],
    ['one in another’s name', LOG(ONE), LOG(ONE + TWO), ['entry K-BIZ-002 append']],
    ['one of two people', LOG(TWO), LOG(TWO + ENTRY('K-BIZ-005', 'desk, crm-ops', 'ours')), ['entry K-BIZ-005 append']],
    ['by the session’s id', LOG(TWO), LOG(TWO + ENTRY('K-BIZ-005', '2026-11-20-desk-aaaaaa', 'x')), ['entry K-BIZ-005 append own']],
    ['its own is moved', LOG(ONE + TWO), LOG(TWO, ONE), ['entry K-BIZ-001 move own']],
    [
      'its own is moved and changed',
      LOG(ONE + TWO),
      LOG(TWO, ENTRY('K-BIZ-001', 'desk', 'done')),
      ['entry K-BIZ-001 change own', 'entry K-BIZ-001 move own'],
    ],
    ['another’s is moved', LOG(ONE + TWO), LOG(ONE, TWO), ['entry K-BIZ-002 move']],
    ['another’s is changed', LOG(ONE + TWO), LOG(ONE + ENTRY('K-BIZ-002', 'crm-ops', 'other')), ['entry K-BIZ-002 change']],
    ['another’s is taken over by name', LOG(TWO), LOG(ENTRY('K-BIZ-002', 'desk', 'theirs')), ['entry K-BIZ-002 change']],
    ['its own gets another’s name', LOG(ONE), LOG(ENTRY('K-BIZ-001', 'crm-ops', 'mine')), ['entry K-BIZ-001 change']],
    ['another’s is removed', LOG(ONE + TWO), LOG(ONE), ['entry K-BIZ-002 remove']],
    ['an id is given twice', LOG(TWO), LOG(TWO + TWO), ['entry K-BIZ-002 change']],
    ['one of two with one id is removed', LOG(TWO + TWO), LOG(TWO + NEW), ['entry K-BIZ-002 change', 'entry K-BIZ-003 append own']],
    ['the text around them', LOG(ONE), LOG(ONE).replace('How we test', 'How I test'), ['body']],
    [
      'the text around them, in a line that begins like a date',
      LOG(ONE).replace('How we', 'Stand: How we'),
      LOG(ONE).replace('How we', 'Stand: How I'),
      ['body'],
    ],
    ['a heading', LOG(ONE), LOG(ONE).replace('## Completed', '## Over'), ['body']],
    ['the heading of an entry in other Markdown', LOG(TWO), LOG(TWO.replace('A test', '*A test*')), ['entry K-BIZ-002 change']],
    ['an example in a fence is none', LOG(ONE), LOG(`${ONE}\`\`\`\n### [K-BIZ-XXX] Title\n\`\`\`\n`), ['entry K-BIZ-001 change own']],
  ])('%s', (_title, old, made, expected) => expect(parts('bizos/KAIZEN_LOG.md', old, made)).toEqual(expected));

  it('others’ entries keep their order while one of its own comes in', () => {
    const THREE = ENTRY('K-BIZ-009', 'performance', 'x');
    expect(parts('k.md', LOG(TWO + THREE), LOG(THREE + TWO + NEW))).toEqual(['entry K-BIZ-003 append own', 'entry K-BIZ-002 move']);
    expect(parts('k.md', LOG(TWO + THREE + ONE), LOG(ONE + TWO + THREE))).toEqual(['body']);
  });
});

describe('Z23 lines of the ledger', () => {
  const LINE = (kind: string): string => `${JSON.stringify({ kind, at: 1 })}\n`;
  const OWN = '_SESSIONS/ledger/desk.1a2b.jsonl';
  it.each<[string, string, string | undefined, string | undefined, readonly string[]]>([
    ['one line more', OWN, LINE('finding'), LINE('finding') + LINE('action'), ['entry action append own']],
    ['a new chain', OWN, undefined, LINE('finding'), ['entry finding append own']],
    ['a chain of its own session', '_SESSIONS/ledger/2026-11-20-desk-aaaaaa.jsonl', '', LINE('finding'), ['entry finding append own']],
    ['another writer’s chain', '_SESSIONS/ledger/crm-ops.1a2b.jsonl', '', LINE('finding'), ['entry finding append']],
    ['a chain that only begins like its own', '_SESSIONS/ledger/desktop.1a2b.jsonl', '', LINE('finding'), ['entry finding append']],
    ['a line in the middle', OWN, LINE('a') + LINE('b'), LINE('a') + LINE('x') + LINE('b'), ['entry chain change own']],
    ['a line changed', OWN, LINE('a') + LINE('b'), LINE('x') + LINE('b'), ['entry chain change own']],
    ['cut short', OWN, LINE('a') + LINE('b'), LINE('a'), ['entry chain change own']],
    ['reordered', OWN, LINE('a') + LINE('b'), LINE('b') + LINE('a'), ['entry chain change own']],
    ['removed', OWN, LINE('a'), undefined, ['entry chain remove own']],
    ['a torn line completed', OWN, '{"kind": "fin', '{"kind": "finding"}\n', ['entry chain change own']],
    ['an approval', OWN, '', LINE('approval'), ['entry approval append own']],
    ['an approval behind escapes', OWN, '', '{"\\u006bind": "\\u0061pproval"}\n', ['entry approval append own']],
    ['a kind given twice', OWN, '', '{"kind": "approval", "kind": "finding"}\n', ['entry approval append own']],
    ['no kind', OWN, '', '{"at": 1}\n', ['entry approval (no kind) append own']],
    ['no JSON', OWN, '', 'approved by me\n', ['entry approval (unreadable) append own']],
    [
      'two lines by a bare carriage return',
      OWN,
      '',
      '{"kind": "finding"}\r{"kind": "approval"}\n',
      ['entry approval (unreadable) append own'],
    ],
    ['blank lines only', OWN, LINE('a'), `${LINE('a')}\n\n`, []],
  ])('%s', (_title, path, old, made, expected) => expect(parts(path, old, made)).toEqual(expected));
});
