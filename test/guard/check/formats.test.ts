import { describe, expect, it } from 'vitest';
import { asGithub, asGitlab, asJunit, asSarif, problemSaid, type Said, saidOf } from '../../../src/guard/check/formats.ts';
import type { CheckResult, Judged } from '../../../src/guard/check/judged.ts';

const EVIL = 'bizos/a%b:c,d"<&>\'$(id)`x`\n::error::y.md';

function judged(path: string, given: Partial<Judged> = {}): Judged {
  return {
    verdict: { path, allowed: false, code: 'zone-none', reason: { en: `${path} is outside.`, de: `${path} liegt außerhalb.` }, owners: [] },
    commit: 'abcdef0123456789abcdef0123456789abcdef01',
    agent: 'crm-ops',
    ...given,
  };
}

function result(refused: readonly Judged[], given: Partial<CheckResult> = {}): CheckResult {
  return { refused, faults: [], commits: 2, changes: 3, identity: 'trailer', prefix: '', problems: [], ...given };
}

const said = (paths: readonly string[], prefix = ''): readonly Said[] =>
  saidOf(
    result(
      paths.map((path) => judged(path)),
      { prefix },
    ),
    'en',
  );

describe('what a check says', () => {
  it('names files from the top of the repository, and what lies outside the tree as it is', () => {
    expect(said(['a.md'], 'group/')[0].path).toBe('group/a.md');
    const outside = judged('src/a.ts');
    expect(
      saidOf(result([{ ...outside, verdict: { ...outside.verdict, code: 'tree-unknown' } }], { prefix: 'group/' }), 'en')[0].path,
    ).toBe('src/a.ts');
  });

  it('gives a command that a shell takes as it is meant', () => {
    expect(said(['a b/$(id).md'])[0].remedy).toBe("bizos zones explain 'a b/$(id).md' --agent crm-ops");
    expect(said(["it's.md"])[0].remedy).toBe("bizos zones explain 'it'\\''s.md' --agent crm-ops");
    expect(said(['-rf.md'])[0].remedy).toBe("bizos zones explain '-rf.md' --agent crm-ops");
    expect(saidOf(result([judged('a.md', { agent: 'x; rm -rf ~' })]), 'en')[0].remedy).toBe(
      "bizos zones explain a.md --agent 'x; rm -rf ~'",
    );
    expect(said(['a\nb.md'])[0].remedy).not.toContain('\n');
  });

  it('has a fingerprint that outlives a rebase, and tells files, parts and agents apart', () => {
    const print = (one: Judged): string => saidOf(result([one]), 'en')[0].fingerprint;
    expect(print(judged('a.md', { commit: 'f'.repeat(40) }))).toBe(print(judged('a.md')));
    const field = judged('a.md');
    const others = [
      judged('b.md'),
      judged('a.md', { agent: 'performance' }),
      { ...field, verdict: { ...field.verdict, facet: { part: 'field' as const, field: 'stage' } } },
    ];
    expect(new Set([judged('a.md'), ...others].map(print)).size).toBe(4);
  });

  it('a fault has one too: alike ones are counted, the commit makes no difference', () => {
    const text = { en: 'No session.', de: 'Keine Sitzung.' };
    const fault = (commit: string) => ({ code: 'session-unknown', commit, message: text, remedy: text });
    const prints = (...commits: readonly string[]): readonly string[] =>
      saidOf({ refused: [], faults: commits.map(fault) }, 'en').map(({ fingerprint }) => fingerprint);
    expect(prints('a', 'b')).toEqual(prints('c', 'd'));
    expect(new Set(prints('a', 'b')).size).toBe(2);
  });

  it('what is about a commit stands at the policy of the tree, wherever the tree is', () => {
    const text = { en: 'No session.', de: 'Keine Sitzung.' };
    const [one] = saidOf({ refused: [], faults: [{ code: 'session-unknown', commit: 'a', message: text, remedy: text }] }, 'en');
    expect(JSON.parse(asGitlab([one], 'group/'))[0].location.path).toBe('group/bizos/AGENT_GOALS.md');
    expect(asSarif([one], '1', () => undefined, 'group/')).toContain('"uri": "group/bizos/AGENT_GOALS.md"');
  });

  it('a policy that can’t be read is said at its line', () => {
    const problem = problemSaid(
      {
        code: 'zone-pattern',
        level: 'error',
        message: { en: 'No pattern.', de: 'Kein Muster.' },
        place: { file: 'bizos/AGENT_GOALS.md', line: 7 },
        remedy: { en: 'Mend it.', de: 'Mach es.' },
      },
      'group/',
      'en',
    );
    expect(asGithub([problem])).toBe('::error file=group/bizos/AGENT_GOALS.md,line=7,title=zone-pattern::No pattern. Mend it.\n');
  });
});

