import * as z from 'zod/mini';
import { BizosError, type Problem, type ProblemLevel } from '../../../core/problem.ts';
import type { Block, Report } from '../../../core/report.ts';
import { counted, type Language, type Text } from '../../../core/text.ts';
import { chooseRoot } from '../../../tree/root.ts';
import type { Fault, Mend } from '../../../workspace/check.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { CHECKS } from '../checks/index.ts';
import { mendsOfReading } from '../checks/reading-mends.ts';
import { speaks } from '../speaks.ts';
import { lookAtTree } from '../tree-look.ts';

const input = z.object({ fix: z._default(z.boolean(), false) });

/** `bizos doctor [--fix]`. */
export const doctor: Operation<typeof input> = {
  name: 'doctor',
  summary: { en: 'Check the tree: what is wrong, where, how to mend it.', de: 'Prüft den Baum: was nicht stimmt, wo, und was hilft.' },
  about: {
    en: 'Looks at documents, tables, dates, links, ids, places, exports, git and the index. Exit 1 when there is an error. --fix mends what can be mended without losing anything, and says what it did.',
    de: 'Sieht Dokumente, Tabellen, Daten, Verweise, Ids, Plätze, Exporte, git und den Index an. Exit-Code 1, wenn es einen Fehler gibt. --fix behebt, was sich ohne Verlust beheben lässt, und sagt, was es tat.',
  },
  effect: 'writes',
  input,
  fields: { fix: { help: { en: 'mend what is safe to mend', de: 'beheben, was sich sicher beheben lässt' } } },
  examples: [
    {
      command: 'bizos doctor',
      does: { en: 'everything that is wrong, worst first', de: 'alles, was nicht stimmt, das Schlimmste zuerst' },
    },
    {
      command: 'bizos doctor --fix',
      does: { en: 'mends what is safe, then looks again', de: 'behebt Sicheres, dann sieht es noch einmal hin' },
    },
  ],
  async run(context, { fix }) {
    const root = chooseRoot(context.cwd, context.root);
    if (root === undefined) {
      throw new BizosError(
        2,
        { en: 'There is no BizOS tree here or in any folder above.', de: 'Hier und in den Ordnern darüber gibt es keinen BizOS-Baum.' },
        { en: 'Make one with: bizos init', de: 'Lege einen an mit: bizos init' },
      );
    }
    let examined = await examine(context, root);
    const done: Text[] = [];
    if (fix) {
      const mends = examined.faults.flatMap(({ mend }) => (mend ? [mend] : []));
      for (const mend of mends) done.push(await apply(mend));
      // What is left after mending is what the person still has to do.
      if (mends.length > 0) examined = await examine(context, root);
    }
    return outcome(context, examined, done, fix);
  },
};

interface Examined {
  readonly faults: readonly Fault[];
  readonly documents: number;
  readonly language?: Language;
}

const RANK: Readonly<Record<ProblemLevel, number>> = { error: 0, warning: 1, note: 2 };

async function examine(context: Context, root: string): Promise<Examined> {
  const { look, problems } = await lookAtTree(context, root);
  const faults: Fault[] = problems.map((problem) => ({ problem, mend: mendsOfReading(look, problem) }));
  // Where a reader has spoken already, a check that sees the same line has nothing to add.
  const said = new Set(problems.filter(({ level }) => level !== 'note').map(({ place }) => `${place?.file}:${place?.line}`));
  for (const check of [...CHECKS, ...((await context.checks?.()) ?? [])]) {
    faults.push(
      ...(await check.run(look)).filter(({ problem: { place } }) => place?.line === undefined || !said.has(`${place.file}:${place.line}`)),
    );
  }
  const place = ({ problem }: Fault): string => problem.place?.file ?? '\uffff';
  faults.sort(
    (a, b) =>
      RANK[a.problem.level] - RANK[b.problem.level] ||
      (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : (a.problem.place?.line ?? 0) - (b.problem.place?.line ?? 0)),
  );
  return {
    faults,
    documents: look.documents.length,
    language: look.entities.find(({ folder }) => folder.endsWith('/00_Holding'))?.language,
  };
}

/** One mend that fails (a read-only disk) must not keep the others from being made. */
async function apply(mend: Mend): Promise<Text> {
  try {
    await mend.run();
    return mend.says;
  } catch (error) {
    const why = error instanceof BizosError ? error.text : { en: (error as Error).message, de: (error as Error).message };
    return { en: `not done (${why.en}): ${mend.says.en}`, de: `nicht geschehen (${why.de}): ${mend.says.de}` };
  }
}

function outcome(context: Context, { faults, documents, language: tree }: Examined, done: readonly Text[], fix: boolean): Outcome {
  const language = speaks(context, tree);
  const de = language === 'de';
  const problems = faults.map(({ problem }) => problem);
  const count = (level: ProblemLevel): number => problems.filter((problem) => problem.level === level).length;
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')];
  const mendable = faults.filter(({ mend }) => mend !== undefined).length;
  const blocks: Block[] = [];
  if (done.length > 0)
    blocks.push({ kind: 'heading', text: de ? 'Behoben' : 'Mended' }, { kind: 'list', items: done.map((text) => text[language]) });
  if (problems.length > 0) blocks.push({ kind: 'problems', items: problems });
  if (errors + warnings === 0) blocks.push({ kind: 'text', tone: 'good', text: de ? 'Der Baum ist in Ordnung.' : 'The tree is in order.' });
  const next: { command: string; does: string }[] = [];
  if (mendable > 0 && !fix)
    next.push({
      command: 'bizos doctor --fix',
      does: counted(mendable, 'of them is mended', 'of them are mended', 'davon wird behoben', 'davon werden behoben')[language],
    });
  const worst = problems.find(({ level }) => level !== 'note');
  if (worst) next.push({ command: `bizos explain ${worst.code}`, does: de ? 'was das Erste bedeutet' : 'what the first one means' });
  if (next.length > 0) blocks.push({ kind: 'commands', items: next });
  const report: Report = {
    title: de ? 'Untersuchung des Baums' : 'Check of the tree',
    subtitle: [
      counted(documents, 'document', 'documents', 'Dokument', 'Dokumente')[language],
      counted(errors, 'error', 'errors', 'Fehler', 'Fehler')[language],
      counted(warnings, 'warning', 'warnings', 'Warnung', 'Warnungen')[language],
      counted(notes, 'note', 'notes', 'Hinweis', 'Hinweise')[language],
    ].join(' · '),
    language,
    blocks,
  };
  return {
    exit: errors > 0 ? 1 : 0,
    report: () => report,
    json: () => ({
      schema: 'bizos.doctor/1',
      documents,
      errors,
      warnings,
      notes,
      problems: faults.map(({ problem, mend }) => ({ ...plain(problem, language), mendable: mend !== undefined })),
      mended: done.map((text) => text[language]),
    }),
  };
}

function plain({ code, level, message, place, remedy, count }: Problem, language: Language): object {
  return {
    code,
    level,
    message: message[language],
    file: place?.file ?? null,
    line: place?.line ?? null,
    row: place?.row ?? null,
    remedy: remedy[language],
    count: count ?? 1,
  };
}
