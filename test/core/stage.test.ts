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
    ['closedwon', 'won'],
    ['Closed Won (Sales Pipeline)', 'won'],
    ['Project Won', 'won'],
    ['L. Project Lost', 'lost'],
    ['07 - Closed Lost', 'lost'],
    ['C4:LOSE', 'lost'],
    ['Closed/Lost - no budget', 'lost'],
    ['Cerrado ganado', 'won'],
    ['Perdida por licitación', 'lost'],
    ['Fechado – Ganho', 'won'],
    ['Perdido', 'lost'],
    ['Fermée gagnée', 'won'],
    ['Affaire perdue', 'lost'],
    ['Chiusa vinta', 'won'],
    ['Persa', 'lost'],
    ['Gesloten: gewonnen', 'won'],
    ['Menang', 'won'],
    ['Kalah', 'lost'],
    ['Personal meeting', undefined],
    ['Ganador elegido', undefined],
    ['Closed', undefined],
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

describe('a stage that the policy names', () => {
  const names = ['Qualified To Buy', 'Proposal', 'Proposal/Price Quote', 'Offer (2nd round)'];
  const book = new StageBook(names.map((name, order) => ({ name, category: 'open', order, sla: null })));

  it.each([
    ['qualifiedtobuy', 'Qualified To Buy'],
    ['QUALIFIED_TO_BUY', 'Qualified To Buy'],
    ['3. Proposal', 'Proposal'],
    ['03 - Proposal', 'Proposal'],
    ['C. Proposal', 'Proposal'],
    ['C2:PROPOSAL', 'Proposal'],
    ['Proposal (Sales Pipeline)', 'Proposal'],
    ['Proposal - Price Quote', 'Proposal/Price Quote'],
    ['Offer (2nd round)', 'Offer (2nd round)'],
    ['Proposals', undefined],
    ['Proposal (lost)', undefined],
    ['3', undefined],
    ['???', undefined],
  ])('is known numbered, run together and with its pipeline behind it: "%s" is %s', (name, stage) => {
    expect(book.find(name)?.name).toBe(stage);
    expect(book.knows(name)).toBe(stage !== undefined);
  });
});
