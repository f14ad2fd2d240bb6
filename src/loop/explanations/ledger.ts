import type { Explanation } from '../../workspace/operation.ts';

/** What the ledger says when it is not as it was written. */
export const ledgerExplanations: readonly Explanation[] = [
  {
    code: 'ledger-changed',
    title: { en: 'A line of the ledger was changed', de: 'Eine Zeile des Ledgers wurde geändert' },
    explain: {
      en: 'The ledger proves what was decided and done. Each line carries the hash of the one before it, so a line that was touched later shows. Lines from there on do not count: nothing is done on their strength.',
      de: 'Das Ledger beweist, was entschieden und getan wurde. Jede Zeile trägt den Hash der vorigen; eine später berührte Zeile fällt auf. Ab dort zählt keine Zeile: Nichts geschieht auf ihre Kraft hin.',
    },
    example: { en: 'an approval whose recipient was edited afterwards', de: 'eine Freigabe, deren Empfänger später geändert wurde' },
    remedy: {
      en: 'Put the file back as git has it, find out who changed it, then run bizos ledger verify.',
      de: 'Stelle die Datei her, wie git sie hat, finde heraus, wer sie änderte, und rufe bizos ledger verify auf.',
    },
  },
  {
    code: 'ledger-removed',
    title: { en: 'Lines of the ledger were removed', de: 'Zeilen des Ledgers wurden entfernt' },
    explain: {
      en: 'The ledger proves what was decided and done. Each line carries the hash of the one before it, so a line that was touched later shows. Lines from there on do not count: nothing is done on their strength.',
      de: 'Das Ledger beweist, was entschieden und getan wurde. Jede Zeile trägt den Hash der vorigen; eine später berührte Zeile fällt auf. Ab dort zählt keine Zeile: Nichts geschieht auf ihre Kraft hin.',
    },
    example: { en: 'line 14 follows line 12', de: 'Zeile 14 folgt auf Zeile 12' },
    remedy: {
      en: 'Put the file back as git has it, find out who changed it, then run bizos ledger verify.',
      de: 'Stelle die Datei her, wie git sie hat, finde heraus, wer sie änderte, und rufe bizos ledger verify auf.',
    },
  },
  {
    code: 'ledger-reordered',
    title: { en: 'Lines of the ledger stand in another order', de: 'Zeilen des Ledgers stehen in anderer Reihenfolge' },
    explain: {
      en: 'The ledger proves what was decided and done. Each line carries the hash of the one before it, so a line that was touched later shows. Lines from there on do not count: nothing is done on their strength.',
      de: 'Das Ledger beweist, was entschieden und getan wurde. Jede Zeile trägt den Hash der vorigen; eine später berührte Zeile fällt auf. Ab dort zählt keine Zeile: Nichts geschieht auf ihre Kraft hin.',
    },
    example: { en: 'a merge with "union" put lines between', de: 'ein Merge mit „union“ schob Zeilen dazwischen' },
    remedy: {
      en: 'Put the file back as git has it, find out who changed it, then run bizos ledger verify.',
      de: 'Stelle die Datei her, wie git sie hat, finde heraus, wer sie änderte, und rufe bizos ledger verify auf.',
    },
  },
  {
    code: 'ledger-foreign',
    title: { en: 'A line belongs to another chain', de: 'Eine Zeile gehört zu einer anderen Kette' },
    explain: {
      en: 'The ledger proves what was decided and done. Each line carries the hash of the one before it, so a line that was touched later shows. Lines from there on do not count: nothing is done on their strength.',
      de: 'Das Ledger beweist, was entschieden und getan wurde. Jede Zeile trägt den Hash der vorigen; eine später berührte Zeile fällt auf. Ab dort zählt keine Zeile: Nichts geschieht auf ihre Kraft hin.',
    },
    example: { en: 'a line copied out of another writer’s file', de: 'eine Zeile aus der Datei eines anderen Schreibers' },
    remedy: {
      en: 'Put the file back as git has it, find out who changed it, then run bizos ledger verify.',
      de: 'Stelle die Datei her, wie git sie hat, finde heraus, wer sie änderte, und rufe bizos ledger verify auf.',
    },
  },
  {
    code: 'ledger-unreadable',
    title: { en: 'A line of the ledger can not be read', de: 'Eine Zeile des Ledgers ist nicht lesbar' },
    explain: {
      en: 'The ledger proves what was decided and done. Each line carries the hash of the one before it, so a line that was touched later shows. Lines from there on do not count: nothing is done on their strength.',
      de: 'Das Ledger beweist, was entschieden und getan wurde. Jede Zeile trägt den Hash der vorigen; eine später berührte Zeile fällt auf. Ab dort zählt keine Zeile: Nichts geschieht auf ihre Kraft hin.',
    },
    example: { en: 'conflict marks of git in the file', de: 'Konfliktmarken von git in der Datei' },
    remedy: {
      en: 'Put the file back as git has it, find out who changed it, then run bizos ledger verify.',
      de: 'Stelle die Datei her, wie git sie hat, finde heraus, wer sie änderte, und rufe bizos ledger verify auf.',
    },
  },
  {
    code: 'ledger-truncated',
    title: { en: 'A chain is shorter than it was', de: 'Eine Kette ist kürzer als sie war' },
    explain: {
      en: 'A checkpoint in a ref says how far the chain went. Lines at its end are gone: a chain without its end is sound in itself, so only the checkpoint shows it.',
      de: 'Ein Kontrollpunkt in einer Ref sagt, wie weit die Kette ging. Zeilen am Ende fehlen: Eine Kette ohne ihr Ende ist in sich heil, nur der Kontrollpunkt zeigt es.',
    },
    example: { en: 'the checkpoint names line 40, the file ends at 31', de: 'der Kontrollpunkt nennt Zeile 40, die Datei endet bei 31' },
    remedy: {
      en: 'Fine on an older branch. Otherwise get the lines back from git.',
      de: 'Auf einem älteren Branch in Ordnung. Sonst hole die Zeilen aus git zurück.',
    },
  },
  {
    code: 'ledger-torn',
    title: { en: 'The last line was cut off', de: 'Die letzte Zeile wurde abgeschnitten' },
    explain: {
      en: 'A process died while it wrote. The line was never acknowledged, so nothing was done on its strength.',
      de: 'Ein Prozess starb beim Schreiben. Die Zeile wurde nie bestätigt, also geschah nichts auf ihre Kraft hin.',
    },
    example: { en: 'a file that does not end in a line break', de: 'eine Datei, die nicht mit einem Zeilenende schließt' },
    remedy: {
      en: 'Nothing: the next write keeps the rest below .bizos/torn and goes on.',
      de: 'Nichts: Der nächste Schreibvorgang legt den Rest unter .bizos/torn ab und schreibt weiter.',
    },
  },
  {
    code: 'ledger-restarted',
    title: { en: 'A new chain was begun', de: 'Eine neue Kette wurde begonnen' },
    explain: {
      en: 'The chain does not end where this machine left it, so writing on would fork it. A new file beside it holds what follows.',
      de: 'Die Kette endet nicht, wo diese Maschine sie verließ; weiterzuschreiben würde sie gabeln. Eine neue Datei daneben nimmt das Folgende auf.',
    },
    example: { en: 'a run on another branch', de: 'ein Lauf auf einem anderen Branch' },
    remedy: {
      en: 'Fine after a change of branch. Otherwise look with bizos ledger verify.',
      de: 'Nach einem Branchwechsel in Ordnung. Sonst sieh nach mit bizos ledger verify.',
    },
  },
  {
    code: 'ledger-shape',
    title: { en: 'A line is not understood', de: 'Eine Zeile ist nicht verständlich' },
    explain: {
      en: 'The line is sound but of a kind or shape that this version does not know. It does not count.',
      de: 'Die Zeile ist heil, aber von einer Art oder Form, die diese Version nicht kennt. Sie zählt nicht.',
    },
    example: { en: 'a line of a newer version', de: 'eine Zeile einer neueren Version' },
    remedy: { en: 'Update BizOS.', de: 'Aktualisiere BizOS.' },
  },
  {
    code: 'ledger-forged',
    title: { en: 'An agent wrote a line that only people write', de: 'Ein Agent schrieb eine Zeile, die nur Menschen schreiben' },
    explain: {
      en: 'Approvals, pauses and rulings come from people and stand in their chains (people.…). The same line in an agent’s chain means nothing, and the zone check refuses it.',
      de: 'Freigaben, Pausen und Entscheide kommen von Menschen und stehen in deren Ketten (people.…). Dieselbe Zeile in der Kette eines Agenten bedeutet nichts, und die Zonenprüfung lehnt sie ab.',
    },
    example: { en: 'a line "approval" in crm-ops.1a2b3c4d.jsonl', de: 'eine Zeile „approval“ in crm-ops.1a2b3c4d.jsonl' },
    remedy: { en: 'Pause the agent and find out what wrote it.', de: 'Halte den Agenten an und finde heraus, was sie schrieb.' },
  },
  {
    code: 'draft-missing',
    title: { en: 'The contents of an action are not here', de: 'Der Inhalt einer Aktion ist nicht hier' },
    explain: {
      en: 'Names and addresses stay out of git: the ledger holds a commitment, the contents lie below _INBOX/ledger on the machine that planned the action.',
      de: 'Namen und Adressen bleiben aus git heraus: Das Ledger hält eine Festlegung, der Inhalt liegt unter _INBOX/ledger auf der Maschine, die plante.',
    },
    example: { en: 'an approval opened in another clone', de: 'eine Freigabe in einem anderen Klon' },
    remedy: {
      en: 'Decide on the machine that planned it. Erased contents can not be sent any more.',
      de: 'Entscheide auf der Maschine, die sie plante. Gelöschter Inhalt kann nicht mehr gesendet werden.',
    },
  },
  {
    code: 'draft-changed',
    title: { en: 'The contents of an action were changed', de: 'Der Inhalt einer Aktion wurde geändert' },
    explain: {
      en: 'What lies below _INBOX/ledger is not what the ledger committed to. Nothing of it is sent.',
      de: 'Was unter _INBOX/ledger liegt, ist nicht, worauf das Ledger sich festlegte. Nichts davon wird gesendet.',
    },
    example: { en: 'another recipient in the side file', de: 'ein anderer Empfänger in der Nebendatei' },
    remedy: {
      en: 'Reject the action; a change goes through bizos approvals edit.',
      de: 'Lehne die Aktion ab; geändert wird mit bizos approvals edit.',
    },
  },
  {
    code: 'draft-wrong',
    title: { en: 'A kind of action made a draft that is not its own', de: 'Eine Aktionsart machte einen fremden Entwurf' },
    explain: {
      en: 'A kind may only write about the findings it was given, under its own name. Anything else is dropped.',
      de: 'Eine Art darf nur zu den Befunden schreiben, die sie bekam, unter ihrem Namen. Anderes wird verworfen.',
    },
    example: { en: 'a draft about a finding of another company', de: 'ein Entwurf zu einem Befund einer anderen Firma' },
    remedy: { en: 'Report it.', de: 'Melde es.' },
  },
  {
    code: 'channel-not-open',
    title: { en: 'A channel can not be opened', de: 'Ein Kanal lässt sich nicht öffnen' },
    explain: {
      en: 'Its settings or its secret are missing on this machine. Actions through it stay where they are and go when it opens.',
      de: 'Einstellung oder Geheimnis fehlen auf dieser Maschine. Aktionen darüber bleiben, wo sie sind, und gehen, wenn er sich öffnet.',
    },
    example: { en: 'TELEGRAM_BOT_TOKEN is not set', de: 'TELEGRAM_BOT_TOKEN ist nicht gesetzt' },
    remedy: { en: 'Try it: bizos channel test NAME', de: 'Probiere ihn aus: bizos channel test NAME' },
  },
  {
    code: 'channel-not-heard',
    title: { en: 'Answers could not be read', de: 'Antworten waren nicht zu lesen' },
    explain: {
      en: 'The approval channel could not be asked for what people pressed: it is down, its token was revoked, or another program reads the same bot. Telegram keeps presses for a day.',
      de: 'Der Freigabekanal ließ sich nicht nach Antworten fragen: Er ist gestört, das Token wurde widerrufen, oder ein anderes Programm liest denselben Bot. Telegram hält Antworten einen Tag lang vor.',
    },
    example: { en: 'bizos approvals poll on two machines at once', de: 'bizos approvals poll auf zwei Maschinen zugleich' },
    remedy: {
      en: 'Let one machine listen; decide at the terminal meanwhile: bizos approvals inbox',
      de: 'Lass eine Maschine zuhören; entscheide so lange am Terminal: bizos approvals inbox',
    },
  },
];
