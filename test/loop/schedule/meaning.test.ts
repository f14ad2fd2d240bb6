import { describe, expect, test } from 'vitest';
import { actionKinds, scans } from '../../../src/business/index.ts';
import { type Meaning, meaningOf } from '../../../src/loop/schedule/meaning.ts';

const known = { scans: await scans(), kinds: await actionKinds() };

describe('what a row of a schedule means', () => {
  const cases: readonly (readonly [what: string, wanted: Meaning | undefined])[] = [
    ['Pipeline scan', { scans: ['pipeline'], kinds: [] }],
    ['pipeline', { scans: ['pipeline'], kinds: [] }],
    ['Daily pipeline risk scan', { scans: ['pipeline'], kinds: [] }],
    ['**Pipeline prüfen**', { scans: ['pipeline'], kinds: [] }],
    ['Kaizen review', { scans: ['kaizen'], kinds: [] }],
    ['Won and lost', { scans: [], kinds: ['win-loss-summary', 'team-summary'] }],
    ['Gewonnen und verloren', { scans: [], kinds: ['win-loss-summary', 'team-summary'] }],
    ['win-loss-summary', { scans: [], kinds: ['win-loss-summary'] }],
    ['Weekly team summary', { scans: [], kinds: ['team-summary'] }],
    ['Pipeline scan and Kaizen review', { scans: ['pipeline', 'kaizen'], kinds: [] }],
    ['Pipeline scan, Won and lost', { scans: ['pipeline'], kinds: ['win-loss-summary', 'team-summary'] }],
    ['Won and lost and Pipeline scan', { scans: ['pipeline'], kinds: ['win-loss-summary', 'team-summary'] }],
    [
      'Pipeline prüfen; Gewonnen und verloren; Kaizen review',
      { scans: ['pipeline', 'kaizen'], kinds: ['win-loss-summary', 'team-summary'] },
    ],
    ['Won and Pipeline scan', undefined],
    ['Pipeline scan,', undefined],
    ['Pipeline scan + team summary', { scans: ['pipeline'], kinds: ['team-summary'] }],
    ['Pipeline scan and gardening', undefined],
    ['alert', undefined],
    ['constructor', undefined],
    ['', undefined],
  ];
  test.each(cases)('%s', (what, wanted) => {
    expect(meaningOf(what, known)).toEqual(wanted);
  });
});
