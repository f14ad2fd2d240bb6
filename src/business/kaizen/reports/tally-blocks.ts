import type { Block } from '../../../core/report.ts';
import { decimalNumber, type Language, wholeNumber } from '../../../core/text.ts';
import { entityTold, layerTold } from '../given-words.ts';
import type { LogTallies, Tally } from '../tallies.ts';

/** The numbers of a log as facts and tables. */
export function tallyBlocks({ all, byLayer, byEntity, contributions, unnamed }: LogTallies, language: Language): Block[] {
  const de = language === 'de';
  const number = (count: number): string => wholeNumber(count, language);
  const decided = number(all.adopted + all.iterated + all.dropped);
  const blocks: Block[] = [
    {
      kind: 'facts',
      items: [
        { label: de ? 'Versuche' : 'Experiments', value: number(all.total), note: `${number(all.open)} ${de ? 'offen' : 'open'}` },
        {
          label: de ? 'Übernommen' : 'Adopt rate',
          value: share(all.adoptRate, language),
          note: de ? `von ${decided} entschiedenen` : `of ${decided} decided`,
        },
        { label: de ? 'Dauer (Median)' : 'Cycle time (median)', value: days(all.cycleDays, language) },
      ],
    },
    tallyTable(de ? 'Ebene' : 'Layer', byLayer, layerTold, language),
    tallyTable(de ? 'Firma' : 'Company', byEntity, entityTold, language),
  ];
  if (contributions.length > 0)
    blocks.push({
      kind: 'table',
      columns: [
        { label: de ? 'Quartal' : 'Quarter' },
        { label: de ? 'Mensch' : 'Person', flexible: true },
        { label: de ? 'Vorgeschlagen' : 'Proposed', align: 'right' },
        { label: de ? 'Zu Ende gebracht' : 'Completed', align: 'right' },
      ],
      rows: contributions.map(({ quarter, person, proposed, completed }) => [quarter, person, number(proposed), number(completed)]),
    });
  if (unnamed > 0) blocks.push({ kind: 'text', tone: 'quiet', text: unnamedText(unnamed, language) });
  return blocks;
}

function unnamedText(unnamed: number, language: Language): string {
  const one = unnamed === 1;
  const count = wholeNumber(unnamed, language);
  if (language === 'de') return `${count} ${one ? 'nennt' : 'nennen'} niemanden (Von:) und ${one ? 'zählt' : 'zählen'} für niemanden.`;
  return `${count} ${one ? 'names' : 'name'} nobody (By:) and ${one ? 'counts' : 'count'} for no one.`;
}

/** Counts by layer or company; `told` says what a group is called in a language. */
function tallyTable(
  label: string,
  tallies: readonly Tally[],
  told: (key: string, language: Language) => string,
  language: Language,
): Block {
  const de = language === 'de';
  const right = (text: string) => ({ label: text, align: 'right' as const });
  return {
    kind: 'table',
    columns: [
      { label, flexible: true },
      right(de ? 'Versuche' : 'Total'),
      right(de ? 'Offen' : 'Open'),
      right(de ? 'Übern.' : 'Adopted'),
      right(de ? 'Weiter' : 'Iterated'),
      right(de ? 'Verw.' : 'Dropped'),
      right(de ? 'Quote' : 'Rate'),
      right(de ? 'Dauer' : 'Cycle'),
    ],
    rows: tallies.map((one) => [
      told(one.key, language),
      ...[one.total, one.open, one.adopted, one.iterated, one.dropped].map((count) => wholeNumber(count, language)),
      share(one.adoptRate, language),
      days(one.cycleDays, language),
    ]),
  };
}

function share(rate: number | null, language: Language): string {
  return rate === null ? '–' : `${decimalNumber(rate * 100, 0, language)} %`;
}

function days(count: number | null, language: Language): string {
  if (count === null) return '–';
  const text = decimalNumber(count, Number.isInteger(count) ? 0 : 1, language);
  return language === 'de' ? `${text} ${count === 1 ? 'Tag' : 'Tage'}` : `${text} ${count === 1 ? 'day' : 'days'}`;
}
