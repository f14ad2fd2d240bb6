import { explanation } from './form.ts';

/** What the problems of putting several exports together mean: parts of one backup, snapshots in time, a history by name. */
export const SNAPSHOT_EXPLANATIONS = [
  explanation(
    'export-empty',
    ['An export holds no deal', 'Ein Export enthält keinen Deal'],
    [
      'It has a header and nothing below it. As a snapshot it would say that every deal has vanished, so it is passed over.',
      'Er hat einen Kopf und nichts darunter. Als Schnappschuss hieße er, dass jeder Deal verschwunden ist; darum wird er übergangen.',
    ],
    ['An export with a filter that matches nothing', 'Ein Export mit einem Filter, der nichts findet'],
    ['Export again, without a filter.', 'Exportiere noch einmal, ohne Filter.'],
  ),
  explanation(
    'export-shrunk',
    ['An export is much smaller than the one before it', 'Ein Export ist viel kleiner als der vorige'],
    [
      'A file that was cut off between two rows looks whole. Deals rarely leave a CRM, so far fewer of them are a reason to ask.',
      'Eine Datei, die zwischen zwei Zeilen abgeschnitten wurde, sieht ganz aus. Deals verschwinden selten aus einem CRM, darum sind viel weniger ein Grund zu fragen.',
    ],
    ['812 deals last Monday, 300 today', '812 Deals am letzten Montag, 300 heute'],
    [
      'Export again without a filter; where so many deals did go, raise "Export shrinks by" in CRM_STRUCTURE.md.',
      'Exportiere noch einmal ohne Filter; sind wirklich so viele Deals weg, erhöhe „Export schrumpft um“ in CRM_STRUCTURE.md.',
    ],
  ),
  explanation(
    'exports-same-moment',
    ['Two exports are of the same moment', 'Zwei Exporte sind vom selben Zeitpunkt'],
    [
      'Which of them is the newer decides what has changed since. Nothing in the files says it, so their names do.',
      'Welcher der neuere ist, entscheidet, was sich seither geändert hat. Die Dateien sagen es nicht, also entscheiden ihre Namen.',
    ],
    ['Deals.csv and Deals (1).csv of one morning', 'Deals.csv und Deals (1).csv vom selben Morgen'],
    [
      'Keep the one that holds all deals, or write the time into the names (Deals-20260210-0930.csv).',
      'Behalte den mit allen Deals, oder schreibe die Uhrzeit in die Namen (Deals-20260210-0930.csv).',
    ],
  ),
  explanation(
    'export-later',
    ['An export is of a day after the scan’s', 'Ein Export ist von einem Tag nach dem Stichtag'],
    [
      'With --as-of the scan looks from a day in the past, but at the deals as the export has them: those made since are among the open ones, and of each only the last stage, amount, owner and activity is known. Deals that closed later are left out of rates.',
      'Mit --as-of schaut die Prüfung von einem Tag der Vergangenheit aus, aber auf die Deals, wie der Export sie hat: Seither angelegte zählen zu den offenen, und von jedem sind nur Stufe, Betrag, Besitzer und Aktivität von zuletzt bekannt. Später geschlossene fehlen in den Quoten.',
    ],
    ['--as-of 2025-12-15 with an export of 10 February', '--as-of 2025-12-15 mit einem Export vom 10. Februar'],
    [
      'For what was known on that day scan its own export: --input FILE.',
      'Was an jenem Tag bekannt war, sagt sein eigener Export: --input DATEI.',
    ],
  ),
  explanation(
    'part-missing',
    ['A part of a backup is missing', 'Ein Teil eines Backups fehlt'],
    [
      'A large module is saved as Deals_001.csv, Deals_002.csv and so on. A number between them is not there, and its deals with it.',
      'Ein großes Modul wird als Deals_001.csv, Deals_002.csv und so weiter gesichert. Eine Nummer dazwischen fehlt und mit ihr ihre Deals.',
    ],
    ['Deals_001.csv and Deals_003.csv', 'Deals_001.csv und Deals_003.csv'],
    ['Put all parts of the backup into the same folder.', 'Lege alle Teile des Backups in denselben Ordner.'],
  ),
  explanation(
    'duplicates-in-parts',
    ['Deals stand in two parts of a backup', 'Deals stehen in zwei Teilen eines Backups'],
    [
      'The parts of one backup should not overlap. Each deal counts once, as it was modified last.',
      'Die Teile eines Backups sollten sich nicht überschneiden. Jeder Deal zählt einmal, wie er zuletzt geändert wurde.',
    ],
    ['A part of last month beside those of this one', 'Ein Teil vom letzten Monat neben denen von diesem'],
    ['Check that all parts are of one backup.', 'Prüfe, ob alle Teile aus einem Backup sind.'],
  ),
  explanation(
    'history-name-shared',
    ['A stage history names deals that share a name', 'Ein Stufenverlauf nennt Deals mit gleichem Namen'],
    [
      'The history has no ids, and several deals have the same name: whose step it was can not be known, so it is left out.',
      'Der Verlauf hat keine Ids, und mehrere Deals heißen gleich: Wessen Schritt es war, ist nicht zu wissen, also bleibt er außen vor.',
    ],
    ['Two deals called "Roof extension"', 'Zwei Deals namens „Dacherweiterung“'],
    ['Export the stage history with the record id.', 'Exportiere den Stufenverlauf mit der Datensatz-Id.'],
  ),
];
