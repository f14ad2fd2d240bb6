import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const tracked = (...folders: string[]): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...folders], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');

/** How many lines each part of the list of attacks on what comes in has: C an export of a CRM, Y front matter. */
const PARTS = { C: 76, Y: 19 } as const;

/** Titles of single tests: the first words of an `it`, or of a row of its table. Titles of groups prove nothing. */
function titles(): string[] {
  return tracked('test')
    .filter((path) => path.endsWith('.ts') && !path.endsWith('attacks.test.ts'))
    .flatMap((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8').replace(/\bdescribe(?:\.each\([^)]*\))?\((['`])[^\n]*?\1/g, '');
      return Array.from(text.matchAll(/(?<=['`])[CY]\d\d\b[^'`\n]*/g), ([title]) => title);
    });
}

describe('the list of attacks', () => {
  it.each(Object.entries(PARTS))('every line of part %s has a test of its own, named by its number', (part, lines) => {
    const numbers = new Set(titles().map((title) => title.slice(0, 3)));
    const wanted = Array.from({ length: lines }, (_, i) => `${part}${String(i + 1).padStart(2, '0')}`);
    expect(wanted.filter((number) => !numbers.has(number))).toEqual([]);
  });

  it('no test stands for several lines at once', () => {
    expect(titles().filter((title) => /^[CY]\d\d(?:,| to|–| and| )\s*[CY]\d\d/.test(title))).toEqual([]);
  });
});

/** Addresses that a test needs as they are: the name of a foreign domain that ends like ours, and words for a parser. */
const OTHERWISE = new Set(['notexample.com', 'b.com', 'y.zz']);

describe('C76 what is personal', () => {
  const files = tracked('test', 'templates', 'bizos', 'cto-brain', '_SESSIONS', 'docs', 'bench', 'README.md').filter((path) =>
    /\.(?:ts|mjs|md|csv|json|jsonl|txt|html|ya?ml)$/.test(path),
  );
  const found = (pattern: RegExp): string[] =>
    files.flatMap((path) => Array.from(readFileSync(join(ROOT, path), 'utf8').matchAll(pattern), ([hit]) => `${path}: ${hit}`));

  it('C76 every mail address in fixtures, templates and documents is of a domain that is nobody’s', () => {
    const domain = (hit: string): string => hit.split('@')[1].toLowerCase();
    const all = found(/[\w.%+-]+@(?:[a-z\d-]+\.)+[a-z]{2,}/gi);
    expect(all.length).toBeGreaterThan(20);
    expect(
      all.filter(
        (hit) => !/(?:^|\.)(?:example|test|invalid)$|(?:^|\.)example\.(?:com|org|net)$/.test(domain(hit)) && !OTHERWISE.has(domain(hit)),
      ),
    ).toEqual([]);
  });

  it('C76 no number of an identity card stands in them', () => {
    expect(found(/\b\d{6}-(?:0[1-9]|[1-5]\d)-\d{4}\b/g)).toEqual([]);
  });

  it('C76 exports and what is sealed stay out of git', () => {
    const ignored = execFileSync(
      'git',
      ['check-ignore', '--no-index', '_INBOX/zoho/Deals.csv', '_INBOX/ledger/x.json', '.bizos/index.sqlite'],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    expect(ignored.trim().split('\n')).toHaveLength(3);
    expect(tracked('_INBOX', '.bizos')).toEqual([]);
  });
});
