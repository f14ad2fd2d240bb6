import { describe, expect, it } from 'vitest';
import { closedByName, StageBook } from '../../src/core/stage.ts';

describe('a stage that the policy does not name', () => {
  it.each([
    ['Won', 'won'],
    ['Closed Won', 'won'],
    ['closed-won', 'won'],
    ['Won – paid', 'won'],
    ['Gewonnen', 'won'],
    ['Abgeschlossen: gewonnen', 'won'],
    ['Win', 'won'],
    ['Loss', 'lost'],
    ['Lost to competition', 'lost'],
    ['Closed (lost)', 'lost'],
    ['Verloren an Mitbewerber', 'lost'],
    ['Lost contact', undefined],
    ['Window fitting', undefined],
    ['Not won yet', undefined],
    ['Lossless', undefined],
    ['Wonderful', undefined],
    ['', undefined],
  ])('"%s" says %s', (name, closed) => {
    expect(closedByName(name)).toBe(closed);
  });

  const stage = (name: string, category: 'open' | 'won' | 'lost') => ({ name, category, order: 0, sla: null });
  const book = new StageBook([stage('Lost contact', 'open'), stage('Lost – price', 'open'), stage('Paid', 'won')]);

  it('is the first closed one of its kind; what the policy says of a name counts for more', () => {
    expect(book.find('Deal won')?.name).toBe('Paid');
    expect(book.find('Lost - price')?.category).toBe('open');
    expect([book.find('Lost'), book.knows('Deal won'), book.knows('paid')]).toEqual([undefined, false, true]);
  });
});
