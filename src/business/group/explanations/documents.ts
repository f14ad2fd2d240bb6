import { explanation } from './form.ts';

const YAML = [
  'Write plain "key: value" lines between two lines of three dashes.',
  'Schreibe einfache Zeilen „schlüssel: wert“ zwischen zwei Zeilen aus drei Strichen.',
] as const;
const ALONE = ['The other documents are read as always.', 'Die anderen Dokumente werden gelesen wie immer.'] as const;

/** What the problems of reading a document mean. */
export const DOCUMENT_EXPLANATIONS = [
  explanation(
    'front-matter-yaml',
    ['The front matter is no YAML', 'Das Front Matter ist kein YAML'],
    [
      `A line between the dashes can't be read, a key is there twice, or an alias leads to too much. None of its keys counts then. ${ALONE[0]}`,
      `Eine Zeile zwischen den Strichen ist nicht lesbar, ein Schlüssel steht doppelt, oder ein Alias führt zu zu vielem. Dann gilt keiner der Schlüssel. ${ALONE[1]}`,
    ],
    ['name: "Solartech (the quote is never closed)', 'name: "Solartech (das Anführungszeichen wird nie geschlossen)'],
    YAML,
  ),
  explanation(
    'front-matter-open',
    ['The front matter is not closed', 'Das Front Matter ist nicht geschlossen'],
    [
      'The document begins with three dashes and a key, and the closing dashes are missing. Everything is taken for text.',
      'Das Dokument beginnt mit drei Strichen und einem Schlüssel, und die schließenden Striche fehlen. Alles gilt als Text.',
    ],
    ['--- / id: hippos / # Hippos', '--- / id: hippos / # Hippos'],
    ['Put a line of three dashes after the last key.', 'Setze eine Zeile aus drei Strichen hinter den letzten Schlüssel.'],
  ),
  explanation(
    'front-matter-language',
    ['Front matter in another language than YAML', 'Front Matter in einer anderen Sprache als YAML'],
    [
      'A word behind the opening dashes asks for another language. BizOS reads YAML alone: a document must never be able to run code.',
      'Ein Wort hinter den öffnenden Strichen verlangt eine andere Sprache. BizOS liest nur YAML: Ein Dokument darf nie Code ausführen können.',
    ],
    ['---js', '---js'],
    YAML,
  ),
  explanation(
    'front-matter-long',
    ['The front matter is too long', 'Das Front Matter ist zu lang'],
    [
      'More than 256 KB of front matter were written by no person; it is not read.',
      'Mehr als 256 KB Front Matter hat kein Mensch geschrieben; es wird nicht gelesen.',
    ],
    ['A list of ten thousand ids under one key', 'Eine Liste von zehntausend Ids unter einem Schlüssel'],
    ['Move the data into a table or a file of its own.', 'Verschiebe die Daten in eine Tabelle oder eine eigene Datei.'],
  ),
  explanation(
    'front-matter-key',
    ['A key of the front matter is no plain word', 'Ein Schlüssel des Front Matters ist kein einfaches Wort'],
    [
      'A key that is a list, a mapping or a name that JavaScript keeps for itself (__proto__) can name no field; it is left out, and the others count.',
      'Ein Schlüssel, der eine Liste, eine Zuordnung oder ein Name ist, den JavaScript für sich behält (__proto__), kann kein Feld benennen; er bleibt außen vor, die anderen zählen.',
    ],
    ['? [a, b]', '? [a, b]'],
    ['Give the key a plain name.', 'Gib dem Schlüssel einen einfachen Namen.'],
  ),
  explanation(
    'not-utf8',
    ['The file is not UTF-8', 'Die Datei ist kein UTF-8'],
    [
      'Some bytes are no characters in UTF-8; they are shown as �, and BizOS will not edit the file, since it could lose them.',
      'Einige Bytes sind in UTF-8 keine Zeichen; sie erscheinen als �, und BizOS ändert die Datei nicht, weil sie verloren gehen könnten.',
    ],
    ['A document saved by an old Windows editor', 'Ein Dokument aus einem alten Windows-Editor'],
    ['Save the file as UTF-8.', 'Speichere die Datei als UTF-8.'],
  ),
  explanation(
    'document-unreasonable',
    ['The document is too long or too deeply nested', 'Das Dokument ist zu lang oder zu tief verschachtelt'],
    [`Taking it apart would take minutes, so it is not. ${ALONE[0]}`, `Es zu zerlegen dauerte Minuten, also unterbleibt es. ${ALONE[1]}`],
    ['Five megabytes of pasted text; a hundred quotes inside each other', 'Fünf Megabyte eingefügter Text; hundert Zitate ineinander'],
    ['Split it up.', 'Teile es auf.'],
  ),
  explanation(
    'document-unreadable',
    ['The document can not be read', 'Das Dokument ist nicht lesbar'],
    [
      `The operating system refuses, or the file is over 8 MB. ${ALONE[0]}`,
      `Das Betriebssystem verweigert es, oder die Datei ist über 8 MB groß. ${ALONE[1]}`,
    ],
    ['A file that belongs to another user', 'Eine Datei, die einem anderen Benutzer gehört'],
    ['Check its permissions and its size.', 'Prüfe Berechtigungen und Größe.'],
  ),
  explanation(
    'folder-unreadable',
    ['The folder can not be read', 'Der Ordner ist nicht lesbar'],
    ['Nothing in it is seen, as if it were not there.', 'Nichts darin wird gesehen, als gäbe es den Ordner nicht.'],
    ['bizos/03_Hippos/ belongs to another user', 'bizos/03_Hippos/ gehört einem anderen Benutzer'],
    ['Give yourself permission to read it.', 'Gib dir die Berechtigung, ihn zu lesen.'],
  ),
  explanation(
    'symlink',
    ['A symbolic link in the tree', 'Ein symbolischer Link im Baum'],
    [
      'It is not followed: it may lead out of the tree, to files that nobody meant to show.',
      'Ihm wird nicht gefolgt: Er kann aus dem Baum führen, zu Dateien, die niemand zeigen wollte.',
    ],
    ['bizos/notes.md points to a file in the home folder', 'bizos/notizen.md zeigt auf eine Datei im Home-Ordner'],
    ['Put the document itself here.', 'Lege das Dokument selbst hierher.'],
  ),
  explanation(
    'entity-key',
    ['A key of _ENTITY.md is wrong', 'Ein Schlüssel der _ENTITY.md stimmt nicht'],
    [
      'The key can not be used as it is written; the group’s value counts instead, where there is one.',
      'Der Schlüssel ist so nicht brauchbar; stattdessen gilt der Wert der Gruppe, wo es einen gibt.',
    ],
    ['currency: ringgit (MYR is meant)', 'currency: ringgit (gemeint ist MYR)'],
    ['Correct the key in the front matter.', 'Berichtige den Schlüssel im Front Matter.'],
  ),
  explanation(
    'table-broken',
    ['A table is not recognised as one', 'Eine Tabelle wird nicht als solche erkannt'],
    [
      'There are lines with bars, and the line of dashes below the header is missing or has another number of columns. To Markdown that is text, and its rows count nowhere.',
      'Es gibt Zeilen mit senkrechten Strichen, und die Strichzeile unter dem Kopf fehlt oder hat eine andere Spaltenzahl. Für Markdown ist das Text, und die Zeilen gelten nirgends.',
    ],
    ['| Metric | Target | followed at once by | Win rate | 45% |', '| Kennzahl | Ziel | und gleich darunter | Abschlussquote | 45% |'],
    ['Put |---|---| below the header, one for each column.', 'Setze |---|---| unter den Kopf, je Spalte eines.'],
  ),
  explanation(
    'table-row-long',
    ['A row has more cells than the header', 'Eine Zeile hat mehr Zellen als der Kopf'],
    [
      'The cells too many are read by nobody; often a | inside a cell was not escaped.',
      'Die überzähligen Zellen liest niemand; oft ist ein | in einer Zelle nicht maskiert.',
    ],
    ['| Win rate | small | large | 45% |', '| Abschlussquote | klein | groß | 45% |'],
    ['Write \\| for a bar inside a cell.', 'Schreibe \\| für einen Strich in einer Zelle.'],
  ),
  explanation(
    'not-a-file',
    ['Something that is no file has a document’s name', 'Etwas, das keine Datei ist, heißt wie ein Dokument'],
    [
      'A pipe, a socket or a device with a name that ends in .md: reading it could wait for ever, so it is not read.',
      'Eine Pipe, ein Socket oder ein Gerät mit der Endung .md: Das Lesen könnte ewig warten, also unterbleibt es.',
    ],
    ['mkfifo bizos/notes.md', 'mkfifo bizos/notizen.md'],
    ['Take it out of the tree.', 'Nimm es aus dem Baum.'],
  ),
  explanation(
    'target-unreadable',
    ['A target can’t be read', 'Ein Ziel ist nicht lesbar'],
    [
      'A part of the target cell looks like a number and is none that BizOS understands. Nothing is held against it.',
      'Ein Teil der Zielzelle sieht nach einer Zahl aus und ist keine, die BizOS versteht. Nichts wird daran gemessen.',
    ],
    ['≥ 4O% (a letter O)', '≥ 4O% (ein Buchstabe O)'],
    ['Write ≥ 95%, < 30 days, ± 20%, Reduce 20% or TBD.', 'Schreibe ≥ 95%, < 30 Tage, ± 20%, 20% senken oder TBD.'],
  ),
  explanation(
    'current-unreadable',
    ['A current value can’t be read', 'Ein aktueller Wert ist nicht lesbar'],
    [
      'The cell looks like a number and is none that BizOS understands; it counts as not known.',
      'Die Zelle sieht nach einer Zahl aus und ist keine, die BizOS versteht; sie gilt als nicht bekannt.',
    ],
    ['37.8.1%', '37,8,1%'],
    ['Write 37.8%, RM 20.5M, 3 of 9 or TBD.', 'Schreibe 37,8%, RM 20.5M, 3 von 9 oder TBD.'],
  ),
  explanation(
    'metric-unnamed',
    ['A target without a metric', 'Ein Ziel ohne Kennzahl'],
    [
      'The row has a target, and the cell of the metric is empty: nobody knows what is to reach it.',
      'Die Zeile hat ein Ziel, und die Zelle der Kennzahl ist leer: Niemand weiß, was es erreichen soll.',
    ],
    ['|  | TBD | 45% |', '|  | TBD | 45% |'],
    ['Name the metric in the row.', 'Nenne die Kennzahl in der Zeile.'],
  ),
  explanation(
    'phase-ambiguous',
    ['An agent has two current phases', 'Ein Agent hat zwei aktuelle Phasen'],
    [
      'The lowest of them counts: an agent must never do more alone than somebody meant.',
      'Es gilt die niedrigste: Ein Agent darf nie mehr allein tun, als gemeint war.',
    ],
    ['**Phase 1 (Current):** and **Phase 2 (Current):**', '**Phase 1 (aktuell):** und **Phase 2 (aktuell):**'],
    ['Write (Current) behind one phase only.', 'Schreibe (aktuell) nur hinter eine Phase.'],
  ),
  explanation(
    'agent-duplicate',
    ['Two agents have the same id', 'Zwei Agenten haben dieselbe Id'],
    ['What one of them does could be put down to the other.', 'Was der eine tut, könnte dem anderen zugerechnet werden.'],
    ['Two sections "CRM Ops Agent"', 'Zwei Abschnitte „CRM Ops Agent“'],
    ['Give one of them an **Id:** of its own.', 'Gib einem davon eine eigene **Id:**.'],
  ),
  explanation(
    'place-outside',
    ['A row of STRUCTURE.md leads out of the tree', 'Eine Zeile der STRUCTURE.md führt aus dem Baum'],
    [
      'The path is absolute or goes up with ..; the row does not count.',
      'Der Pfad ist absolut oder geht mit .. nach oben; die Zeile gilt nicht.',
    ],
    ['| ../other/notes.md | notes |', '| ../anderes/notizen.md | Notizen |'],
    ['Write a path from the tree’s root: bizos/<entity>/roles/*.md.', 'Schreibe einen Pfad ab der Wurzel: bizos/<entity>/roles/*.md.'],
  ),
  explanation(
    'place-twice',
    ['Two rows of STRUCTURE.md name the same place', 'Zwei Zeilen der STRUCTURE.md nennen denselben Ort'],
    ['The first counts.', 'Es gilt die erste.'],
    ['`bizos/KAIZEN_LOG.md` in two rows', '`bizos/KAIZEN_LOG.md` in zwei Zeilen'],
    ['Delete one of them.', 'Lösche eine davon.'],
  ),
];
