import type { Severity } from '../core/finding.ts';
import { placeText } from '../core/problem.ts';
import type { Block, BoardColumn, Card, Column, FindingLine, Report, RowBars, Tone } from '../core/report.ts';
import { forHtml } from './escape.ts';
import { STYLE } from './html-style.ts';
import { stackedTable } from './stacked-table.ts';
import { barPlot, columnPlot, linePlot, type Mark, sharePlot, stackedPlot } from './svg.ts';
import { LEVEL_WORDS, NUMBERS, PLOTS, SEVERITY_WORDS } from './words.ts';

/** Draws a report as one self-contained page: no script, nothing fetched, light and dark, phone and print. */
export function renderHtml(report: Report): string {
  const { language } = report;
  const body = report.blocks.map((block, k) => drawn(block, report, k)).join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><meta name="referrer" content="no-referrer"><meta name="format-detection" content="telephone=no">
<title>${forHtml(report.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${forHtml(report.title)}</h1>${report.subtitle ? `<p class="sub">${forHtml(report.subtitle)}</p>` : ''}
${body}
</main></body></html>
`;
}

const SEVERITY_TONE: Readonly<Record<Severity, Tone>> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'quiet', info: 'quiet' };

function drawn(block: Block, report: Report, k: number): string {
  const { language } = report;
  const id = `p${k}`;
  switch (block.kind) {
    case 'heading':
      return `<h2>${forHtml(block.text)}</h2>`;
    case 'text':
      return `<p class="${k === 0 ? 'lead ' : ''}${block.tone ?? 'plain'}">${forHtml(block.text)}</p>`;
    case 'facts':
      return facts(block.items);
    case 'table': {
      const title = block.title ? `<h3>${forHtml(block.title)}</h3>` : '';
      const body = table(block.columns, block.rows, block.tones);
      return block.bars ? `${title}<div class="both">${plotOf(block.bars, block.rows, id)}${body}</div>` : title + body;
    }
    case 'bars': {
      const name = block.title ?? (block.plot ? PLOTS[block.plot][language] : '');
      const rows = block.rows.map((row) => [row.label, row.text, row.note ?? '']);
      const marks = block.rows.map(
        ({ label, value, text, note, tone }): Mark => ({ label, value, text: note ? `${text} ${note}` : text, tone }),
      );
      const columns: Column[] = [{ label: name }, { label: '', align: 'right' }, { label: '', align: 'right' }];
      return figure(name, barPlot(name, marks, id)) + numbers(table(columns, rows), language);
    }
    case 'board':
      return board(block.columns);
    case 'trend':
      if (block.stacked) {
        const { columns, rows } = stackedTable(block, language);
        return figure(block.title, stackedPlot(block.title, block.series, language, id)) + numbers(table(columns, rows), language);
      }
      return block.series
        .map(({ label, points }, at) => {
          const name = `${block.title}${label ? ` (${label})` : ''}`;
          const rows = points.map(([when, value, text]) => [when, text ?? String(value)]);
          return (
            figure(name, linePlot(name, points, `${id}s${at}`)) +
            numbers(table([{ label: '' }, { label: name, align: 'right' }], rows), language)
          );
        })
        .join('');
    case 'findings':
      return findings(block, language);
    case 'problems':
      return problems(block.items, language);
    case 'list':
      return list(block.items, block.first);
    case 'commands':
      return `${block.title ? `<h2>${forHtml(block.title)}</h2>` : ''}<ul class="plain">${block.items.map(({ command, does }) => `<li><code>${forHtml(command)}</code> <span class="quiet">${forHtml(does)}</span></li>`).join('')}</ul>`;
    case 'verbatim':
      return `<pre><code>${block.text
        .split('\n')
        .map((line) => forHtml(line))
        .join('\n')}</code></pre>`;
  }
}

function list(texts: readonly string[], first: number | undefined): string {
  const items = texts.map((text) => `<li>${forHtml(text)}</li>`).join('');
  return first === undefined ? `<ul class="plain">${items}</ul>` : `<ol class="plain" start="${first}">${items}</ol>`;
}

function board(columns: readonly BoardColumn[]): string {
  const card = ({ label, title, notes, tone }: Card): string =>
    `<li class="${tone ?? 'plain'}"><span class="where">${forHtml(label)}</span><strong>${forHtml(title)}</strong>${notes.map((note, k) => `<div class="detail${k === 0 && tone ? ` ${tone}` : ''}">${forHtml(note)}</div>`).join('')}</li>`;
  const column = ({ title, cards, note }: BoardColumn): string =>
    `<section><h3>${forHtml(title)}</h3><ul>${cards.map(card).join('')}</ul>${note === undefined ? '' : `<p class="quiet">${forHtml(note)}</p>`}</section>`;
  return `<div class="board">${columns.map(column).join('')}</div>`;
}

function tag(word: string, tone: Tone): string {
  return `<span class="tag ${tone}">${forHtml(word)}</span>`;
}

function facts(items: Extract<Block, { kind: 'facts' }>['items']): string {
  const cards = items.map((item) => {
    const status = item.status ? tag(item.status, item.tone ?? 'plain') : '';
    const note = item.note ? `<div class="note">${forHtml(item.note)}</div>` : '';
    return `<div class="fact"><dt>${forHtml(item.label)}</dt><dd><span class="value ${item.tone === 'bad' ? 'bad' : ''}">${forHtml(item.value)}</span>${status}${note}</dd></div>`;
  });
  return `<dl class="facts">${cards.join('')}</dl>`;
}

function findings(block: Extract<Block, { kind: 'findings' }>, language: Report['language']): string {
  const title = block.title ? `<h3>${forHtml(block.title)}</h3>` : '';
  const note = block.note ? `<p class="quiet">${forHtml(block.note)}</p>` : '';
  const more = block.hiddenNote ? `<p class="quiet">… ${forHtml(block.hiddenNote)}</p>` : '';
  const { columns } = block;
  const body = columns
    ? `<div class="card wide"><table class="findings"><thead><tr><th></th><th></th>${columns.map((column) => headCell(column)).join('')}</tr></thead><tbody>${block.items.map((item) => findingRow(item, columns, language)).join('')}</tbody></table></div>`
    : `<ul class="findings">${block.items
        .map(
          (item) =>
            `<li>${tag(SEVERITY_WORDS[item.severity][language], SEVERITY_TONE[item.severity])} <strong>${forHtml(item.title)}</strong>${item.place ? ` <span class="where">${forHtml(item.place)}</span>` : ''}${item.detail ? `<div class="detail">${forHtml(item.detail)}</div>` : ''}</li>`,
        )
        .join('')}</ul>`;
  return title + note + body + more;
}

function findingRow(item: FindingLine, columns: readonly Column[], language: Report['language']): string {
  const cells = columns.map(({ align }, k) => `<td class="${align ?? 'left'}">${forHtml(item.cells?.[k] ?? '')}</td>`);
  const detail = item.detail ? `<div class="detail">${forHtml(item.detail)}</div>` : '';
  return `<tr><td>${tag(SEVERITY_WORDS[item.severity][language], SEVERITY_TONE[item.severity])}</td><td class="name"><strong>${forHtml(item.title)}</strong>${detail}</td>${cells.join('')}</tr>`;
}

function problems(items: Extract<Block, { kind: 'problems' }>['items'], language: Report['language']): string {
  const lines = items.map((problem) => {
    const tone: Tone = problem.level === 'error' ? 'bad' : problem.level === 'warning' ? 'warn' : 'quiet';
    const place = placeText(problem.place, language);
    return `<li>${tag(LEVEL_WORDS[problem.level][language], tone)} ${place ? `<code>${forHtml(place)}</code> ` : ''}${forHtml(problem.message[language])}<div class="detail">${forHtml(problem.remedy[language])}</div></li>`;
  });
  return `<ul class="findings">${lines.join('')}</ul>`;
}

function plotOf(bars: RowBars, rows: readonly (readonly string[])[], id: string): string {
  const marks = rows.map(
    (row, k): Mark => ({ label: row[0] ?? '', value: bars.values[k] ?? 0, text: row[bars.text] ?? '', tone: bars.tones?.[k] }),
  );
  switch (bars.plot) {
    case 'funnel':
      return figure(bars.label, barPlot(bars.label, marks, id, true));
    case 'concentration':
      return figure(bars.label, sharePlot(bars.label, marks, id));
    case 'ageing':
    case 'months':
      return figure(bars.label, columnPlot(bars.label, marks, id));
  }
}

function figure(name: string, drawing: string): string {
  return `<figure><figcaption>${forHtml(name)}</figcaption>${drawing}</figure>`;
}

/** The numbers of a plot for those who can't see it, folded away for those who can. */
function numbers(content: string, language: Report['language']): string {
  return `<details><summary>${NUMBERS[language]}</summary>${content}</details>`;
}

function headCell({ label, align }: Column): string {
  return `<th scope="col"${align === 'right' ? ' class="right"' : ''}>${forHtml(label)}</th>`;
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[], tones?: readonly Tone[]): string {
  const classes = columns.map((column, k) =>
    cellClass(
      column,
      rows.map((row) => row[k] ?? ''),
    ),
  );
  const line = (row: readonly string[], at: number): string =>
    `<tr${tones?.[at] ? ` class="${tones[at]}"` : ''}>${classes.map((name, k) => `<td class="${name}">${forHtml(row[k] ?? '')}</td>`).join('')}</tr>`;
  return `<div class="card wide"><table><thead><tr>${columns.map(headCell).join('')}</tr></thead><tbody>${rows.map(line).join('')}</tbody></table></div>`;
}

/** An id, a number or a date, or none. */
const UNBROKEN = /^(?=.*\d|.?$).{0,16}$/;

/** A sentence, or a word that is none. */
const LONG = /.{40}|\S{21}/;

/**
 * How a column breaks its lines. A table is at least as wide as the longest word of each column, and an address is a word of any length: a
 * `long` column has a width of its own, and breaks words that are wider. Ids, numbers and dates stay `whole`.
 */
function cellClass({ align, flexible }: Column, cells: readonly string[]): 'right' | 'long' | 'whole' | 'left' {
  if (align === 'right') return 'right';
  if (cells.some((cell) => LONG.test(cell))) return 'long';
  return !flexible && cells.every((cell) => UNBROKEN.test(cell)) ? 'whole' : 'left';
}
