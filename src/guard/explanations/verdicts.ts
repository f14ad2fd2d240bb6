import type { Explanation } from '../../workspace/operation.ts';

/** What each verdict on a path means. */
export const VERDICT_EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'zone-allowed',
    title: { en: 'Inside the zone', de: 'Innerhalb der Zone' },
    explain: {
      en: 'A row of the agent’s Write Zones names the path, or this part of the file, exactly as it is spelled.',
      de: 'Eine Zeile der Schreibzonen des Agenten nennt den Pfad oder diesen Teil der Datei, genau so geschrieben.',
    },
    example: { en: 'crm-ops writes bizos/02_Solartech/_ENTITY.md', de: 'crm-ops schreibt bizos/02_Solartech/_ENTITY.md' },
    remedy: { en: 'Nothing to do.', de: 'Nichts zu tun.' },
  },
  {
    code: 'zone-none',
    title: { en: 'Outside the zone', de: 'Außerhalb der Zone' },
    explain: {
      en: 'An agent may write what its Write Zones name and nothing else. No row of this agent names the path.',
      de: 'Ein Agent darf schreiben, was seine Schreibzonen nennen, und sonst nichts. Keine Zeile dieses Agenten nennt den Pfad.',
    },
    example: {
      en: 'crm-ops writes bizos/02_Solartech/TTL_KPIS.md, which is performance’s',
      de: 'crm-ops schreibt bizos/02_Solartech/TTL_KPIS.md, das performance gehört',
    },
    remedy: {
      en: 'Hand the change to the agent that owns the path, or have a person give it to this one in AGENT_GOALS.md. See who may write it: bizos zones explain PATH',
      de: 'Übergib die Änderung dem Agenten, dem der Pfad gehört, oder lass einen Menschen ihn in AGENT_GOALS.md diesem geben. Sieh nach, wer es schreiben darf: bizos zones explain PFAD',
    },
  },
  {
    code: 'zone-read',
    title: { en: 'For this agent to read only', de: 'Für diesen Agenten nur zum Lesen' },
    explain: {
      en: 'A row of the agent names the path with "read". That counts in every spelling and before every row that gives it.',
      de: 'Eine Zeile des Agenten nennt den Pfad mit „lesen“. Das gilt in jeder Schreibweise und vor jeder Zeile, die ihn gibt.',
    },
    example: { en: '| `bizos/00_Holding/TTL_KPIS.md` | | read |', de: '| `bizos/00_Holding/TTL_KPIS.md` | | lesen |' },
    remedy: {
      en: 'Propose the change to the owner instead. See who may write it: bizos zones explain PATH',
      de: 'Schlage die Änderung dem Eigentümer vor. Sieh nach, wer es schreiben darf: bizos zones explain PFAD',
    },
  },
  {
    code: 'zone-part-read',
    title: { en: 'This part is for reading only', de: 'Dieser Teil ist nur zum Lesen' },
    explain: {
      en: 'The agent may write parts of the file; this field, section or entry is not one of them.',
      de: 'Der Agent darf Teile der Datei schreiben; dieses Feld, dieser Abschnitt oder Eintrag gehört nicht dazu.',
    },
    example: {
      en: '`stage: write`, `icp_score: read`, and the change touches icp_score',
      de: '`stage: write`, `icp_score: read`, und die Änderung betrifft icp_score',
    },
    remedy: {
      en: 'Change only the parts that are given; leave the others byte for byte.',
      de: 'Ändere nur die gegebenen Teile; lass die anderen Byte für Byte stehen.',
    },
  },
  {
    code: 'zone-part-only',
    title: { en: 'Only parts of this file are given', de: 'Nur Teile dieser Datei sind gegeben' },
    explain: {
      en: 'The row names fields, sections or entries. A part that it doesn’t name, or a change of the file as a whole (new, deleted, renamed, another mode), is not given.',
      de: 'Die Zeile nennt Felder, Abschnitte oder Einträge. Ein Teil, den sie nicht nennt, oder eine Änderung der ganzen Datei (neu, gelöscht, umbenannt, anderer Modus) ist nicht gegeben.',
    },
    example: {
      en: '`deals/*.md` with `stage: write`, and the agent deletes a deal',
      de: '`deals/*.md` mit `stage: write`, und der Agent löscht einen Deal',
    },
    remedy: {
      en: 'Change only what the row names, or have a person name more.',
      de: 'Ändere nur, was die Zeile nennt, oder lass einen Menschen mehr nennen.',
    },
  },
  {
    code: 'zone-spelling',
    title: { en: 'The zone spells it otherwise', de: 'Die Zone schreibt es anders' },
    explain: {
      en: 'On many disks this is the same file, on others it is not. A zone gives a path only as it is spelled.',
      de: 'Auf vielen Platten ist das dieselbe Datei, auf anderen nicht. Eine Zone gibt einen Pfad nur so, wie er dort geschrieben ist.',
    },
    example: {
      en: 'bizos/02_solartech/_entity.md for bizos/02_Solartech/_ENTITY.md',
      de: 'bizos/02_solartech/_entity.md für bizos/02_Solartech/_ENTITY.md',
    },
    remedy: { en: 'Use the spelling of the tree.', de: 'Nimm die Schreibweise des Baums.' },
  },
  {
    code: 'agent-unknown',
    title: { en: 'There is no such agent', de: 'Diesen Agenten gibt es nicht' },
    explain: {
      en: 'Only agents with a section in AGENT_GOALS.md have a zone; any other may write nothing.',
      de: 'Nur Agenten mit einem Abschnitt in AGENT_GOALS.md haben eine Zone; jeder andere darf nichts schreiben.',
    },
    example: { en: '--agent crm-opps', de: '--agent crm-opps' },
    remedy: { en: 'Use the agent’s Id: bizos zones map lists them.', de: 'Nimm das Kürzel des Agenten: bizos zones map nennt sie.' },
  },
  {
    code: 'person-allowed',
    title: { en: 'People may write it', de: 'Menschen dürfen es schreiben' },
    explain: {
      en: 'A change without a session is a person’s, and people may write what no `human` row keeps from them.',
      de: 'Eine Änderung ohne Sitzung ist die eines Menschen, und Menschen dürfen schreiben, was keine Zeile „Mensch“ ihnen vorenthält.',
    },
    example: { en: 'somebody edits AGENT_GOALS.md and commits', de: 'jemand ändert AGENT_GOALS.md und committet' },
    remedy: { en: 'Nothing to do.', de: 'Nichts zu tun.' },
  },
  {
    code: 'person-read-only',
    title: { en: 'Not for people to write by hand', de: 'Nicht von Hand zu schreiben' },
    explain: {
      en: 'A row for people keeps the path, or this part of it, from being written by hand.',
      de: 'Eine Zeile für Menschen nimmt den Pfad, oder diesen Teil davon, vom Schreiben von Hand aus.',
    },
    example: { en: '| human | `bizos/generated/` | read |', de: '| Mensch | `bizos/generated/` | lesen |' },
    remedy: {
      en: 'Let the agent or command that makes it do so, or change the row.',
      de: 'Lass es den Agenten oder Befehl machen, der es erzeugt, oder ändere die Zeile.',
    },
  },
  {
    code: 'path-guarded',
    title: { en: 'It guards the guard', de: 'Es bewacht die Wache' },
    explain: {
      en: 'Whoever writes this file could widen a zone, switch a check off or give an approval. It is people’s alone, also before it exists, unless a zone names it exactly.',
      de: 'Wer diese Datei schreibt, könnte eine Zone erweitern, eine Prüfung abschalten oder eine Freigabe geben. Sie gehört nur Menschen, auch bevor es sie gibt, außer eine Zone nennt sie genau.',
    },
    example: {
      en: 'AGENT_GOALS.md, .claude/settings.json, .github/workflows/ci.yml, package.json',
      de: 'AGENT_GOALS.md, .claude/settings.json, .github/workflows/ci.yml, package.json',
    },
    remedy: { en: 'Write down what should change and ask a person.', de: 'Schreibe auf, was sich ändern soll, und bitte einen Menschen.' },
  },
  {
    code: 'path-not-plain',
    title: { en: 'No plain path of the tree', de: 'Kein einfacher Pfad des Baums' },
    explain: {
      en: 'Absolute paths, `..`, empty parts, control characters and what is not valid UTF-8 are refused, never set right: what was meant can only be guessed.',
      de: 'Absolute Pfade, `..`, leere Teile, Steuerzeichen und ungültiges UTF-8 werden abgelehnt, nie berichtigt: Was gemeint war, ließe sich nur raten.',
    },
    example: { en: 'bizos/02_Solartech/../../.claude/settings.json', de: 'bizos/02_Solartech/../../.claude/settings.json' },
    remedy: { en: 'Write the path from the tree’s root, without detours.', de: 'Schreibe den Pfad ab der Wurzel des Baums, ohne Umwege.' },
  },
  {
    code: 'path-not-portable',
    title: { en: 'The name means something else elsewhere', de: 'Der Name bedeutet anderswo etwas anderes' },
    explain: {
      en: 'Another system would read this name as another file: streams and devices of Windows, short names, trailing dots, decomposed letters, invisible characters, look-alikes of .git.',
      de: 'Ein anderes System läse diesen Namen als andere Datei: Streams und Geräte von Windows, Kurznamen, Punkte am Ende, zerlegte Buchstaben, unsichtbare Zeichen, Doppelgänger von .git.',
    },
    example: { en: 'aux.md, report.md:hidden, GIT~1, AGENT_~1.MD', de: 'aux.md, bericht.md:versteckt, GIT~1, AGENT_~1.MD' },
    remedy: {
      en: 'Choose a name of letters, digits, blanks inside, `-`, `_` and single dots.',
      de: 'Wähle einen Namen aus Buchstaben, Ziffern, Leerzeichen innen, `-`, `_` und einzelnen Punkten.',
    },
  },
  {
    code: 'path-collision',
    title: { en: 'Two names for one file', de: 'Zwei Namen für eine Datei' },
    explain: {
      en: 'The name differs from another one only in case or Unicode form. Git keeps both, many disks only one: one of them would overwrite the other.',
      de: 'Der Name unterscheidet sich von einem anderen nur in Großschreibung oder Unicode-Form. Git behält beide, viele Platten nur eine: Eine überschriebe die andere.',
    },
    example: { en: 'reports/Week.md beside reports/week.md', de: 'reports/Woche.md neben reports/woche.md' },
    remedy: { en: 'Give the new one another name.', de: 'Gib der neuen einen anderen Namen.' },
  },
  {
    code: 'path-symlink',
    title: { en: 'A symbolic link', de: 'Ein symbolischer Link' },
    explain: {
      en: 'A link in an agent’s zone can lead to a file outside it, and writing through it would go unseen.',
      de: 'Ein Link in der Zone eines Agenten kann auf eine Datei außerhalb führen, und Schreiben durch ihn fiele nicht auf.',
    },
    example: { en: 'reports/latest.md → ../../AGENT_GOALS.md', de: 'reports/neu.md → ../../AGENT_GOALS.md' },
    remedy: { en: 'Write a file with a Markdown link in it instead.', de: 'Schreibe stattdessen eine Datei mit einem Markdown-Verweis.' },
  },
  {
    code: 'path-submodule',
    title: { en: 'A submodule', de: 'Ein Submodul' },
    explain: {
      en: 'It brings in the content of another repository, which nobody here has judged.',
      de: 'Es bringt den Inhalt eines anderen Repositorys herein, den hier niemand beurteilt hat.',
    },
    example: { en: 'reports/lib as mode 160000', de: 'reports/lib mit Modus 160000' },
    remedy: {
      en: 'Ask a person to add, move or remove it.',
      de: 'Bitte einen Menschen, es aufzunehmen, weiterzusetzen oder zu entfernen.',
    },
  },
  {
    code: 'path-hard-link',
    title: { en: 'A second name for the file', de: 'Ein zweiter Name der Datei' },
    explain: {
      en: 'Writing it would write the other name too, wherever that is.',
      de: 'Wer sie schreibt, schreibt den anderen Namen mit, wo immer er ist.',
    },
    example: { en: 'ln bizos/AGENT_GOALS.md reports/a.md', de: 'ln bizos/AGENT_GOALS.md reports/a.md' },
    remedy: {
      en: 'Make a copy, delete the link, and put the copy in its place.',
      de: 'Lege eine Kopie an, lösche den Link und setze die Kopie an seine Stelle.',
    },
  },
  {
    code: 'session-own-record',
    title: { en: 'A session’s own record', de: 'Der eigene Eintrag einer Sitzung' },
    explain: {
      en: 'A session may write its own record, which gives it nothing: zones come from AGENT_GOALS.md, and what it holds stands with the lease.',
      de: 'Eine Sitzung darf ihren eigenen Eintrag schreiben; er gibt ihr nichts: Zonen kommen aus AGENT_GOALS.md, und was sie hält, steht bei der Reservierung.',
    },
    example: { en: '_SESSIONS/active/2026-11-20-crm-ops-aaaaaa.md', de: '_SESSIONS/active/2026-11-20-crm-ops-aaaaaa.md' },
    remedy: { en: 'Use bizos session note rather than an editor.', de: 'Nimm bizos session note statt eines Editors.' },
  },
  {
    code: 'session-other-record',
    title: { en: 'Another session’s record', de: 'Der Eintrag einer anderen Sitzung' },
    explain: {
      en: 'A record is written by its own session. One that has died is taken over with a command that leaves a trace.',
      de: 'Einen Eintrag schreibt seine eigene Sitzung. Eine tote wird mit einem Befehl übernommen, der eine Spur hinterlässt.',
    },
    example: { en: 'crm-ops edits the record of performance', de: 'crm-ops ändert den Eintrag von performance' },
    remedy: {
      en: 'bizos session take-over ID, or bizos session recover ID',
      de: 'bizos session take-over ID, oder bizos session recover ID',
    },
  },
  {
    code: 'ledger-appended',
    title: { en: 'A line of its own ledger', de: 'Eine Zeile des eigenen Ledgers' },
    explain: {
      en: 'Each writer has a chain of its own and adds to its end.',
      de: 'Jeder Schreiber hat seine eigene Kette und fügt am Ende an.',
    },
    example: {
      en: 'one more line in _SESSIONS/ledger/crm-ops.1a2b3c4d.jsonl',
      de: 'eine Zeile mehr in _SESSIONS/ledger/crm-ops.1a2b3c4d.jsonl',
    },
    remedy: { en: 'Nothing to do.', de: 'Nichts zu tun.' },
  },
  {
    code: 'ledger-not-appended',
    title: { en: 'The ledger is only added to', de: 'Im Ledger wird nur angefügt' },
    explain: {
      en: 'A line was changed, taken away or put between others. What was decided and done stays as it was written.',
      de: 'Eine Zeile wurde geändert, entfernt oder dazwischengesetzt. Was entschieden und getan wurde, bleibt, wie es geschrieben steht.',
    },
    example: { en: 'a finding is deleted from the chain', de: 'ein Befund wird aus der Kette gelöscht' },
    remedy: {
      en: 'Put the file back as it was (git checkout -- FILE); write a new line instead.',
      de: 'Stelle die Datei wieder her (git checkout -- DATEI); schreibe stattdessen eine neue Zeile.',
    },
  },
  {
    code: 'ledger-approval',
    title: { en: 'An approval by an agent', de: 'Eine Freigabe durch einen Agenten' },
    explain: {
      en: 'Approvals are people’s. A line without a readable kind counts as one, since it might be taken for it.',
      de: 'Freigaben geben Menschen. Eine Zeile ohne lesbare Art gilt als solche, weil sie dafür gehalten werden könnte.',
    },
    example: { en: '{"kind": "approval"} in crm-ops’ own chain', de: '{"kind": "approval"} in der Kette von crm-ops' },
    remedy: { en: 'Ask a person to approve.', de: 'Bitte einen Menschen um die Freigabe.' },
  },
  {
    code: 'ledger-other-writer',
    title: { en: 'Another writer’s chain', de: 'Die Kette eines anderen Schreibers' },
    explain: {
      en: 'A chain’s name begins with its writer. Two writers in one chain would fork it.',
      de: 'Der Name einer Kette beginnt mit ihrem Schreiber. Zwei Schreiber in einer Kette würden sie gabeln.',
    },
    example: { en: 'crm-ops adds to performance.1a2b3c4d.jsonl', de: 'crm-ops fügt in performance.1a2b3c4d.jsonl an' },
    remedy: { en: 'Write to the own chain.', de: 'Schreibe in die eigene Kette.' },
  },
];
