import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../document.ts';
import { findTables, headingKey, labelKey, rowProblem } from '../tables.ts';
import { HEADING } from '../vocabulary.ts';

/** What is learned: an experiment, or a lesson of one of three sorts. */
export type LearnKind = 'kaizen' | 'failure' | 'rule' | 'pattern';

export const LEARN_KINDS: readonly LearnKind[] = ['kaizen', 'failure', 'rule', 'pattern'];

/** A row of the table "Learn Routes": what is said, and where it goes. */
export interface LearnRoute {
  readonly kind: LearnKind;
  /** The word before the colon: `bizos`, `cto`, `hippos`. */
  readonly scope: string;
  /** From the root. */
  readonly file: string;
  /** `K-BIZ`. */
  readonly prefix: string;
}

const COLUMNS = {
  say: ['say', 'you say', 'sag', 'gesagt', 'learn'],
  file: ['file', 'goes to', 'datei', 'kommt nach'],
  prefix: ['id', 'ids', 'number', 'nummer', 'kürzel'],
} as const;

const KIND_WORDS: Readonly<Record<string, LearnKind>> = {
  kaizen: 'kaizen',
  experiment: 'kaizen',
  versuch: 'kaizen',
  failure: 'failure',
  fehler: 'failure',
  rule: 'rule',
  regel: 'rule',
  pattern: 'pattern',
  muster: 'pattern',
};

/** The sort that a word means, in English or German. */
export function learnKind(word: string): LearnKind | undefined {
  return KIND_WORDS[word.toLowerCase()];
}

/** Reads the table in the section "Learn Routes". Rows that lead out of the tree or say nothing readable are problems. */
export function routesOf(document: ParsedDocument): { routes: LearnRoute[]; problems: Problem[] } {
  const routes: LearnRoute[] = [];
  const problems: Problem[] = [];
  const sections = document.sections.filter(({ title }) => (HEADING.routes as readonly string[]).includes(headingKey(title)));
  for (const { rows } of findTables({ ...document, sections }, COLUMNS, ['say', 'file', 'prefix'])) {
    for (const { cells, place } of rows) {
      const said = /^(?:learn\s+)?(\p{L}+)\s+([\p{L}\p{N}_-]+):?$/u.exec(labelKey(cells.say).replaceAll('`', ''));
      const kind = said ? learnKind(said[1]) : undefined;
      const file = cells.file.replaceAll('`', '').trim();
      const prefix = cells.prefix.replaceAll('`', '').replace(/-X+$/, '').trim();
      if (
        !said ||
        !kind ||
        !/^[A-Z]{1,8}(?:-[A-Z0-9]{1,8})*$/.test(prefix) ||
        !/^(?:bizos|cto-brain)\/(?!.*(?:\.\.|\\|\/\/)).+\.md$/.test(file)
      )
        problems.push(
          rowProblem(
            'learn-route-unreadable',
            place,
            `This row is no way for a lesson: "${cells.say}".`,
            `Diese Zeile ist kein Weg für eine Lehre: „${cells.say}“.`,
            '"| kaizen hippos | `bizos/03_Hippos/KAIZEN_LOG.md` | K-HIP |"',
          ),
        );
      else routes.push({ kind, scope: said[2], file, prefix });
    }
  }
  return { routes, problems };
}
