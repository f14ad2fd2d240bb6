import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { withTree } from '../opened-tree.ts';
import { settleProvisional } from '../settling.ts';

const input = z.object({});

/** `bizos kaizen settle`. */
export const settle: Operation<typeof input> = {
  name: 'kaizen settle',
  summary: { en: 'Give provisional ids their final number.', de: 'Gibt vorläufigen Nummern ihre endgültige.' },
  about: {
    en: 'Offline an id is provisional (K-BIZ-~7f3a). With the remote at hand it gets a number that no other clone has, in every document that names it. learn does the same by itself.',
    de: 'Ohne Remote ist eine Nummer vorläufig (K-BIZ-~7f3a). Ist es erreichbar, bekommt sie eine Nummer, die kein anderer Klon hat, in jedem Dokument, das sie nennt. learn tut das auch von selbst.',
  },
  effect: 'writes',
  input,
  fields: {},
  examples: [{ command: 'bizos kaizen settle', does: { en: 'after being offline', de: 'nach einer Zeit ohne Netz' } }],
  run: (context) =>
    withTree(context, async (tree) => {
      const done = await settleProvisional(tree);
      const de = tree.language === 'de';
      const { settled, documents, waiting, why } = done;
      return {
        exit: waiting.length > 0 ? 4 : 0,
        json: () => ({ schema: 'bizos.kaizen-settle/1', settled, documents, waiting, why: why ?? null }),
        report: () => ({
          title:
            settled.length === 0 && waiting.length === 0
              ? de
                ? 'Keine vorläufigen Nummern'
                : 'No provisional ids'
              : de
                ? 'Vorläufige Nummern'
                : 'Provisional ids',
          language: tree.language,
          blocks: [
            ...(settled.length > 0
              ? [
                  {
                    kind: 'facts' as const,
                    items: settled.map(({ from, to, file }) => ({ label: from, value: to, note: file, tone: 'good' as const })),
                  },
                ]
              : []),
            ...(documents.length > 0 ? [{ kind: 'text' as const, text: `${de ? 'Geändert' : 'Changed'}: ${documents.join(', ')}` }] : []),
            ...(waiting.length > 0
              ? [
                  {
                    kind: 'text' as const,
                    tone: 'warn' as const,
                    text: `${de ? 'Warten auf Kontakt' : 'Wait for contact'}: ${waiting.join(', ')}${why === undefined ? '' : ` (${why})`}`,
                  },
                ]
              : []),
          ],
        }),
      };
    }),
};
