import type { Language } from '../../core/text.ts';

interface CliWords {
  readonly about: string;
  readonly version: string;
  readonly help: string;
  readonly root: string;
  readonly lang: string;
  readonly json: string;
  readonly color: string;
  readonly noColor: string;
  readonly examples: string;
  readonly start: string;
  readonly mcp: string;
  readonly groups: Readonly<Record<string, string>>;
  /** Commander's headings in this language. */
  readonly titles: Readonly<Record<string, string>>;
}

/** The command line's own words; those of an operation stand with the operation. */
export const WORDS: Readonly<Record<Language, CliWords>> = {
  en: {
    about: 'Runs a small group of companies from Markdown in git.',
    version: 'show the version',
    help: 'show this help',
    root: "the tree's folder (default: look upwards; BIZOS_ROOT)",
    lang: 'language of the output: en, de (BIZOS_LANG)',
    json: 'the result as JSON on stdout',
    color: 'auto, always or never (NO_COLOR is honoured)',
    noColor: 'the same as --color never',
    examples: 'Examples:',
    start:
      'Start: bizos scan pipeline · bizos status · bizos init my-group\nExit codes: 0 fine · 1 findings over --fail-on · 2 wrong call or input\n            3 refused · 4 surroundings failed · 8 waits for a person\n            130 interrupted',
    mcp: 'Serve these commands as MCP tools on stdin and stdout, for hosts of agents.',
    groups: {
      scan: 'Look at a field of the business and say what is wrong.',
      session: 'Register a stretch of work, so that nobody writes over anybody.',
      zones: 'Who may write what, and what was written.',
      hooks: "Git's own hooks: check at the commit.",
      guard: 'Answer the hooks of an agent host.',
      integrate: 'Connect an agent host to the guard.',
      kaizen: 'Experiments: what was tried and what it taught.',
      agent: 'The agents of AGENT_GOALS.md: run, pause, trust, effect.',
      findings: 'What is not as it should be, from run to run.',
      approvals: 'What waits for a person: approve, edit, reject.',
      schedule: 'When the agents run.',
      ledger: 'What was decided and done, by whom; and the proof.',
      channel: 'Ways out: Telegram, e-mail, webhook, CRM, file.',
      goals: "The agents' targets and where they stand.",
      zoho: 'Zoho CRM: fetch its deals.',
    },
    titles: {},
  },
  de: {
    about: 'Führt eine kleine Firmengruppe aus Markdown in git.',
    version: 'zeigt die Version',
    help: 'zeigt diese Hilfe',
    root: 'Ordner des Baums (sonst: aufwärts gesucht; BIZOS_ROOT)',
    lang: 'Sprache der Ausgabe: en, de (BIZOS_LANG)',
    json: 'das Ergebnis als JSON auf stdout',
    color: 'auto, always oder never (NO_COLOR wird beachtet)',
    noColor: 'dasselbe wie --color never',
    examples: 'Beispiele:',
    start:
      'Anfang: bizos scan pipeline · bizos status · bizos init meine-gruppe\nExit-Codes: 0 gut · 1 Befunde ab --fail-on · 2 Aufruf oder Eingabe falsch\n            3 abgelehnt · 4 Umgebung gestört · 8 wartet auf einen Menschen\n            130 abgebrochen',
    mcp: 'Bietet diese Befehle als MCP-Werkzeuge über stdin und stdout an, für Agenten-Hosts.',
    groups: {
      scan: 'Sieht einen Bereich des Betriebs an und sagt, was nicht stimmt.',
      session: 'Meldet Arbeit an, damit niemand den anderen überschreibt.',
      zones: 'Wer was schreiben darf, und was geschrieben wurde.',
      hooks: 'Die Hooks von git: Prüfung beim Commit.',
      guard: 'Antwortet den Hooks einer Agenten-Umgebung.',
      integrate: 'Verbindet eine Agenten-Umgebung mit der Wache.',
      kaizen: 'Versuche: was probiert wurde und was es lehrte.',
      agent: 'Die Agenten der AGENT_GOALS.md: laufen, anhalten, Vertrauen, Wirkung.',
      findings: 'Was nicht ist, wie es sein soll, von Lauf zu Lauf.',
      approvals: 'Was auf einen Menschen wartet: freigeben, ändern, ablehnen.',
      schedule: 'Wann die Agenten laufen.',
      ledger: 'Was entschieden und getan wurde, von wem; mit Beweis.',
      channel: 'Wege hinaus: Telegram, E-Mail, Webhook, CRM, Datei.',
      goals: 'Die Ziele der Agenten und ihr Stand.',
      zoho: 'Zoho CRM: seine Deals holen.',
    },
    titles: {
      'Usage:': 'Aufruf:',
      'Options:': 'Schalter:',
      'Commands:': 'Befehle:',
      'Arguments:': 'Angaben:',
      'Global Options:': 'Allgemein:',
    },
  },
};
