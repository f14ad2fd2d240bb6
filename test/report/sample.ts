import type { Report } from '../../src/core/report.ts';

/** Names as an attacker, a spreadsheet or another script would write them. */
export const HOSTILE_NAMES = [
  "=cmd|' /C calc'!A0",
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '![p](https://evil.example/p.png) [[wiki]] `code` | pipe',
  '\u001b[31mred\u001b[0m\u0007 \u202egpj.exe',
  '漢字と名前のとても長い商談の名前です 😀',
  'x'.repeat(300),
  '--- \n# heading\n```',
] as const;

/** A report with every kind of block, each string of it taken from `names` in turn. */
export function sampleReport(names: readonly string[] = ['Acme roof', 'Beta pump', 'Gamma']): Report {
  let next = 0;
  const name = (): string => names[next++ % names.length];
  const finding = (severity: 'critical' | 'medium' | 'info') => ({
    severity,
    title: name(),
    detail: name(),
    place: name(),
    cells: [name(), 'RM 1.2M', name()],
  });
  return {
    title: name(),
    subtitle: name(),
    language: 'en',
    blocks: [
      { kind: 'text', tone: 'bad', text: name() },
      { kind: 'heading', text: name() },
      {
        kind: 'facts',
        items: [
          { label: name(), value: '32.6 %', tone: 'bad', status: 'missed', note: name() },
          { label: name(), value: '12', tone: 'good', status: 'met' },
          { label: name(), value: '–', tone: 'quiet', status: 'too few', note: name() },
        ],
      },
      { kind: 'findings', title: name(), items: [finding('critical'), finding('medium')] },
      {
        kind: 'findings',
        title: name(),
        note: name(),
        columns: [{ label: 'Owner', flexible: true }, { label: 'Amount', align: 'right' }, { label: 'Measure' }],
        items: [finding('critical'), finding('info')],
        hidden: 7,
        hiddenNote: name(),
      },
      {
        kind: 'table',
        title: name(),
        columns: [
          { label: name(), flexible: true },
          { label: 'Deals', align: 'right' },
        ],
        rows: [
          [name(), '11'],
          [name(), '1,234'],
          [name(), '0'],
        ],
        bars: { plot: 'funnel', label: name(), values: [11, 1234, 0], text: 1 },
      },
      ...(['ageing', 'concentration', 'months'] as const).map((plot) => ({
        kind: 'table' as const,
        columns: [{ label: name() }, { label: 'n', align: 'right' as const }],
        rows: [
          [name(), '3'],
          [name(), '4'],
        ],
        bars: { plot, label: name(), values: [3, 4], text: 1, tones: ['warn', 'plain'] as const },
      })),
      {
        kind: 'bars',
        title: name(),
        rows: [
          { label: name(), value: 3, text: '3', note: name(), tone: 'warn' },
          { label: name(), value: 0, text: '0' },
        ],
      },
      {
        kind: 'trend',
        title: name(),
        stacked: true,
        series: (['good', 'plain', 'quiet'] as const).map((tone, k) => ({
          label: name(),
          tone,
          points: [
            [name(), 1],
            [name(), k],
            [name(), 0],
          ],
        })),
      },
      {
        kind: 'board',
        columns: [
          { title: name(), cards: [{ label: name(), title: name(), notes: [name(), name()], tone: 'warn' }], note: name() },
          { title: name(), cards: [], note: name() },
          { title: name(), cards: [{ label: name(), title: name(), notes: [] }] },
        ],
      },
      {
        kind: 'trend',
        title: name(),
        series: [
          {
            label: name(),
            points: [
              [name(), 1, name()],
              [name(), 5],
              [name(), 3, name()],
            ],
          },
        ],
      },
      {
        kind: 'problems',
        items: [
          {
            code: 'column-missing',
            level: 'error',
            message: { en: name(), de: name() },
            place: { file: name(), row: 3 },
            remedy: { en: name(), de: name() },
          },
        ],
      },
      { kind: 'list', items: [name(), name()] },
      { kind: 'list', items: [name(), name()], first: 9 },
      { kind: 'commands', title: name(), items: [{ command: name(), does: name() }] },
      { kind: 'verbatim', text: `${name()}\n${name()}\n` },
    ],
  };
}
