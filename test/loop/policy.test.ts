import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/loop/policy/reader.ts';
import { readDocument } from '../../src/tree/read.ts';

const ROOT = join(import.meta.dirname, '../..');
const reading = (text: string) => read(readDocument('bizos/AGENT_POLICY.md', Buffer.from(text)));
const template = (language: string): string => readFileSync(join(ROOT, `templates/tree/${language}/bizos/AGENT_POLICY.md`), 'utf8');

describe('AGENT_POLICY.md', () => {
  it('the shipped documents say the same in both languages, without a problem', () => {
    const [en, de] = ['en', 'de'].map((language) => reading(template(language)));
    expect([en.problems, de.problems]).toEqual([[], []]);
    expect(de.value).toEqual(en.value);
    expect(en.value).toMatchObject({
      alerts: [
        { rule: '*', forMs: 0, clearMs: 86_400_000, repeatMs: 7 * 86_400_000, from: 'high' },
        { rule: 'approaching-sla', forMs: 0, from: 'low' },
      ],
      silences: [
        { source: 'owner-overload', target: 'stalled' },
        { source: 'owner-overload', target: 'silent' },
      ],
      quiet: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 1200, to: 420, unless: 'critical' }],
      channels: [{ name: 'file', kind: 'file' }],
      gates: [
        { action: 'alert', phase: 3 },
        { action: 'approval-request', phase: 1, daily: null },
        { action: '*', phase: 2, outside: false },
      ],
      settings: { approvalMs: 86_400_000, listed: 20, attempts: 5, alertChannel: 'file' },
    });
  });

  it.each([
    ['policy-alert', '| * | 0 h | 24 h | 7 days | high |', '| * | soon | 24 h | 7 days | high |'],
    ['policy-alert', '| * | 0 h | 24 h | 7 days | high |', '| * | 0 h | 24 h | 7 days | dreadful |'],
    ['policy-quiet', '| daily | 20:00 | 07:00 | critical |', '| daily | 25:00 | 07:00 | critical |'],
    ['policy-quiet', '| daily | 20:00 | 07:00 | critical |', '| someday | 20:00 | 07:00 | critical |'],
    ['policy-gate', '| * | * | 2 | 10 | 20 | no |', '| * | * | 4 | 10 | 20 | no |'],
    ['policy-gate', '| * | * | 2 | 10 | 20 | no |', '| * | * | 2 | 0 | 20 | no |'],
    ['policy-gate', '| * | * | 2 | 10 | 20 | no |', '| * | * | 2 | 10 | many | no |'],
    ['policy-gate', '| * | * | 2 | 10 | 20 | no |', '| * | * | 2 | 10 | 20 | perhaps |'],
    ['policy-twice', '| * | * | 2 | 10 | 20 | no |', '| * | * | 2 | 10 | 20 | no |\n| * | * | 3 | 1 | - | yes |'],
    ['policy-setting', '| Attempts to send | 5 |', '| Attempts to send | 0 |'],
    ['policy-setting', '| Attempts to send | 5 |', '| Attemps | 5 |'],
    ['policy-channel-unknown', '| Alert channel | file |', '| Alert channel | telegram |'],
    ['policy-channel-unknown', '| Alert channel | file |', '| Alert channel | file |\n| Approval channel | team |'],
    [
      'table-column-missing',
      '| Rule | For | Clear after | Repeat | Severity from |\n|---|---|---|---|---|\n| * | 0 h | 24 h | 7 days | high |',
      '| Rule | For |\n|---|---|\n| * | 0 h |',
    ],
  ])('%s: %s', (code, good, bad) => {
    const text = template('en');
    expect(text).toContain(good);
    const { problems } = reading(text.replace(good, bad));
    expect(problems.map((one) => one.code)).toContain(code);
    expect(problems[0].remedy.de).not.toBe('');
    expect(problems.every(({ place }) => place?.file !== undefined && (place.line ?? 0) > 0)).toBe(true);
  });

  it('a row that can not be read lets nobody do more', () => {
    const { value } = reading(template('en').replace('| * | * | 2 | 10 | 20 | no |', '| * | * | 3 | ten | - | yes |'));
    expect(value.gates.map(({ action }) => action)).toEqual(['alert', 'approval-request']);
  });

  it.each<[string, number[] | undefined]>([
    ['Mon-Fri', [1, 2, 3, 4, 5]],
    ['Fr–Mo', [0, 1, 5, 6]],
    ['Sat, Sun', [0, 6]],
    ['werktags', [1, 2, 3, 4, 5]],
    ['Mon-', undefined],
  ])('days %s', (words, days) => {
    const { value } = reading(template('en').replace('| daily |', `| ${words} |`));
    expect(value.quiet[0]?.days).toEqual(days);
  });
});