describe('github', () => {
  it('escapes what would end a property or a command', () => {
    const [line, ...rest] = asGithub(said([EVIL]))
      .trimEnd()
      .split('\n');
    expect(rest).toEqual([]);
    const m = /^::error file=([^,:\n]*),title=([^,:\n]*)::(.*)$/.exec(line);
    expect(decodeURIComponent(m?.[1] ?? '')).toBe(EVIL);
    expect(m?.[3]).not.toMatch(/[\r\n]/);
  });

  it('writes ten annotations, then one of another kind that counts the rest, then the rest as plain lines', () => {
    const lines = asGithub(said([...Array.from({ length: 13 }, (_, i) => `f${i}.md`), EVIL, 'x##[error]y.md']))
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('::error ')).length).toBe(10);
    expect(lines[10]).toBe('::warning title=bizos::5 more are refused: see the log');
    expect(lines.length).toBe(16);
    for (const line of lines.slice(11)) expect(line).not.toMatch(/::|##\[/);
  });

  it('says nothing where nothing is refused', () => {
    expect(asGithub([])).toBe('');
  });
});

describe('sarif', () => {
  const words = { title: 'Outside the zone', explain: 'No row names it.', remedy: 'Ask its owner.' };
  const log = JSON.parse(asSarif(said([EVIL, 'ü/a b.md', 'ü/a b.md']), '1.2.3', (code) => (code === 'zone-none' ? words : undefined)));

  it('says of each rule what GitHub shows beside it', () => {
    expect(log.runs[0].tool.driver.rules).toEqual([
      {
        id: 'zone-none',
        shortDescription: { text: words.title },
        fullDescription: { text: words.explain },
        help: { text: words.remedy },
      },
    ]);
  });

  it('has what the schema of SARIF 2.1.0 asks for', () => {
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    const [run] = log.runs;
    expect(run.tool.driver).toMatchObject({ name: 'bizos', version: '1.2.3' });
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run.columnKind);
    for (const { ruleId, level, message, locations, partialFingerprints } of run.results) {
      expect(ids).toContain(ruleId);
      expect(['none', 'note', 'warning', 'error']).toContain(level);
      expect(message.text).toMatch(/\S/);
      const [{ physicalLocation }] = locations;
      expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      expect(Object.keys(partialFingerprints)).toEqual(['bizos/v1']);
    }
  });

  it('names files by relative URIs', () => {
    const uris = log.runs[0].results.map(
      (one: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        one.locations[0].physicalLocation.artifactLocation.uri,
    );
    for (const uri of uris) {
      expect(uri).toMatch(/^[A-Za-z0-9\-._~%!'()*/]+$/);
      expect(() => new URL(uri)).toThrow();
    }
    expect(decodeURIComponent(uris[0])).toBe(EVIL);
  });
});

describe('gitlab', () => {
  it('has the fields that a code quality report must have', () => {
    const items = JSON.parse(asGitlab(said(['a.md', 'b.md'])));
    expect(items).toHaveLength(2);
    for (const { description, check_name, fingerprint, severity, location } of items) {
      expect([description, check_name].every((text) => typeof text === 'string' && text !== '')).toBe(true);
      expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
      expect(location).toMatchObject({ path: expect.any(String), lines: { begin: 1 } });
    }
    expect(asGitlab([])).toBe('[]\n');
  });
});

describe('junit', () => {
  it('is well-formed whatever a file is called', () => {
    const text = asJunit(said([EVIL, 'a\u0000\u0008b.md']), result([]));
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    const open: string[] = [];
    const rest = text.replace(
      /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos);[^"<&]*)*")*)(\/?)>/g,
      (_tag, close, name, _attributes, alone) => {
        if (close) expect(open.pop()).toBe(name);
        else if (!alone) open.push(name);
        return '';
      },
    );
    expect(open).toEqual([]);
    expect(rest.replace(/^<\?xml[^>]*>/, '').replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toMatch(/[<&]/);
    expect(text).toContain('tests="2" failures="2"');
  });

  it('has a case that passes where nothing is refused', () => {
    expect(asJunit([], result([]))).toContain('tests="1" failures="0"');
  });
});
