import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Block, Report } from '../../../core/report.ts';
import { counted, same } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';

const input = z.object({
  words: z._default(z.string(), ''),
  limit: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 10),
});

/** `bizos search WORDS`. */
export const search: Operation<typeof input> = {
  name: 'search',
  summary: { en: 'Find words in all documents, best first.', de: 'Findet Wörter in allen Dokumenten, das Beste zuerst.' },
  about: {
    en: 'A section is found when it holds all the words; case and accents do not matter. "several words" in quotes are a phrase, begin* is the beginning of a word. A hit in a heading counts more.',
    de: 'Gefunden wird ein Abschnitt, der alle Wörter enthält; Groß- und Kleinschreibung und Akzente zählen nicht. "mehrere Wörter" in Anführungszeichen sind eine Wortfolge, anfang* ist der Anfang eines Wortes. Ein Treffer in einer Überschrift zählt mehr.',
  },
  effect: 'reads',
  input,
  fields: {
    words: { value: 'WORDS', position: 'rest', help: { en: 'what to look for', de: 'was gesucht wird' } },
    limit: { value: 'N', help: { en: 'hits at most', de: 'höchstens so viele Treffer' } },
  },
  examples: [
    { command: 'bizos search win rate', does: { en: 'sections that hold both words', de: 'Abschnitte mit beiden Wörtern' } },
    { command: 'bizos search \'"next step"\'', does: { en: 'the two words, one after the other', de: 'die zwei Wörter hintereinander' } },
  ],
  async run(context, { words, limit }) {
    if (words.trim() === '')
      throw new BizosError(2, { en: 'Words to look for are needed.', de: 'Wörter zum Suchen sind nötig.' }, same('bizos search win rate'));
    const workspace = await openWorkspace(context);
    try {
      const { language } = workspace;
      const { search: find } = await import('../../../index/search.ts');
      const hits = find(workspace.store, workspace.root, words, limit + 1);
      const more = hits.length > limit;
      const shown = hits.slice(0, limit);
      const blocks: Block[] =
        shown.length === 0
          ? [
              {
                kind: 'text',
                tone: 'quiet',
                text:
                  language === 'de'
                    ? 'Kein Abschnitt enthält alle diese Wörter. anfang* sucht nach Wortanfängen.'
                    : 'No section holds all these words. begin* looks for beginnings of words.',
              },
            ]
          : shown.flatMap(({ path, line, document, section, snippet }): Block[] => [
              { kind: 'heading', text: `${path}:${line}` },
              { kind: 'text', tone: 'quiet', text: section && section !== document ? `${document} › ${section}` : document },
              excerpt(snippet.map(({ text, hit }) => (hit ? `«${text}»` : text)).join('')),
            ]);
      const count = counted(shown.length, 'section', 'sections', 'Abschnitt', 'Abschnitte')[language];
      const report: Report = {
        title: `${count}: ${words}`,
        subtitle: more
          ? language === 'de'
            ? `die besten ${limit}; --limit N zeigt mehr`
            : `the best ${limit}; --limit N shows more`
          : undefined,
        language,
        blocks,
      };
      return { exit: 0, report: () => report, json: () => ({ schema: 'bizos.search/1', words, more, hits: shown }) };
    } finally {
      workspace.close();
    }
  },
};

/** Columns that lines of a document may have to stand as they are; longer ones are folded like prose. */
const LINE_MAX = 80;

function excerpt(text: string): Block {
  return text.split('\n').some((line) => line.length > LINE_MAX) ? { kind: 'text', text } : { kind: 'verbatim', text };
}
