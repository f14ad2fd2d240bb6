import type { TreePlace } from '../../../tree/kinds/structure.ts';
import { matchesPath } from '../../../tree/patterns.ts';
import { UNFINISHED } from '../../../tree/write.ts';
import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';

const FILE = 'bizos/STRUCTURE.md';

/** The table of places; undefined when there is none to hold the tree against. */
function places(look: TreeLook): readonly TreePlace[] | undefined {
  const rows = look.documents.flatMap(({ kind, value }) =>
    kind === 'structure' ? (value as { places: readonly TreePlace[] }).places : [],
  );
  return rows.length > 0 ? rows : undefined;
}

/** Files that no row of `STRUCTURE.md` allows. */
export const fileUnknown: TreeCheck = {
  explanation: {
    code: 'file-unknown',
    title: { en: 'A file stands where none is planned', de: 'Eine Datei steht, wo keine vorgesehen ist' },
    explain: {
      en: 'bizos/STRUCTURE.md says what stands where. A file that no row of its table allows is often a typing mistake in a name (then BizOS does not read it), a copy, or something that needs a place of its own.',
      de: 'bizos/STRUCTURE.md sagt, was wo steht. Eine Datei, die keine Zeile ihrer Tabelle erlaubt, ist oft ein Tippfehler im Namen (dann liest BizOS sie nicht), eine Kopie oder etwas, das einen eigenen Platz braucht.',
    },
    example: {
      en: 'bizos/03_Hippos/TTL_KPI.md: the S is missing, and its targets count nowhere.',
      de: 'bizos/03_Hippos/TTL_KPI.md: Das S fehlt, und die Ziele darin gelten nirgends.',
    },
    remedy: {
      en: 'Rename or move the file, or add a row to bizos/STRUCTURE.md.',
      de: 'Benenne die Datei um, verschiebe sie, oder ergänze eine Zeile in bizos/STRUCTURE.md.',
    },
  },
  run(look) {
    const rows = places(look);
    if (!rows) return [{ problem: noTable(look) }];
    return look.files
      .filter(
        (path) =>
          !/(?:^|\/)(?:\.gitkeep|\.DS_Store)$/.test(path) &&
          !path.endsWith(UNFINISHED) &&
          !rows.some(({ pattern }) => matchesPath(asPattern(pattern), path)),
      )
      .map((file) => ({
        problem: {
          code: 'file-unknown',
          level: 'warning' as const,
          message: {
            en: 'No row of bizos/STRUCTURE.md has a place for this file.',
            de: 'Keine Zeile der bizos/STRUCTURE.md sieht diese Datei vor.',
          },
          place: { file },
          remedy: {
            en: 'Rename or move it, or add a row to bizos/STRUCTURE.md.',
            de: 'Benenne sie um, verschiebe sie, oder ergänze eine Zeile in bizos/STRUCTURE.md.',
          },
        },
      }));
  },
};

/** Documents that a row of `STRUCTURE.md` calls needed and that are not there. */
export const documentMissing: TreeCheck = {
  explanation: {
    code: 'document-missing',
    title: { en: 'A needed document is missing', de: 'Ein nötiges Dokument fehlt' },
    explain: {
      en: 'A row of bizos/STRUCTURE.md calls a document needed, for the group or for every company, and it is not there. Without _ENTITY.md a folder is no company; without CRM_STRUCTURE.md nobody sees that the group’s rules count.',
      de: 'Eine Zeile der bizos/STRUCTURE.md nennt ein Dokument nötig, für die Gruppe oder jede Firma, und es ist nicht da. Ohne _ENTITY.md ist ein Ordner keine Firma; ohne CRM_STRUCTURE.md sieht niemand, dass die Regeln der Gruppe gelten.',
    },
    example: { en: 'bizos/06_Newco/ has roles, but no _ENTITY.md.', de: 'bizos/06_Newco/ hat Rollen, aber keine _ENTITY.md.' },
    remedy: {
      en: 'bizos doctor --fix makes it from the scaffold; fill it in.',
      de: 'bizos doctor --fix legt es aus der Vorlage an; fülle es aus.',
    },
  },
  async run(look) {
    const missing = (places(look) ?? [])
      .filter(({ needed }) => needed)
      .flatMap((row) => neededPaths(look, row.pattern).map((path) => ({ row, path })))
      .filter(({ path }) => !look.files.includes(path));
    if (missing.length === 0) return [];
    const { scaffoldsFor } = await import('../scaffold/missing.ts');
    const scaffoldOf = scaffoldsFor(look);
    return missing.map(({ row, path }) => ({
      problem: {
        code: 'document-missing',
        level: 'error',
        message: { en: `${path} is missing: ${row.what}.`, de: `${path} fehlt: ${row.what}.` },
        place: { file: path },
        remedy: {
          en: 'bizos doctor --fix makes it from the scaffold; fill it in.',
          de: 'bizos doctor --fix legt es aus der Vorlage an; fülle es aus.',
        },
      },
      mend: scaffoldOf(path),
    }));
  },
};

/** A needed row without wildcards is one path; with `<entity>` one path for each company's folder. */
function neededPaths(look: TreeLook, pattern: string): string[] {
  if (/\*/.test(pattern)) return [];
  if (!/<entity>|\[entity\]/.test(pattern)) return [pattern];
  const folders = new Set(look.files.map((path) => /^bizos\/(\d+_[^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined));
  return [...folders].map((name) => pattern.replace(/<entity>|\[entity\]/, name));
}

function asPattern(pattern: string): string {
  return pattern.endsWith('/') ? `${pattern}**` : pattern;
}

function noTable(look: TreeLook): Fault['problem'] {
  const there = look.files.includes(FILE);
  return {
    code: 'file-unknown',
    level: 'note',
    message: there
      ? {
          en: 'There is no table Path | What | Needed here, so nothing can be said about unknown or missing files.',
          de: 'Hier ist keine Tabelle Pfad | Was | Nötig; über unbekannte und fehlende Dateien lässt sich nichts sagen.',
        }
      : {
          en: 'There is no bizos/STRUCTURE.md, so nothing can be said about unknown or missing files.',
          de: 'Es gibt keine bizos/STRUCTURE.md; über unbekannte und fehlende Dateien lässt sich nichts sagen.',
        },
    place: { file: FILE },
    remedy: {
      en: 'bizos init makes one; or copy the table from a new tree.',
      de: 'bizos init legt eine an; oder übernimm die Tabelle aus einem neuen Baum.',
    },
  };
}
