import * as z from 'zod';
import type { Operation } from '../../workspace/operation.ts';
import { policyHere } from '../policy/compiled.ts';
import { lintZones } from '../policy/lint.ts';
import { pathsOf } from '../policy/tree-paths.ts';
import { openSessions } from '../sessions/open.ts';

const input = z.object({ unowned: z.boolean().default(false) });

/** `bizos zones lint`. */
export const zonesLint: Operation<typeof input> = {
  name: 'zones lint',
  summary: {
    en: 'Find overlaps, dead patterns and paths that nobody owns.',
    de: 'Findet Überschneidungen, tote Muster und Pfade ohne Eigentümer.',
  },
  about: {
    en: 'Two agents on one path are an error, not an order. A pattern that matches nothing is a warning. Paths that no agent owns are counted; --unowned names them.',
    de: 'Zwei Agenten auf einem Pfad sind ein Fehler, keine Reihenfolge. Ein Muster, das nichts trifft, ist eine Warnung. Pfade ohne Eigentümer werden gezählt; --unowned nennt sie.',
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
    const de = language === 'de';
    return {
      exit: errors > 0 ? 1 : 0,
      json: () => ({ schema: 'bizos.zones-lint/1', errors, problems: all, unowned: found.unowned }),
      report: () => ({
        title:
          all.length === 0
            ? de
              ? 'Die Zonen sind in Ordnung'
              : 'The zones are in order'
            : de
              ? `Zonen: ${errors} Fehler, ${all.length - errors} Hinweise`
              : `Zones: ${errors} errors, ${all.length - errors} notes`,
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
