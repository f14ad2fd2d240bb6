import { formatDate } from '../../../core/moment.ts';
import type { Block, Report } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import type { DealHistory } from '../../../sources/crm/history.ts';
import type { PipelineScan } from '../result.ts';
import { factLines } from './facts.ts';
import { findingBlocks, startBlocks } from './findings.ts';
import { ageBlocks, dataBlocks, flowBlocks, forecastBlocks, ownerBlocks, stageBlocks } from './sections.ts';
import { summaryBlock } from './summary.ts';
import { say } from './words.ts';

export { metricNumber } from './numbers.ts';

/** What the report shows besides the scan. */
export interface ReportSetting {
  readonly language: Language;
  readonly entityName: string;
  /** Findings shown per rule; 0: none, and no deals to start with. */
  readonly top: number;
  readonly history?: Pick<DealHistory, 'flows' | 'past'>;
  readonly commands: readonly { readonly command: string; readonly does: string }[];
}

/** The pipeline report: what is wrong in one sentence, where to start, the numbers, then everything by rule; worst first throughout. */
export function pipelineReport(scan: PipelineScan, setting: ReportSetting): Report {
  const { language, top } = setting;
  const date = formatDate(scan.moment.asOf, language);
  const blocks: Block[] = [
    summaryBlock(scan, language),
    ...(top > 0 ? startBlocks(scan, language) : []),
    { kind: 'heading', text: say(language, 'metrics') },
    { kind: 'facts', items: factLines(scan, language) },
    ...findingBlocks(scan, language, top),
    ...stageBlocks(scan, language),
    ...ownerBlocks(scan, language),
    ...ageBlocks(scan, language),
    ...forecastBlocks(scan, language),
    ...flowBlocks(scan, language, setting.history),
    ...dataBlocks(scan, language),
  ];
  if (setting.commands.length > 0) blocks.push({ kind: 'commands', title: say(language, 'next'), items: setting.commands });
  return {
    title: say(language, 'title', { entity: setting.entityName }),
    subtitle: say(language, scan.moment.basis === 'export' ? 'asOfExport' : 'asOf', { date }),
    language,
    blocks,
  };
}
