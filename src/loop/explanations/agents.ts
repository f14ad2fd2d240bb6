import type { Explanation } from '../../workspace/operation.ts';

/** What can be wrong with an agent's section, and with a run. */
export const agentExplanations: readonly Explanation[] = [
  {
    code: 'duty-unknown',
    title: { en: 'Nothing here does what the row says', de: 'Nichts hier tut, was die Zeile sagt' },
    explain: {
      en: 'A row of an agent’s Schedule names a scan or a message by its words. What no field of the business brings is passed over; the other rows run. Known so far: Pipeline scan, Kaizen review, Won and lost.',
      de: 'Eine Zeile im Zeitplan eines Agenten nennt einen Scan oder eine Nachricht mit Worten. Was kein Bereich mitbringt, wird übergangen; die anderen Zeilen laufen. Bekannt sind: Pipeline prüfen, Kaizen prüfen, Gewonnen und verloren.',
    },
    example: { en: '| One-to-ones | Friday 16:00 |', de: '| Einzelgespräche | Freitag 16:00 |' },
    remedy: {
      en: 'Use one of the known words, or leave the row for later.',
      de: 'Nimm eines der bekannten Worte, oder lass die Zeile für später stehen.',
    },
  },
  {
    code: 'agent-idle',
    title: { en: 'The agent has no scan in this version', de: 'Der Agent hat in dieser Version keinen Scan' },
    explain: {
      en: 'An agent is a section of AGENT_GOALS.md; what it looks at are scans that BizOS brings. None of those that this section names is there yet, so its run opens and ends a session, sends what waited from before, finds nothing and exits with 0. Known so far: Pipeline scan, Kaizen review, Won and lost.',
      de: 'Ein Agent ist ein Abschnitt von AGENT_GOALS.md; was er ansieht, sind Scans, die BizOS mitbringt. Von denen, die dieser Abschnitt nennt, gibt es noch keinen: Sein Lauf öffnet und schließt eine Sitzung, sendet, was von früher wartet, findet nichts und endet mit 0. Bekannt sind: Pipeline prüfen, Kaizen prüfen, Gewonnen und verloren.',
    },
    example: { en: 'bizos agent run performance', de: 'bizos agent run performance' },
    remedy: {
      en: 'Leave it as it is, or give its Schedule a row such as | Pipeline scan | working days 08:00 |',
      de: 'Lass es, wie es ist, oder gib seinem Zeitplan eine Zeile wie | Pipeline prüfen | werktags 08:00 |',
    },
  },
  {
    code: 'scope-empty',
    title: { en: 'The agent looks after no company', de: 'Der Agent betreut keine Firma' },
    explain: {
      en: 'An agent scans only the companies that its Entity Scope names. Names that no folder of the tree has are nobody.',
      de: 'Ein Agent prüft nur die Firmen, die sein Bereich nennt. Namen, die kein Ordner des Baums hat, sind niemand.',
    },
    example: { en: '**Solar** where the folder is 02_Solartech', de: '**Solar**, wo der Ordner 02_Solartech heißt' },
    remedy: {
      en: 'Write the company’s name or folder, or "All entities".',
      de: 'Schreibe Namen oder Ordner der Firma, oder „Alle Firmen“.',
    },
  },
  {
    code: 'scan-failed',
    title: { en: 'A scan of one company failed', de: 'Der Scan einer Firma scheiterte' },
    explain: {
      en: 'The others ran on. Findings of this company stay as they were: a scan that failed is no good news.',
      de: 'Die anderen liefen weiter. Befunde dieser Firma bleiben, wie sie waren: Ein gescheiterter Scan ist keine gute Nachricht.',
    },
    example: { en: 'two exports of one company under one name', de: 'zwei Exporte einer Firma unter einem Namen' },
    remedy: {
      en: 'Do what the message says, then run the agent again.',
      de: 'Tu, was die Meldung sagt, dann lass den Agenten neu laufen.',
    },
  },
  {
    code: 'run-failed',
    title: { en: 'A run broke off', de: 'Ein Lauf brach ab' },
    explain: {
      en: 'It gave its zones back. What had left stands in the ledger; what had not is taken up by the next run, nothing twice.',
      de: 'Er gab seine Zonen zurück. Was hinausging, steht im Ledger; was nicht, nimmt der nächste Lauf auf, nichts doppelt.',
    },
    example: { en: 'the disk was full', de: 'die Platte war voll' },
    remedy: { en: 'Mend what the message named and run it again.', de: 'Behebe, was die Meldung nannte, und lass ihn neu laufen.' },
  },
  {
    code: 'metrics-not-written',
    title: { en: 'What was measured was not written back', de: 'Das Gemessene wurde nicht zurückgeschrieben' },
    explain: {
      en: 'After its scans an agent keeps the numbers in a document of its zone: for the pipeline the section "Metrics" of the company’s _ENTITY.md. Where the document is not in its zone, or the table can not be written without guessing, it stays as it is; the run itself is whole.',
      de: 'Nach seinen Scans hält ein Agent die Zahlen in einem Dokument seiner Zone fest: für die Pipeline der Abschnitt „Kennzahlen“ der _ENTITY.md. Liegt das Dokument nicht in seiner Zone, oder ist die Tabelle nicht ohne Raten zu schreiben, bleibt es, wie es ist; der Lauf selbst ist vollständig.',
    },
    example: { en: 'Two rows "Win rate" in the table.', de: 'Zwei Zeilen „Abschlussquote“ in der Tabelle.' },
    remedy: {
      en: 'Keep one table "| Metric | Value | Sample | As of |" with each metric once, or take the section out: it is made anew.',
      de: 'Lass eine Tabelle „| Kennzahl | Wert | Stichprobe | Stand |“ mit jeder Kennzahl einmal, oder nimm den Abschnitt heraus: Er wird neu gemacht.',
    },
  },
];
