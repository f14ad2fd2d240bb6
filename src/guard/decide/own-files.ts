import type { Facet, Verdict } from '../../core/zone.ts';
import { type AgentActor, type Question, says } from './question.ts';
import { LEDGER, RECORD } from './registry-paths.ts';
import { shown } from './words.ts';

/** A session's own record, and its own lines of the ledger; undefined for every other path. */
export function ownFileVerdict(question: Question, actor: AgentActor, facet: Facet | undefined): Verdict | undefined {
  const { change } = question;
  if (change.tree !== undefined) return undefined;
  const path = shown(change.path);
  const record = RECORD.exec(change.path);
  if (record) {
    if (actor.session !== undefined && record[1] === actor.session)
      return says(
        question,
        true,
        'session-own-record',
        { en: 'It is the record of this session.', de: 'Es ist der Eintrag dieser Sitzung.' },
        undefined,
        facet,
      );
    return says(
      question,
      false,
      'session-other-record',
      { en: `${path} is the record of another session.`, de: `${path} ist der Eintrag einer anderen Sitzung.` },
      undefined,
      facet,
    );
  }
  if (!LEDGER.test(change.path)) return undefined;
  if (facet?.part !== 'entry' || facet.change !== 'append') {
    return says(
      question,
      false,
      'ledger-not-appended',
      { en: `${path}: lines of the ledger are only ever added at the end.`, de: `${path}: Zeilen des Ledgers kommen nur am Ende hinzu.` },
      undefined,
      facet,
    );
  }
  if (/^approval\b/.test(facet.entry)) {
    return says(
      question,
      false,
      'ledger-approval',
      { en: `${path}: an approval is a person's to give.`, de: `${path}: Eine Freigabe gibt ein Mensch.` },
      undefined,
      facet,
    );
  }
  if (!facet.own)
    return says(
      question,
      false,
      'ledger-other-writer',
      { en: `${path} is another writer's chain.`, de: `${path} ist die Kette eines anderen Schreibers.` },
      undefined,
      facet,
    );
  return says(
    question,
    true,
    'ledger-appended',
    { en: 'It is a line of its own ledger.', de: 'Es ist eine Zeile des eigenen Ledgers.' },
    undefined,
    facet,
  );
}
