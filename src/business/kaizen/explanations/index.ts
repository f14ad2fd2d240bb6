import type { Text } from '../../../core/text.ts';
import type { Explanation } from '../../../workspace/operation.ts';
import { CHECKS } from '../checks/index.ts';

type Pair = readonly [en: string, de: string];

function explanation(code: string, title: Pair, explain: Pair, example: Pair, remedy: Pair): Explanation {
  const text = ([en, de]: Pair): Text => ({ en, de });
  return { code, title: text(title), explain: text(explain), example: text(example), remedy: text(remedy) };
}

/** What the problems of reading logs and of the doctor's checks on them mean. */
export const EXPLANATIONS: readonly Explanation[] = [
  explanation(
    'experiment-twice',
    ['Two experiments have one id', 'Zwei Versuche haben eine Nummer'],
    [
      'An id names one experiment for ever: in links, decisions and the people’s heads. Two with one id can’t be told apart, and no command touches either.',
      'Eine Nummer meint für immer einen Versuch: in Links, Entscheidungen und Köpfen. Zwei mit derselben sind nicht zu unterscheiden; kein Befehl fasst sie an.',
    ],
    ['### [K-BIZ-007] stands in line 40 and in line 88.', '### [K-BIZ-007] steht in Zeile 40 und in Zeile 88.'],
    [
      'Give the later one the next free number, also where it is linked.',
      'Gib dem späteren die nächste freie Nummer, auch dort, wo er verlinkt ist.',
    ],
  ),
  explanation(
    'experiment-id',
    ['An experiment without an id', 'Ein Versuch ohne Nummer'],
    [
      'A heading in a part of the log has fields like an experiment, but no id in brackets: it is in no list and no count.',
      'Eine Überschrift in einem Teil des Logs hat Angaben wie ein Versuch, aber keine Nummer in Klammern: Er steht in keiner Liste und keiner Zählung.',
    ],
    ['### Monday hand-over', '### Übergabe am Montag'],
    ['Begin the heading like "### [K-BIZ-004] Monday hand-over".', 'Beginne die Überschrift wie „### [K-BIZ-004] Übergabe am Montag“.'],
  ),
  explanation(
    'experiment-status',
    ['A status that is none', 'Ein Stand, der keiner ist'],
    [
      'The status says which steps are open to an experiment. A word that is none counts as Proposed.',
      'Der Stand sagt, welche Schritte ein Versuch gehen kann. Ein Wort, das keiner ist, gilt als vorgeschlagen.',
    ],
    ['**Status:** Perhaps', '**Stand:** Vielleicht'],
    ['Write Proposed, Active, Completed or Dropped.', 'Schreibe Vorgeschlagen, Aktiv, Abgeschlossen oder Verworfen.'],
  ),
  explanation(
    'experiment-listed',
    ['Fields in a list', 'Angaben in einer Liste'],
    [
      'The fields of an experiment stand at the left margin. What stands in a list belongs to the words above it, so an experiment with its fields in one has no status, no day and no company, and never becomes overdue.',
      'Die Angaben eines Versuchs stehen am linken Rand. Was in einer Liste steht, gehört zu den Worten darüber; ein Versuch mit seinen Angaben darin hat also keinen Stand, keinen Tag und keine Firma und wird nie überfällig.',
    ],
    ['- **Status:** Active', '- **Stand:** Aktiv'],
    ['Write them without the dash: **Status:** Active', 'Schreibe sie ohne Strich davor: **Stand:** Aktiv'],
  ),
  explanation(
    'learn-route-unreadable',
    ['A learn route can’t be read', 'Ein Lernweg ist nicht lesbar'],
    [
      'A row of "Learn Routes" says what is spoken, which document it goes to and how its ids begin. One that can’t be read leads nowhere.',
      'Eine Zeile von „Learn Routes“ sagt, was gesprochen wird, in welches Dokument es kommt und wie dessen Nummern beginnen. Eine unlesbare führt nirgendwohin.',
    ],
    ['| kaizen hippos | ../elsewhere.md | K-HIP |', '| kaizen hippos | ../anderswo.md | K-HIP |'],
    [
      'Write it like | kaizen hippos | `bizos/03_Hippos/KAIZEN_LOG.md` | K-HIP |',
      'Schreibe sie wie | kaizen hippos | `bizos/03_Hippos/KAIZEN_LOG.md` | K-HIP |',
    ],
  ),
  explanation(
    'experiment-undecided',
    ['A result waits for its decision', 'Ein Ergebnis wartet auf seine Entscheidung'],
    [
      'An experiment has a result, and nobody has said whether the change stays. Until then it teaches nothing, and nobody knows which way holds.',
      'Ein Versuch hat ein Ergebnis, und niemand hat gesagt, ob die Änderung bleibt. Bis dahin lehrt er nichts, und niemand weiß, welcher Weg gilt.',
    ],
    ['**Status:** Completed, **Decision:** (pending)', '**Stand:** Abgeschlossen, **Entscheidung:** (offen)'],
    ['bizos kaizen decide ID adopt|iterate|drop --learning "…"', 'bizos kaizen decide ID adopt|iterate|drop --learning "…"'],
  ),
  ...CHECKS.map((check) => check.explanation),
];
