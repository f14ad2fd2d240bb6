import { describe, expect, it } from 'vitest';
import { checks, explanations } from '../../src/guard/index.ts';

describe('explanations of the guard', () => {
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
