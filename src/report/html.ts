import { placeText } from '../core/problem.ts';
import type { Bar, Block, Report } from '../core/report.ts';
import { forHtml } from './escape.ts';
import { barPlot, linePlot } from './svg.ts';
import { LEVEL_WORDS, PROBLEMS, SEVERITY_WORDS } from './words.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2733;--soft:#5b6875;--line:#dfe5ea;--paper:#fbfcfd;--card:#fff;--good:#1a7f4b;--warn:#9a6700;--bad:#c4321f;--bar:#2f6fb2;--bar2:#d5e3f1}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa7b4;--line:#2c3742;--paper:#12181f;--card:#1a222b;--good:#56c98b;--warn:#e0b04a;--bad:#ff7b66;--bar:#6aa9ea;--bar2:#26384a}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}h1{font-size:1.75rem;line-height:1.2;margin:0}h2{font-size:1.2rem;margin:2.5rem 0 .75rem}h3{font-size:1rem;margin:1.5rem 0 .4rem}
.sub{color:var(--soft);margin:.25rem 0 1.5rem}.lead{font-size:1.15rem;padding:.9rem 1.1rem;border-left:4px solid var(--line);background:var(--card);border-radius:.3rem}
.bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}.quiet{color:var(--soft)}.lead.bad{border-color:var(--bad)}.lead.good{border-color:var(--good)}.lead.warn{border-color:var(--warn)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:.75rem;margin:1.25rem 0;padding:0}.fact{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem .9rem}
.fact dt{color:var(--soft);font-size:.85rem}.fact dd{margin:0}.fact .value{font-size:1.4rem;font-variant-numeric:tabular-nums}.fact .note{font-size:.8rem;color:var(--soft)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600;font-size:.85rem}.right{text-align:right}
ul.findings{list-style:none;padding:0;margin:0}ul.findings li{border-bottom:1px solid var(--line);padding:.5rem 0}.tag{display:inline-block;min-width:4.2rem;font-size:.8rem;font-weight:600}.where{color:var(--soft);font-size:.9rem}
figure{margin:1rem 0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem}svg{width:100%;height:auto;display:block}svg text{fill:var(--ink);font:13px system-ui,sans-serif}svg .soft{fill:var(--soft)}svg .bar{fill:var(--bar)}svg .bar.warn{fill:var(--warn)}svg .line{stroke:var(--bar);stroke-width:2;fill:none}svg .dot{fill:var(--bar)}svg .grid{stroke:var(--line)}
pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem}code{font-family:ui-monospace,Menlo,Consolas,monospace}
@media print{body{background:#fff}main{max-width:none;padding:0}h2{break-after:avoid}figure,li,.fact{break-inside:avoid}}`;

/** Draws a report as one self-contained page: no script, nothing fetched, light and dark, printable. */
export function renderHtml(report: Report): string {
  const { language } = report;
  const body = report.blocks.map((block, k) => drawn(block, report, k)).join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="referrer" content="no-referrer">
<title>${forHtml(report.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${forHtml(report.title)}</h1>${report.subtitle ? `<p class="sub">${forHtml(report.subtitle)}</p>` : ''}
${body}
</main></body></html>
`;
}

function drawn(block: Block, report: Report, k: number): string {
  const { language } = report;
  switch (block.kind) {
    case 'heading':
      return `<h2>${forHtml(block.text)}</h2>`;
    case 'text':
      return `<p class="${k === 0 ? 'lead ' : ''}${block.tone ?? 'plain'}">${forHtml(block.text)}</p>`;
    case 'facts':
      return `<dl class="facts">${block.items.map((item) => `<div class="fact"><dt>${forHtml(item.label)}</dt><dd><span class="value ${item.tone ?? 'plain'}">${forHtml(item.value)}</span> <span class="${item.tone ?? 'plain'}">${forHtml(item.status ?? '')}</span>${item.note ? `<div class="note">${forHtml(item.note)}</div>` : ''}</dd></div>`).join('')}</dl>`;
    case 'table':
      return `${block.title ? `<h3>${forHtml(block.title)}</h3>` : ''}${table(
        block.columns.map(({ label, align }) => ({ label, right: align === 'right' })),
        block.rows,
      )}`;
    case 'bars':
      return bars(block.rows, block.title ?? '', block.plot, language);
    case 'trend':
      return block.series
        .map(
          ({ label, points }) =>
            `<figure>${linePlot(`${block.title} (${label})`, points)}</figure>${hiddenTable(
              [block.title, label],
              points.map(([name, value]) => [name, String(value)]),
              language,
            )}`,
        )
        .join('');
    case 'findings': {
      const items = block.items.map(
        (item) =>
          `<li><span class="tag ${item.severity === 'high' || item.severity === 'critical' ? 'bad' : item.severity === 'medium' ? 'warn' : 'quiet'}">${SEVERITY_WORDS[item.severity][language]}</span> <strong>${forHtml(item.title)}</strong> <span class="where">${forHtml(item.place ?? '')}</span>${item.detail ? `<div>${forHtml(item.detail)}</div>` : ''}</li>`,
      );
      return `${block.title ? `<h3>${forHtml(block.title)}</h3>` : ''}<ul class="findings">${items.join('')}</ul>${block.hiddenNote ? `<p class="quiet">… ${forHtml(block.hiddenNote)}</p>` : ''}`;
    }
    case 'problems':
      return `<h3>${PROBLEMS[language]}</h3><ul>${block.items.map((problem) => `<li><span class="${problem.level === 'error' ? 'bad' : problem.level === 'warning' ? 'warn' : 'quiet'}">${LEVEL_WORDS[problem.level][language]}</span> ${forHtml(placeText(problem.place, language))} ${forHtml(problem.message[language])} <span class="quiet">${forHtml(problem.remedy[language])}</span></li>`).join('')}</ul>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${forHtml(item)}</li>`).join('')}</ul>`;
    case 'commands':
      return `${block.title ? `<h2>${forHtml(block.title)}</h2>` : ''}<ul>${block.items.map(({ command, does }) => `<li><code>${forHtml(command)}</code> <span class="quiet">${forHtml(does)}</span></li>`).join('')}</ul>`;
    case 'verbatim':
      return `<pre><code>${block.text
        .split('\n')
        .map((line) => forHtml(line))
        .join('\n')}</code></pre>`;
  }
}

function bars(rows: readonly Bar[], title: string, plot: string | undefined, language: Report['language']): string {
  const names: Readonly<Record<string, { en: string; de: string }>> = {
    funnel: { en: 'Open pipeline by stage', de: 'Offene Pipeline nach Stufe' },
    concentration: { en: 'Open pipeline by owner', de: 'Offene Pipeline nach Inhaber' },
    ageing: { en: 'Age of open deals', de: 'Alter offener Deals' },
  };
  const name = title || (plot ? names[plot]?.[language] : '') || '';
  return `<figure>${barPlot(name, rows)}</figure>${
    plot === 'funnel'
      ? ''
      : hiddenTable(
          [name, ''],
          rows.map((row) => [row.label, `${row.text} ${row.note ?? ''}`]),
          language,
        )
  }`;
}

/** The numbers of a plot for those who can't see it. */
function hiddenTable(header: readonly string[], rows: readonly (readonly string[])[], language: Report['language']): string {
  return `<details><summary class="quiet">${language === 'de' ? 'Zahlen' : 'Numbers'}</summary>${table(
    header.map((label, k) => ({ label, right: k > 0 })),
    rows,
  )}</details>`;
}

function table(columns: readonly { label: string; right: boolean }[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: string, text: string, right: boolean): string => `<${tag}${right ? ' class="right"' : ''}>${forHtml(text)}</${tag}>`;
  return `<div class="wide"><table><thead><tr>${columns.map(({ label, right }) => cell('th', label, right)).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${columns.map(({ right }, k) => cell('td', row[k] ?? '', right)).join('')}</tr>`).join('')}</tbody></table></div>`;
}
