import { placeText } from '../core/problem.ts';
import type { Block, Report } from '../core/report.ts';
import { forMarkdown, forTerminal } from './escape.ts';
import { stackedTable } from './stacked-table.ts';
import { LEVEL_WORDS, SEVERITY_WORDS } from './words.ts';

/** Draws a report as a Markdown document, with front matter where there is some; text from outside can't become a mark, link or HTML. */
export function renderMarkdown(report: Report, frontMatter: Readonly<Record<string, string>>): string {
  const front = Object.entries(frontMatter).map(([key, value]) => `${key}: ${isPlain(value) ? value : JSON.stringify(value)}`);
  const parts = [front.length === 0 ? '' : `---\n${front.join('\n')}\n---`, `# ${forMarkdown(report.title)}`];
  if (report.subtitle) parts.push(`*${forMarkdown(report.subtitle)}*`);
  for (const block of report.blocks) parts.push(...drawn(block, report.language));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A word that YAML reads as that word and nothing else, or a date. */
function isPlain(value: string): boolean {
  return /^(?:[A-Za-z][\w-]*|\d{4}-\d{2}-\d{2})$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
}

function drawn(block: Block, language: Report['language']): string[] {
  switch (block.kind) {
    case 'heading':
      return [`## ${forMarkdown(block.text)}`];
    case 'text':
      return [forMarkdown(block.text)];
    case 'facts':
      return [
        table(
          [
            language === 'de' ? 'Kennzahl' : 'Metric',
            language === 'de' ? 'Wert' : 'Value',
            'Status',
            language === 'de' ? 'Anmerkung' : 'Note',
          ],
          block.items.map((item) => [item.label, item.value, item.status ?? '', item.note ?? '']),
          [false, true, false, false],
        ),
      ];
    case 'table':
      return [
        block.title ? `### ${forMarkdown(block.title)}` : '',
        table(
          block.columns.map(({ label }) => label),
          block.rows,
          block.columns.map(({ align }) => align === 'right'),
        ),
      ];
    // The table of the same lines follows a funnel; owners have none of their own.
    case 'bars':
      return block.plot === 'funnel'
        ? []
        : [
            table(
              ['', '', ''],
              block.rows.map((row) => [row.label, row.text, row.note ?? '']),
              [false, true, true],
            ),
          ];
    case 'board':
      return block.columns.flatMap(({ title, cards, note }) => [
        `### ${forMarkdown(title)}`,
        cards.map((card) => `- ${[card.label, card.title, ...card.notes].map(forMarkdown).join(' · ')}`).join('\n'),
        note === undefined ? '' : forMarkdown(note),
      ]);
    case 'trend':
      if (block.stacked) {
        const { columns, rows } = stackedTable(block, language);
        return [
          `### ${forMarkdown(block.title)}`,
          table(
            columns.map(({ label }) => label),
            rows,
            columns.map(({ align }) => align === 'right'),
          ),
        ];
      }
      return block.series.flatMap(({ label, points }) => [
        `### ${forMarkdown(block.title)}`,
        table(
          ['', label],
          points.map(([name, value, text]) => [name, text ?? String(value)]),
          [false, true],
        ),
      ]);
    case 'findings': {
      const title = block.title ? `### ${forMarkdown(block.title)}` : '';
      const more = block.hiddenNote ? `… ${forMarkdown(block.hiddenNote)}` : '';
      if (block.columns) return [title, block.note ? forMarkdown(block.note) : '', findingTable(block, language), more];
      const items = block.items.map(
        (item) =>
          `- **${SEVERITY_WORDS[item.severity][language]}** ${forMarkdown(item.title)}${item.place ? ` – ${forMarkdown(item.place)}` : ''}${item.detail ? `: ${forMarkdown(item.detail)}` : ''}`,
      );
      return [title, items.join('\n'), more];
    }
    case 'problems':
      return [
        block.items
          .map(
            (problem) =>
              `- ${LEVEL_WORDS[problem.level][language]}: ${forMarkdown([placeText(problem.place, language), problem.message[language], problem.remedy[language]].filter((word) => word !== '').join(' – '))}`,
          )
          .join('\n'),
      ];
    case 'list':
      return [block.items.map((item, k) => `${block.first === undefined ? '-' : `${block.first + k}.`} ${forMarkdown(item)}`).join('\n')];
    case 'commands':
      return [
        block.title ? `## ${forMarkdown(block.title)}` : '',
        block.items.map(({ command, does }) => `- ${code(command)}: ${forMarkdown(does)}`).join('\n'),
      ];
    case 'verbatim':
      return [fenced(block.text)];
  }
}

/** Severity and name before the block's columns; the last of them, a measure in short, gives way to the whole sentence. */
function findingTable(block: Extract<Block, { kind: 'findings' }>, language: Report['language']): string {
  const columns = (block.columns ?? []).slice(0, -1);
  return table(
    ['', '', ...columns.map(({ label }) => label), ''],
    block.items.map((item) => [
      SEVERITY_WORDS[item.severity][language],
      item.title,
      ...columns.map((_, k) => item.cells?.[k] ?? ''),
      item.detail ?? item.cells?.[columns.length] ?? '',
    ]),
    [false, false, ...columns.map(({ align }) => align === 'right'), false],
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const line = (cells: readonly string[]): string => `| ${header.map((_, k) => forMarkdown(cells[k] ?? '')).join(' | ')} |`;
  return [line(header), `|${header.map((_, k) => (right[k] ? '---:' : '---')).join('|')}|`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  const ticks = '`'.repeat(Math.max(1, ...[...text.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  // A backtick at an end would lengthen the fence.
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${ticks}${pad}${forTerminal(text)}${pad}${ticks}`;
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string {
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  const lines = text.replace(/\n$/, '').split(/\r?\n/);
  return [`${ticks}text`, ...lines.map((line) => line.replaceAll('\r', '\ufffd')), ticks].join('\n');
}
