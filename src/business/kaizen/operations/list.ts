import * as z from 'zod/mini';
import { formatDate, isoDate } from '../../../core/moment.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Block, Report, Tone } from '../../../core/report.ts';
import { counted, type Language, wholeNumber } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { jsonOf, ready, readyJson } from '../experiment-json.ts';
import { statesNamed, wantedOf } from '../gathered.ts';
import { entityTold, layerTold } from '../given-words.ts';
import type { Listed } from '../listed.ts';
import { withTree } from '../opened-tree.ts';
import { STATE_WORDS } from '../steps.ts';

const input = z.object({
  status: z.optional(z.string()),
  layer: z.optional(z.string()),
  entity: z.optional(z.string()),
  overdue: z.optional(z.boolean()),
  log: z.optional(z.string()),
  most: z._default(z.int().check(z.minimum(1)), 100),
});

/** `bizos kaizen list`. */
export const list: Operation<typeof input> = {
  name: 'kaizen list',
  summary: { en: 'List the experiments.', de: 'Listet die Versuche.' },
  effect: 'reads',
  input,
  fields: {
    status: {
      help: {
        en: 'proposed, active, completed, to-decide, adopted, iterated, dropped, open',
        de: 'vorgeschlagen, aktiv, abgeschlossen, unentschieden, übernommen, weiterentwickelt, verworfen, offen',
      },
      value: 'STATUS',
    },
    layer: { help: { en: 'System, Process or Model', de: 'System, Process (Prozess) oder Model (Modell)' }, value: 'LAYER' },
    entity: { help: { en: 'only of this company', de: 'nur dieser Firma' }, value: 'COMPANY' },
    overdue: { help: { en: 'only those that run past their time', de: 'nur die, die über ihre Zeit laufen' } },
    log: { help: { en: 'only of this log: bizos, cto', de: 'nur dieses Logs: bizos, cto' }, value: 'LOG' },
    most: { help: { en: 'rows at most; --json has all', de: 'höchstens so viele Zeilen; --json hat alle' }, value: 'N' },
  },
  examples: [
    { command: 'bizos kaizen list --overdue', does: { en: 'what should be decided by now', de: 'was längst entschieden sein sollte' } },
    {
      command: 'bizos kaizen list --status active --entity Solartech',
      does: { en: "a company's running experiments", de: 'laufende Versuche einer Firma' },
    },
  ],
  run: (context, wanted) =>
    withTree(context, async (tree) => {
      if (wanted.status !== undefined && statesNamed(wanted.status).length === 0)
        throw new BizosError(
          2,
          { en: `"${wanted.status}" is no status.`, de: `„${wanted.status}“ ist kein Stand.` },
          {
            en: 'Take proposed, active, completed, to-decide, adopted, iterated, dropped or open.',
            de: 'Nimm vorgeschlagen, aktiv, abgeschlossen, unentschieden, übernommen, weiterentwickelt, verworfen oder offen.',
          },
        );
      const found = wantedOf(tree, wanted);
      const shown = found.slice(0, wanted.most);
      const { language } = tree;
      const de = language === 'de';
      return {
        exit: 0,
        report: ready<Report>(
          () => ({
            title: counted(found.length, 'experiment', 'experiments', 'Versuch', 'Versuche')[language],
            language,
            blocks:
              found.length === 0
                ? [{ kind: 'text', text: de ? 'Keiner passt.' : 'None fits.', tone: 'quiet' }]
                : [
                    {
                      kind: 'table',
                      columns: [
                        { label: de ? 'Versuch' : 'Experiment', whole: true },
                        // Free words stand in all of these; the day, and that it is over, is what a list is read for.
                        { label: de ? 'Stand' : 'Status', flexible: true },
                        { label: de ? 'Ebene' : 'Layer', flexible: true },
                        { label: de ? 'Firma' : 'Company', flexible: true },
                        { label: de ? 'Titel' : 'Title', flexible: true },
                        { label: de ? 'Bis' : 'Until', whole: true },
                      ],
                      rows: shown.map((one) => [
                        one.id,
                        STATE_WORDS[one.state][language],
                        layerTold(one.layer ?? '–', language),
                        entityTold(one.entity ?? '–', language),
                        one.title,
                        untilText(one, de),
                      ]),
                      tones: shown.map((one): Tone => (one.overdue ? 'warn' : one.state === 'dropped' ? 'quiet' : 'plain')),
                    },
                    ...(found.length > shown.length ? [moreBlock(found.length - shown.length, found.length, language)] : []),
                  ],
          }),
          !context.json,
        ),
        json: readyJson(() => jsonOf({ schema: 'bizos.kaizen-list/1', date: isoDate(tree.now) }, found), Boolean(context.json)),
      };
    }),
};

/** How many more there are, and how to see them. */
function moreBlock(more: number, all: number, language: Language): Block {
  const count = wholeNumber(more, language);
  return {
    kind: 'text',
    tone: 'quiet',
    text:
      language === 'de'
        ? `… und ${count} ${more === 1 ? 'weiterer' : 'weitere'}: --most ${all} zeigt alle`
        : `… and ${count} more: --most ${all} shows all`,
  };
}

function untilText(one: Listed, de: boolean): string {
  if (one.state !== 'active' || Number.isNaN(one.ends)) return '–';
  return formatDate(one.ends, de ? 'de' : 'en') + (one.overdue ? (de ? ' (überfällig)' : ' (overdue)') : '');
}
