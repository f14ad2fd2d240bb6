import type { Block } from '../../../core/report.ts';
import { decimalNumber, type Language } from '../../../core/text.ts';
import type { LogTallies, Tally } from '../tallies.ts';

/** The numbers of a log as facts and tables. */
export function tallyBlocks({ all, byLayer, byEntity, contributions, unnamed }: LogTallies, language: Language): Block[] {
  const de = language === 'de';
  const blocks: Block[] = [
    {
      kind: 'facts',
      items: [
        { label: de ? 'Versuche' : 'Experiments', value: String(all.total), note: de ? `${all.open} offen` : `${all.open} open` },
        {
          label: de ? 'Übernommen' : 'Adopt rate',
          value: share(all.adoptRate, language),
          note: de
            ? `von ${all.adopted + all.iterated + all.dropped} entschiedenen`
            : `of ${all.adopted + all.iterated + all.dropped} decided`,
        },
        { label: de ? 'Dauer (Median)' : 'Cycle time (median)', value: days(all.cycleDays, language) },
      ],
    },
    tallyTable(de ? 'Ebene' : 'Layer', byLayer, language),
    tallyTable(de ? 'Firma' : 'Company', byEntity, language),
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
      rows: contributions.map(({ quarter, person, proposed, completed }) => [quarter, person, String(proposed), String(completed)]),
    });
  if (unnamed > 0)
    blocks.push({
      kind: 'text',
      tone: 'quiet',
      text: de
        ? `${unnamed} nennen niemanden (**Von:**) und zählen für niemanden.`.replaceAll('**', '')
        : `${unnamed} name nobody (By:) and count for no one.`,
    });
  return blocks;
}

function tallyTable(label: string, tallies: readonly Tally[], language: Language): Block {
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
      one.key,
      ...[one.total, one.open, one.adopted, one.iterated, one.dropped].map(String),
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
