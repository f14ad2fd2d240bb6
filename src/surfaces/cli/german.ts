/** What commander says in English by itself, in German. Its sentences are matched as commander 14 writes them; an unknown one stays as it is. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.*)'$/, 'unbekannter Schalter „$1“'],
  [/^error: unknown command '(.*)'$/, 'unbekannter Befehl „$1“'],
  [/^error: option '(.*)' argument missing$/, 'dem Schalter „$1“ fehlt sein Wert'],
  [/^error: option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/, '„$2“ geht nicht für „$1“; möglich sind $3'],
  [/^error: missing required argument '(.*)'$/, 'es fehlt: $1'],
  [/^error: too many arguments.*Expected (\d+) arguments? but got (\d+)\.$/, 'zu viele Angaben: $2 statt $1'],
  [/^\(Did you mean one of (.*)\?\)$/, '  Gemeint war vielleicht $1.'],
  [/^\(Did you mean (.*)\?\)$/, '  Gemeint war vielleicht $1.'],
];

/** A complaint of commander's in German, line by line. */
export function germanComplaint(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const known = SENTENCES.find(([sentence]) => sentence.test(line));
      return known ? line.replace(known[0], known[1]) : line;
    })
    .join('\n');
}

/** The parts of a help page that commander writes by itself. */
export function germanHelp(text: string): string {
  return text
    .replaceAll('[options]', '[Schalter]')
    .replaceAll('[command]', '[Befehl]')
    .replace(/\(choices: ([^()]*?)(?:, default: "?([^()"]*)"?)?\)$/, (_, choices: string, preset?: string) => {
      const one = `eines von: ${choices.replaceAll('"', '')}`;
      return `(${one}${preset === undefined ? '' : `; sonst: ${preset}`})`;
    })
    .replace(/\(default: "?([^()"]*)"?\)$/, '(sonst: $1)');
}

/** Words that stand for a value in help: `<FILE>` is `<DATEI>`. What isn't here reads the same. */
const VALUES: Readonly<Record<string, string>> = {
  BRANCH: 'ZWEIG',
  COLUMN: 'SPALTE',
  COMPANY: 'FIRMA',
  CURRENCY: 'WÄHRUNG',
  DATE: 'DATUM',
  DAYS: 'TAGE',
  DECISION: 'ENTSCHEIDUNG',
  DIR: 'ORDNER',
  FIELD: 'FELD',
  FILE: 'DATEI',
  FORM: 'FORM',
  KIND: 'ART',
  LANG: 'SPRACHE',
  LAYER: 'EBENE',
  METRIC: 'KENNZAHL',
  ORDER: 'FOLGE',
  PATH: 'PFAD',
  ROW: 'ZEILE',
  SEVERITY: 'SCHWERE',
  SLUG: 'KURZNAME',
  SPAN: 'DAUER',
  TIME: 'DAUER',
  VALUE: 'WERT',
  WHAT: 'WAS',
  WHEN: 'WANN',
  WORD: 'WORT',
  WORDS: 'WORTE',
  WRITER: 'SCHREIBER',
};

/** The word for a value in German: `FIELD=COLUMN` → `FELD=SPALTE`. */
export function germanValue(value: string): string {
  return value.replace(/[A-Z]{2,}/g, (word) => VALUES[word] ?? word);
}
