import { BizosError } from '../../core/problem.ts';
import type { Block } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import type { Context, Outcome } from '../../workspace/operation.ts';
import { mustBeMerged } from './conflict-marks.ts';
import type { KnownField } from './entry-fields.ts';
import { type Experiment, experimentOf, type LoggedExperiment } from './experiment.ts';
import { asJson } from './experiment-json.ts';
import { type Draft, documentLanguage, type Filed, planDraft, routeOfId } from './filing.ts';
import { idNow } from './final-ids.ts';
import { touchUpdated } from './last-updated.ts';
import { behindBlanks } from './line-ends.ts';
import { type Listed, listed } from './listed.ts';
import { mustHaveFields } from './listed-fields.ts';
import { type Change, changeLogs, type FileChange, type NextId } from './log-change.ts';
import { addEntry, cutEntry, entryNamed, languageOf, languageOfEntry, withFields } from './log-edit.ts';
import { type LogFile, readExistingLog } from './log-file.ts';
import type { LogEntry, LogOutline, LogPart } from './log-scan.ts';
import { outlineWithEntry, splicedLog } from './log-splice.ts';
import { type NumberNotes, numberNotes } from './number-notes.ts';
import type { OpenedTree } from './opened-tree.ts';
import { mustBeLegal, STATE_WORDS, type Step } from './steps.ts';
import { TakenIds } from './taken-ids.ts';

/** What a step writes. */
export interface StepPlan {
  readonly step: Step;
  /** Markdown that can't break out, by field. */
  readonly values: Partial<Record<KnownField, string>>;
  /** Part of the log that it goes to. */
  readonly part: Exclude<LogPart, 'other' | 'candidates'>;
  /** Entries that come of it: a successor, a rule. */
  readonly drafts: readonly Draft[];
}

/** What was done. */
export interface StepTaken {
  readonly before: Experiment;
  readonly after: Listed;
  /** Ids of what came of it. */
  readonly made: readonly { readonly id: string; readonly file: string; readonly line: number; readonly already?: boolean }[];
  /** What is to be known of those ids. */
  readonly notes: NumberNotes;
}

/** Status and decision as a document of a language has them. */
export const STEP_VALUES: Readonly<
  Record<'active' | 'completed' | 'dropped' | 'adopt' | 'iterate' | 'drop', Readonly<Record<Language, string>>>
> = {
  active: { en: 'Active', de: 'Aktiv' },
  completed: { en: 'Completed', de: 'Abgeschlossen' },
  dropped: { en: 'Dropped', de: 'Verworfen' },
  adopt: { en: 'Adopt', de: 'Übernehmen' },
  iterate: { en: 'Iterate', de: 'Weiterentwickeln' },
  drop: { en: 'Drop', de: 'Verwerfen' },
};

/** An experiment that a step is to be taken with. Throws BizosError (exit 2) where it is not there, or its fields can't be read. */
export function experimentNamed(outline: LogOutline, id: string, file: string): { entry: LogEntry; experiment: LoggedExperiment } {
  const entry = entryNamed(outline, id, file);
  mustHaveFields(outline, entry, file);
  return { entry, experiment: experimentOf(outline, entry) };
}

/**
 * Takes a step with an experiment: its fields are filled, it goes to the part where it belongs, and what comes of it is written. Throws
 * BizosError (exit 2) with the legal steps where this one is none.
 */
export async function takeStep(
  tree: OpenedTree,
  given: string,
  plan: (experiment: LoggedExperiment, language: Language) => StepPlan,
): Promise<StepTaken> {
  const id = await idNow(tree, given);
  const { file } = routeOfId(tree, id);
  const ids = new TakenIds(tree.root);
  const change = async (nextId: NextId): Promise<Change<Omit<StepTaken, 'notes'>>> => {
    const log = mustBeMerged(readExistingLog(tree.root, file));
    const { entry, experiment: before } = experimentNamed(log.outline, id, file);
    // Words go in as those are that stand there already.
    const language = languageOfEntry(log.text, entry) ?? languageOf(log.outline) ?? documentLanguage(log, tree);
    const step = plan(before, language);
    mustBeLegal(before, step.step);
    let now = splicedLog(log, [...touchUpdated(log.outline, tree.today), ...moved(log, entry, step, language)]);
    const others: FileChange[] = [];
    const made: Filed[] = [];
    for (const draft of step.drafts) {
      const filed = await planDraft(draft, tree, nextId, [now]);
      made.push(filed.value);
      for (const change of filed.files) {
        if (change.log.file === file) now = change.log;
        else others.push(change);
      }
    }
    const adds = made.filter((one) => one.file === file && !one.already).map((one) => one.id);
    const outline = outlineWithEntry(now, id);
    const after = listed(outline, entryNamed(outline, id, file), file, tree.now);
    return { files: [{ log: now, adds }, ...others], value: { before, after, made } };
  };
  const taken = await changeLogs(tree.root, change, ids);
  return {
    ...taken,
    notes: numberNotes(
      taken.made.filter(({ already }) => !already).map((one) => one.id),
      ids,
      tree.language,
    ),
  };
}

function moved(log: LogFile, entry: LogEntry, { values, part }: StepPlan, language: Language): Splice[] {
  const text = withFields(log.text, entry, values, language);
  if (entry.part === part) return [{ start: entry.start, end: entry.coreEnd, text }];
  const own = languageOf(log.outline) ?? language;
  const blanks = log.text.slice(entry.coreEnd, behindBlanks(log.text, entry.coreEnd));
  return [cutEntry(log.outline, entry, own), addEntry(log.outline, part, text + blanks, own, true)];
}

/** The outcome of a step: where the experiment stands now, what came of it, what can be done next. */
export function stepOutcome(tree: OpenedTree, taken: StepTaken, more: readonly Block[] = [], extra: object = {}): Outcome {
  const { after, before, made, notes } = taken;
  const { language } = tree;
  const de = language === 'de';
  const blocks: Block[] = [
    {
      kind: 'text',
      tone: 'good',
      text: `${after.id}  ${STATE_WORDS[before.state][language]} → ${STATE_WORDS[after.state][language]}  ${after.file}:${after.line}`,
    },
    ...(made.length > 0
      ? [
          {
            kind: 'facts' as const,
            items: made.map((one) => ({
              label: one.id,
              value: `${one.file}:${one.line}`,
              note: one.already
                ? de
                  ? 'stand schon da, beidseitig verlinkt'
                  : 'was there already, linked both ways'
                : de
                  ? 'neu, beidseitig verlinkt'
                  : 'new, linked both ways',
            })),
          },
        ]
      : []),
    ...notes.blocks,
    ...more,
  ];
  return {
    exit: 0,
    report: () => ({ title: after.title, language, blocks }),
    json: () => ({
      schema: 'bizos.kaizen-step/1',
      before: before.state,
      experiment: asJson(after),
      made: made.map(({ id, file, line }) => ({ id, file, line })),
      countedAlone: notes.countedAlone,
      ...extra,
    }),
  };
}

/** Words that a step needs: as given, else asked for at a terminal. Throws BizosError (exit 2) with the flag where neither is there. */
export async function neededWords(
  context: Context,
  given: string | undefined,
  flag: string,
  question: { en: string; de: string },
): Promise<string> {
  const words = given?.trim() || (await context.ask?.input(question))?.trim();
  if (words) return words;
  throw new BizosError(
    2,
    { en: 'Something is missing: what was learned or seen.', de: 'Es fehlt etwas: was gelernt oder gesehen wurde.' },
    { en: `Add ${flag}`, de: `Füge hinzu: ${flag}` },
  );
}
