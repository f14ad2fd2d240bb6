import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks, explanations } from '../../src/guard/index.ts';

const GUARD = join(import.meta.dirname, '..', '..', 'src', 'guard');

/** Codes that the guard's sources give to verdicts, faults and problems. */
function codesInSources(): ReadonlySet<string> {
  const files = readdirSync(GUARD, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/explanations|operations$|doctor/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const found = files.flatMap((text) => [
    ...text.matchAll(/code: '([a-z]+(?:-[a-z]+)+)'/g),
    ...text.matchAll(/\b(?:says|fault)\(\s*(?:(?:true|false),\s*)?'([a-z]+(?:-[a-z]+)+)'/g),
    ...text.matchAll(/facet \? '([a-z-]+)' : '([a-z-]+)'/g),
  ]);
  return new Set(found.flatMap(([, ...codes]) => codes).filter((code) => code !== undefined));
}

describe('explanations of the guard', () => {
  it('stand for every code that a verdict, a fault or a problem can carry', async () => {
    const known = new Set((await explanations()).map(({ code }) => code));
    const codes = codesInSources();
    expect(codes.size).toBeGreaterThan(40);
    expect([...codes].filter((code) => !known.has(code))).toEqual([]);
  });

  it('say each thing once, in both languages', async () => {
    const all = await explanations();
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    for (const { code, title, explain, remedy } of all)
      for (const text of [title, explain, remedy]) expect([code, text.de === text.en]).toEqual([code, false]);
    expect(all.every(({ example }) => example.en !== '' && example.de !== '')).toBe(true);
  });

  it('are there for what the doctor finds', async () => {
    const known = new Set((await explanations()).map(({ code }) => code));
    expect((await checks()).map(({ explanation }) => explanation.code).filter((code) => !known.has(code))).toEqual([]);
  });
});
