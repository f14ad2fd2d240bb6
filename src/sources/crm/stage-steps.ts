import { type WallMs, wallOf } from '../../core/moment.ts';
import { stageKey } from '../../core/stage.ts';
import type { ByteSource } from './container/bytes.ts';
import type { Reject, StageStep } from './deals.ts';
import type { Dialect } from './delimited/dialect.ts';
import { cellText, isBlank, type RecordCells, recordTexts } from './delimited/record.ts';
import { tokenize } from './delimited/tokenize.ts';
import type { HeaderMatch } from './headers.ts';
import { readDate } from './values/date.ts';
import { cleanCell, isRuinedId } from './values/text.ts';

interface Entry {
  readonly stage: string;
  readonly to: string;
  readonly at: WallMs;
}

/**
 * Reads a stage-history export into steps, oldest first. A row says that a deal stood in `Stage` (and moved to `Moved To`) at
 * its modified time; repeated rows of the same stage are one stay; backward moves are kept as they are.
 */
export function readSteps(
  source: ByteSource,
  dialect: Dialect,
  match: HeaderMatch,
  options: { readonly timeZone: string },
): { steps: StageStep[]; rows: number; rejects: Reject[]; newest: WallMs } {
  const entries = new Map<string, Entry[]>();
  const rejects: Reject[] = [];
  let row = 0;
  let rows = 0;
  let lastDeal = '';
  const cell = (record: RecordCells, part: Parameters<HeaderMatch['history']['get']>[0]): string => {
    const at = match.history.get(part);
    return at === undefined ? '' : cleanCell(cellText(record, at));
  };
  tokenize(source, dialect.delimiter, dialect.from, (record) => {
    row++;
    if (row <= match.headerRecord + 1 || isBlank(record)) return;
    rows++;
    const reject = (code: string, reason: string): void => {
      rejects.push({ row, code, reason, text: recordTexts(record).join(' | ').slice(0, 2000) });
    };
    // Grouped reports name the deal once and leave it blank below.
    const deal = cell(record, 'deal') || cell(record, 'name') || lastDeal;
    const stage = cell(record, 'from');
    if (stage === '' || deal === '') return reject('stage-missing', 'no stage or no deal');
    if (isRuinedId(deal)) return reject('id-scientific', 'the id was turned into a number by a spreadsheet');
    if (stage === match.headers[match.history.get('from') ?? 0]) return;
    lastDeal = deal;
    const reading = readDate(cell(record, 'at'));
    const at = reading.kind === 'moment' ? reading.at : reading.kind === 'instant' ? wallOf(reading.at, options.timeZone) : Number.NaN;
    if (Number.isNaN(at)) return reject('date-unreadable', 'no readable time of the change');
    const list = entries.get(deal) ?? [];
    list.push({ stage, to: cell(record, 'to'), at });
    entries.set(deal, list);
  });
  const steps: StageStep[] = [];
  let newest = Number.NaN;
  for (const [deal, list] of entries) {
    list.sort((a, b) => a.at - b.at);
    for (const step of stepsOf(deal, list)) {
      steps.push(step);
      if (!(step.at <= newest)) newest = step.at;
    }
  }
  steps.sort((a, b) => a.at - b.at);
  return { steps, rows, rejects, newest };
}

/** With `Moved To` each row is a step itself; without it the change of stage from row to row is. */
function stepsOf(deal: string, list: readonly Entry[]): StageStep[] {
  const steps: StageStep[] = [];
  let stands: string | undefined;
  for (const { stage, to, at } of list) {
    if (stands === undefined) {
      // A first row that already names where the deal went tells when it left, not when it came.
      if (to === '') steps.push({ deal, from: '', to: stage, at, basis: 'history' });
    } else if (stageKey(stage) !== stageKey(stands)) steps.push({ deal, from: stands, to: stage, at, basis: 'history' });
    stands = stage;
    if (to !== '' && stageKey(to) !== stageKey(stage)) {
      steps.push({ deal, from: stage, to, at, basis: 'history' });
      stands = to;
    }
  }
  return steps;
}
