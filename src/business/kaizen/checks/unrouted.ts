import type { Text } from '../../../core/text.ts';
import { type Entity, slugOf } from '../../../tree/kinds/entity.ts';
import type { LearnRoute } from '../../../tree/kinds/learn-routes.ts';
import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';
import { scanLog } from '../log-scan.ts';
import { withDefaults } from '../routes.ts';
import { prefixOf } from './logs.ts';

/** A log that the commands do not reach: the doctor, the screen of the group and agents read it, and nobody can take a step in it. */
export const unroutedLog: TreeCheck = {
  explanation: {
    code: 'experiment-unrouted',
    title: { en: 'No way leads to an experiment', de: 'Kein Weg führt zu einem Versuch' },
    explain: {
      en: 'bizos kaizen finds logs by the rows of "Learn Routes" in bizos/STRUCTURE.md, and an experiment by the letters of its id. Where no row has the log or these letters, list, board and stats leave its experiments out, or no step can be taken with them, though doctor, status and brief speak of them.',
      de: 'bizos kaizen findet Logs über die Zeilen von „Lernwege“ in bizos/STRUCTURE.md, und einen Versuch über die Buchstaben seiner Nummer. Hat keine Zeile das Log oder diese Buchstaben, lassen list, board und stats seine Versuche aus, oder kein Schritt geht mit ihnen, obwohl doctor, status und brief von ihnen sprechen.',
    },
    example: {
      en: 'K-HIP-001 stands in bizos/03_Hippos/KAIZEN_LOG.md, and no row has that log.',
      de: 'K-HIP-001 steht in bizos/03_Hippos/KAIZEN_LOG.md, und keine Zeile hat dieses Log.',
    },
    remedy: {
      en: 'Add a row to "Learn Routes": | kaizen hippos | `bizos/03_Hippos/KAIZEN_LOG.md` | K-HIP |',
      de: 'Füge „Lernwege“ eine Zeile hinzu: | kaizen hippos | `bizos/03_Hippos/KAIZEN_LOG.md` | K-HIP |',
    },
  },
  run(look) {
    const routes = routesOf(look);
    return look.documents
      .filter(({ kind, document: { path } }) => kind === 'kaizen-log' && !/\/_?archive\//.test(path))
      .flatMap(({ document: { path, text } }) => {
        const first = new Map<string, number>();
        for (const { id, line } of scanLog(text).entries) if (!first.has(prefixOf(id))) first.set(prefixOf(id), line);
        return [...first].flatMap(([prefix, line]) => faultOf({ file: path, line, prefix }, routes, look.entities));
      });
  },
};

/** Where lessons go, as the documents say. */
export function routesOf({ documents }: TreeLook): readonly LearnRoute[] {
  const own = documents.flatMap(({ kind, value }) =>
    kind === 'structure' ? ((value as { routes?: readonly LearnRoute[] } | undefined)?.routes ?? []) : [],
  );
  return withDefaults(own);
}

/** Entries of a log with one prefix, and where the first of them stands. */
interface Alike {
  readonly file: string;
  readonly line: number;
  readonly prefix: string;
}

function faultOf(alike: Alike, routes: readonly LearnRoute[], entities: readonly Entity[]): Fault[] {
  const { file, line, prefix } = alike;
  const isListed = routes.some((route) => route.kind === 'kaizen' && route.file === file);
  // As a command goes from an id to its log.
  const ofPrefix = routes.find((route) => route.prefix === prefix);
  if (isListed && ofPrefix?.file === file) return [];
  const elsewhere = ofPrefix !== undefined && ofPrefix.file !== file ? ofPrefix.file : undefined;
  const row = `| kaizen ${scopeFor(alike, isListed, routes, entities)} | \`${file}\` | ${prefix} |`;
  return [
    {
      problem: {
        code: 'experiment-unrouted',
        level: 'warning',
        message:
          elsewhere === undefined
            ? {
                en: `No row of "Learn Routes" leads to ${prefix} in ${file}.`,
                de: `Keine Zeile von „Lernwege“ führt zu ${prefix} in ${file}.`,
              }
            : { en: `${prefix} leads to ${elsewhere}, not to ${file}.`, de: `${prefix} führt zu ${elsewhere}, nicht zu ${file}.` },
        place: { file, line },
        remedy: elsewhere === undefined ? addRow(row) : moveOrRename(elsewhere),
      },
    },
  ];
}

function addRow(row: string): Text {
  return {
    en: `Add a row to "Learn Routes" in bizos/STRUCTURE.md: ${row}`,
    de: `Füge „Lernwege“ in bizos/STRUCTURE.md eine Zeile hinzu: ${row}`,
  };
}

/** A row for the same letters would lead one of the two logs astray. */
function moveOrRename(log: string): Text {
  return {
    en: `Move these experiments to ${log}, or give them letters of their own and a row in "Learn Routes" of bizos/STRUCTURE.md.`,
    de: `Lege diese Versuche nach ${log}, oder gib ihnen eigene Buchstaben und eine Zeile in „Lernwege“ von bizos/STRUCTURE.md.`,
  };
}

/** A word for the new row that no other has: the company's, else the folder's; of a log that has a row already, the letters of the id. */
function scopeFor({ file, prefix }: Alike, isListed: boolean, routes: readonly LearnRoute[], entities: readonly Entity[]): string {
  const taken = new Set(routes.filter(({ kind }) => kind === 'kaizen').map(({ scope }) => scope));
  const folder = file.slice(0, file.lastIndexOf('/'));
  const place = entities.find((entity) => entity.folder === folder)?.slug ?? slugOf(folder);
  const letters = prefix.slice(prefix.lastIndexOf('-') + 1).toLowerCase();
  const words = isListed ? [letters, place] : [place, letters];
  const free = words.find((word) => word !== '' && !taken.has(word));
  if (free !== undefined) return free;
  for (let k = 2; ; k++) if (!taken.has(`${letters}${k}`)) return `${letters}${k}`;
}
