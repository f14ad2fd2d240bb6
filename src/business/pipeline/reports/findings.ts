import { type Finding, SEVERITIES } from '../../../core/finding.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Block, FindingLine } from '../../../core/report.ts';
import { type Language, wholeNumber } from '../../../core/text.ts';
import type { AttentionLine, PipelineScan } from '../result.ts';
import { RULES } from '../rules/index.ts';
import { ruleLines } from './summary.ts';
import { say } from './words.ts';

/** Deals that the reader is asked to begin with. */
const START_WITH = 5;

/** The deals most in need, each with everything that is wrong with it. */
export function startBlocks(scan: PipelineScan, language: Language): Block[] {
  if (scan.attention.deals === 0) return [];
  const items = scan.worstDeals(START_WITH).filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('high'));
  return [
    { kind: 'heading', text: say(language, 'start') },
    { kind: 'findings', items: items.map((line) => startLine(line, scan.currency, language)) },
  ];
}

function startLine({ subject, severity, owner, amount, findings }: AttentionLine, currency: string, language: Language): FindingLine {
  const [worst, ...others] = findings;
  const titles = others.map(({ rule }) => RULES.find(({ code }) => code === rule)?.title[language] ?? rule);
  const also = titles.length > 0 ? `; ${say(language, 'also', { list: titles.join(', ') })}` : '';
  return {
    severity,
    title: nameOf(subject),
    place: [money(amount, currency, language), owner ?? ''].filter((word) => word !== '').join(' · ') || undefined,
    detail: worst.summary[language] + also,
  };
}

/** Every rule that found something, with its worst few. */
export function findingBlocks(scan: PipelineScan, language: Language, top: number): Block[] {
  const lines = ruleLines(scan);
  if (lines.length === 0 || top === 0) return [];
  const blocks: Block[] = [{ kind: 'heading', text: say(language, 'findings') }];
  const worst = scan.worstByRule(top);
  for (const { rule, count, value } of lines) {
    const items = (worst.get(rule.code) ?? []).map((finding) =>
      findingLine(finding, rule.brief(finding.evidence)[language], scan, language),
    );
    const hidden = count - items.length;
    const worth = value > 0 ? ` · ${money(value, scan.currency, language)}` : '';
    blocks.push({
      kind: 'findings',
      title: `${rule.title[language]} · ${wholeNumber(count, language)}${worth}`,
      note: rule.remedy[language],
      columns: [
        { label: say(language, 'owner'), flexible: true },
        { label: say(language, 'amount'), align: 'right' },
        { label: say(language, 'measure') },
      ],
      items,
      hidden,
      hiddenNote: hidden > 0 ? say(language, 'more', { n: wholeNumber(hidden, language) }) : undefined,
    });
  }
  return blocks;
}

function findingLine(finding: Finding, brief: string, scan: PipelineScan, language: Language): FindingLine {
  const { owner, amount } = finding.evidence;
  const about = finding.subject.kind === 'owner' ? scan.owners.find((line) => line.owner === finding.subject.id)?.value : amount;
  const worth = money(typeof about === 'number' && about !== 0 ? about : null, scan.currency, language);
  const holder = typeof owner === 'string' ? owner : '';
  return {
    severity: finding.severity,
    title: nameOf(finding.subject),
    detail: finding.summary[language],
    place: [worth, holder].filter((word) => word !== '').join(' · ') || undefined,
    cells: [holder, worth, brief],
  };
}

function nameOf({ id, name }: Finding['subject']): string {
  return name === id || name === '' ? id : `${id}  ${name}`;
}

function money(minor: number | null, currency: string, language: Language): string {
  return minor === null ? '' : formatMoneyShort({ minor, currency }, language);
}
