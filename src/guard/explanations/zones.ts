import type { Explanation } from '../../workspace/operation.ts';

/** What can be wrong with the zones as they are written; the doctor and `zones lint` find it. */
export const ZONE_EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'zone-overlap',
    title: { en: 'Two agents may write the same files', de: 'Zwei Agenten dürfen dieselben Dateien schreiben' },
    explain: {
      en: 'Where two zones meet, neither agent can work while the other does, and nobody answers for the file. It is an error, not an order of precedence.',
      de: 'Wo zwei Zonen sich treffen, kann keiner arbeiten, während der andere arbeitet, und niemand steht für die Datei ein. Das ist ein Fehler, keine Rangfolge.',
    },
    example: {
      en: '`bizos/*/reports/` for one agent, `bizos/02_Solartech/**/week.md` for another',
      de: '`bizos/*/reports/` beim einen, `bizos/02_Solartech/**/week.md` beim anderen',
    },
    remedy: {
      en: 'Give each file to one agent, or name the fields, sections or own entries that each of them writes.',
      de: 'Gib jede Datei einem Agenten, oder nenne die Felder, Abschnitte oder eigenen Einträge, die jeder schreibt.',
    },
  },
  {
    code: 'zone-dead',
    title: { en: 'A pattern matches no file', de: 'Ein Muster trifft keine Datei' },
    explain: {
      en: 'A zone that matches nothing is often a typing error: the agent is then refused where it should work. An open pattern in a folder that is there is taken to be for files to come.',
      de: 'Eine Zone, die nichts trifft, ist oft ein Tippfehler: Der Agent wird dann dort abgewiesen, wo er arbeiten soll. Ein offenes Muster in einem vorhandenen Ordner gilt als für künftige Dateien gedacht.',
    },
    example: { en: '`bizos/[entity]/rolls/` where the folder is called roles', de: '`bizos/[entity]/rolls/`, und der Ordner heißt roles' },
    remedy: {
      en: 'Write the path from the tree’s root as the files have it, or take the row out.',
      de: 'Schreibe den Pfad ab der Wurzel des Baums, wie die Dateien heißen, oder nimm die Zeile heraus.',
    },
  },
  {
    code: 'zone-pattern',
    title: { en: 'A pattern of a zone can’t be used', de: 'Das Muster einer Zone ist unbrauchbar' },
    explain: {
      en: 'Only `*` (within a name), `**` (any folders), `[entity]` or `<entity>` and a `/` at the end mean something. Whatever else looks like a pattern is refused, since each program would read it otherwise.',
      de: 'Nur `*` (innerhalb eines Namens), `**` (beliebige Ordner), `[entity]` oder `<entity>` und ein `/` am Ende bedeuten etwas. Alles andere, das wie ein Muster aussieht, wird abgelehnt, weil jedes Programm es anders läse.',
    },
    example: {
      en: '`bizos/{02,03}_*/x.md`, `!bizos/x.md`, `/workspace/operations/`',
      de: '`bizos/{02,03}_*/x.md`, `!bizos/x.md`, `/workspace/operations/`',
    },
    remedy: {
      en: 'Write one plain pattern a row, from the tree’s root.',
      de: 'Schreibe je Zeile ein einfaches Muster ab der Wurzel des Baums.',
    },
  },
  {
    code: 'zone-part',
    title: { en: 'A part of a zone can’t be read', de: 'Ein Teil einer Zone ist unlesbar' },
    explain: {
      en: 'A row that narrows a file to fields, sections or entries counts as a whole or not at all: half of it would give more than was meant.',
      de: 'Eine Zeile, die eine Datei auf Felder, Abschnitte oder Einträge einengt, gilt ganz oder gar nicht: Die Hälfte gäbe mehr als gemeint.',
    },
    example: { en: '`bizos/x.md` with `stage: maybe`', de: '`bizos/x.md` mit `stage: vielleicht`' },
    remedy: {
      en: 'Write `field: write` or `field: read`, `section "Name": write`, or `own entries: append, change, move, remove`.',
      de: 'Schreibe `feld: write` oder `feld: read`, `Abschnitt „Name“: write` oder `eigene Einträge: anfügen, ändern, verschieben, entfernen`.',
    },
  },
  {
    code: 'zone-agent',
    title: { en: 'A row of zones is for nobody', de: 'Eine Zonenzeile ist für niemanden' },
    explain: {
      en: 'The row names somebody who is no agent in this document, so it gives nobody anything.',
      de: 'Die Zeile nennt jemanden, der in diesem Dokument kein Agent ist; sie gibt also niemandem etwas.',
    },
    example: { en: '| Ghost | `x/` | write |', de: '| Geist | `x/` | schreiben |' },
    remedy: {
      en: 'Name an agent by its heading or its Id, or write "human" for people.',
      de: 'Nenne einen Agenten bei seiner Überschrift oder seinem Kürzel, oder schreibe „Mensch“.',
    },
  },
  {
    code: 'zone-mode',
    title: { en: 'A cell says neither write nor read', de: 'Eine Zelle sagt weder schreiben noch lesen' },
    explain: {
      en: 'What is not clearly given is not given: the row counts for nothing.',
      de: 'Was nicht klar gegeben ist, ist nicht gegeben: Die Zeile zählt nicht.',
    },
    example: { en: '| `bizos/x.md` | | perhaps |', de: '| `bizos/x.md` | | vielleicht |' },
    remedy: { en: 'Write "write" or "read".', de: 'Schreibe „schreiben“ oder „lesen“.' },
  },
  {
    code: 'zone-matrix-path',
    title: { en: 'A table of fields doesn’t say which files it is about', de: 'Eine Feldertabelle sagt nicht, um welche Dateien es geht' },
    explain: {
      en: 'A table with a field a row and an agent a column needs the files: in a Path column, or in backticks in the text above it. Without them it gives nobody anything.',
      de: 'Eine Tabelle mit einem Feld je Zeile und einem Agenten je Spalte braucht die Dateien: in einer Spalte Pfad oder in Backticks im Text darüber. Ohne sie gibt sie niemandem etwas.',
    },
    example: {
      en: '| CRM Field | Lead Gen Agent | Qualification Agent |, and no path above',
      de: '| CRM-Feld | Lead Gen Agent | Qualification Agent |, und kein Pfad darüber',
    },
    remedy: { en: 'Write above it: For `bizos/[entity]/crm/deals/*.md`:', de: 'Schreibe darüber: Für `bizos/[entity]/crm/deals/*.md`:' },
  },
  {
    code: 'tree-unknown',
    title: { en: 'A tree is named that nobody knows', de: 'Ein genannter Baum ist unbekannt' },
    explain: {
      en: 'A zone may be in another repository, by its id: `brand-site:content/`. An id that the table Trees doesn’t list is refused, whatever the path says.',
      de: 'Eine Zone kann in einem anderen Repository liegen, über dessen Id: `brand-site:content/`. Eine Id, die nicht in der Tabelle Bäume steht, wird abgelehnt, was auch immer der Pfad sagt.',
    },
    example: { en: '`brand-sight:content/`', de: '`brand-seite:content/`' },
    remedy: {
      en: 'List it below a heading "Trees" in AGENT_GOALS.md: | Tree | Where |',
      de: 'Führe ihn unter der Überschrift „Bäume“ in AGENT_GOALS.md auf: | Baum | Wo |',
    },
  },
];
