import * as z from 'zod/mini';
import { counted } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { policyHere } from '../policy/compiled.ts';
import { lintZones } from '../policy/lint.ts';
import { pathsOf } from '../policy/tree-paths.ts';
import { openSessions } from '../sessions/open.ts';

const input = z.object({ unowned: z._default(z.boolean(), false) });

/** `bizos zones lint`. */
export const zonesLint: Operation<typeof input> = {
  name: 'zones lint',
  summary: {
    en: 'Find overlaps, dead patterns and paths that nobody owns.',
    de: 'Findet Überschneidungen, tote Muster und Pfade ohne Eigentümer.',
  },
  about: {
    en: 'Two agents on one path are an error, not an order. A pattern that matches nothing and looks like a typing error is a warning. Exit code 1 for either. Paths that no agent owns are counted; --unowned names them.',
    de: 'Zwei Agenten auf einem Pfad sind ein Fehler, keine Reihenfolge. Ein Muster, das nichts trifft und nach Tippfehler aussieht, ist eine Warnung. Exit-Code 1 bei beiden. Pfade ohne Eigentümer werden gezählt; --unowned nennt sie.',
  },
  effect: 'reads',
  input,
  fields: { unowned: { help: { en: 'name the paths that nobody owns', de: 'nennt die Pfade ohne Eigentümer' } } },
  examples: [{ command: 'bizos zones lint', does: { en: 'is the map in order?', de: 'ist die Karte in Ordnung?' } }],
  async run(context, { unowned }) {
    const { root, language } = await openSessions(context);
    const { value: policy, problems } = await policyHere(root);
    const found = lintZones(policy, await pathsOf(root));
    const all = [...problems, ...found.problems];
    const errors = all.filter(({ level }) => level === 'error').length;
    const warnings = all.filter(({ level }) => level === 'warning').length;
    const counts = [
      counted(errors, 'error', 'errors', 'Fehler', 'Fehler'),
      counted(warnings, 'warning', 'warnings', 'Warnung', 'Warnungen'),
      counted(all.length - errors - warnings, 'note', 'notes', 'Hinweis', 'Hinweise'),
    ]
      .map((text) => text[language])
      .join(', ');
    const de = language === 'de';
    return {
      exit: errors + warnings > 0 ? 1 : 0,
      json: () => ({ schema: 'bizos.zones-lint/1', errors, warnings, problems: all, unowned: found.unowned }),
      report: () => ({
        title:
          all.length === 0 ? (de ? 'Die Zonen sind in Ordnung' : 'The zones are in order') : de ? `Zonen: ${counts}` : `Zones: ${counts}`,
        language,
        blocks: [
          ...(all.length > 0 ? [{ kind: 'problems' as const, items: all }] : []),
          {
            kind: 'text',
            text: de
              ? `${found.unowned.length} Dateien gehören keinem Agenten: Menschen schreiben sie.`
              : `${found.unowned.length} files belong to no agent: people write them.`,
            tone: 'quiet',
          },
          ...(unowned ? [{ kind: 'list' as const, items: found.unowned }] : []),
        ],
      }),
    };
  },
};
