import type { Explanation } from '../../workspace/operation.ts';

/** What can be wrong with a commit, a range or a push as a whole. */
export const COMMIT_EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'session-unknown',
    title: { en: 'A commit names an unknown session', de: 'Ein Commit nennt eine unbekannte Sitzung' },
    explain: {
      en: 'The trailer BizOS-Session must name a session whose record is in the tree at that commit.',
      de: 'Der Trailer BizOS-Session muss eine Sitzung nennen, deren Eintrag bei diesem Commit im Baum steht.',
    },
    example: {
      en: 'BizOS-Session: 2026-11-20-crm-ops-ffffff, and no such record',
      de: 'BizOS-Session: 2026-11-20-crm-ops-ffffff, und kein solcher Eintrag',
    },
    remedy: {
      en: 'Begin sessions with bizos session start; its record belongs into or before the first commit.',
      de: 'Beginne Sitzungen mit bizos session start; ihr Eintrag gehört in oder vor den ersten Commit.',
    },
  },
  {
    code: 'session-over',
    title: { en: 'A commit in a session that had ended', de: 'Ein Commit in einer beendeten Sitzung' },
    explain: {
      en: 'The session’s record was in the archive by then: it held nothing any more.',
      de: 'Der Eintrag der Sitzung lag da schon im Archiv: Sie hielt nichts mehr.',
    },
    example: { en: 'a commit on Tuesday in the session of Monday', de: 'ein Commit am Dienstag in der Sitzung vom Montag' },
    remedy: { en: 'Begin a new session and make the change again.', de: 'Beginne eine neue Sitzung und mache die Änderung neu.' },
  },
  {
    code: 'session-fenced',
    title: { en: 'A commit of a session that was taken over', de: 'Ein Commit einer übernommenen Sitzung' },
    explain: {
      en: 'Somebody else has held the zone since, with a higher token. What an old holder made is not taken.',
      de: 'Inzwischen hat jemand anderes die Zone gehalten, mit höherem Token. Was ein früherer Inhaber machte, wird nicht genommen.',
    },
    example: { en: 'a laptop wakes up after two hours and pushes', de: 'ein Laptop wacht nach zwei Stunden auf und pusht' },
    remedy: {
      en: 'Begin a new session, look at what was done meanwhile, and make the change again.',
      de: 'Beginne eine neue Sitzung, sieh nach, was inzwischen geschah, und mache die Änderung neu.',
    },
  },
  {
    code: 'session-several',
    title: { en: 'A commit names several sessions', de: 'Ein Commit nennt mehrere Sitzungen' },
    explain: {
      en: 'It could be judged by either zone, so it is judged by none.',
      de: 'Er ließe sich nach jeder der Zonen beurteilen; also nach keiner.',
    },
    example: { en: 'two lines BizOS-Session in one message', de: 'zwei Zeilen BizOS-Session in einer Nachricht' },
    remedy: { en: 'One commit, one session: split it.', de: 'Ein Commit, eine Sitzung: teile ihn.' },
  },
  {
    code: 'session-changed',
    title: { en: 'A session’s record says otherwise than before', de: 'Der Eintrag einer Sitzung sagt anderes als zuvor' },
    explain: {
      en: 'Agent, company and token of a record are fixed when it begins: changing them would change whose zone counts.',
      de: 'Agent, Firma und Token eines Eintrags stehen mit dem Beginn fest: Sie zu ändern, änderte, wessen Zone zählt.',
    },
    example: { en: 'agent: performance in the record that crm-ops began', de: 'agent: performance im Eintrag, den crm-ops begann' },
    remedy: {
      en: 'Ask a person to look at it and to commit it themselves.',
      de: 'Bitte einen Menschen, es anzusehen und selbst zu committen.',
    },
  },
  {
    code: 'signature-missing',
    title: { en: 'A commit of an agent without its signature', de: 'Ein Commit eines Agenten ohne seine Signatur' },
    explain: {
      en: 'AGENT_GOALS.md lists a signing key for this agent, so that a trailer can’t be forged. The commit has no good signature by it.',
      de: 'AGENT_GOALS.md führt für diesen Agenten einen Signaturschlüssel, damit ein Trailer nicht zu fälschen ist. Der Commit trägt keine gültige Signatur damit.',
    },
    example: { en: 'an unsigned commit with BizOS-Session: …crm-ops…', de: 'ein unsignierter Commit mit BizOS-Session: …crm-ops…' },
    remedy: {
      en: 'Sign with the agent’s key: git config gpg.format ssh, user.signingkey, commit.gpgsign true',
      de: 'Signiere mit dem Schlüssel des Agenten: git config gpg.format ssh, user.signingkey, commit.gpgsign true',
    },
  },
  {
    code: 'signature-other',
    title: { en: 'A commit signed by another agent', de: 'Ein Commit, den ein anderer Agent signierte' },
    explain: {
      en: 'Signature and trailer name different agents. The signature can’t be forged, the trailer can.',
      de: 'Signatur und Trailer nennen verschiedene Agenten. Die Signatur ist nicht zu fälschen, der Trailer schon.',
    },
    example: { en: 'signed by performance, BizOS-Session of crm-ops', de: 'signiert von performance, BizOS-Session von crm-ops' },
    remedy: {
      en: 'Ask a person to look at it and to commit it themselves.',
      de: 'Bitte einen Menschen, es anzusehen und selbst zu committen.',
    },
  },
  {
    code: 'trailer-missing',
    title: { en: 'A commit signed by an agent names no session', de: 'Ein signierter Commit eines Agenten nennt keine Sitzung' },
    explain: { en: 'Without the trailer it would count as a person’s commit.', de: 'Ohne den Trailer gälte er als Commit eines Menschen.' },
    example: { en: 'signed by crm-ops, no BizOS-Session line', de: 'signiert von crm-ops, keine Zeile BizOS-Session' },
    remedy: {
      en: 'Install the hooks, which add the trailer: bizos hooks install',
      de: 'Installiere die Hooks, die den Trailer schreiben: bizos hooks install',
    },
  },
  {
    code: 'merge-octopus',
    title: { en: 'A merge of more than two branches', de: 'Ein Merge von mehr als zwei Branches' },
    explain: {
      en: 'Such a merge can’t be compared with the one that git itself would make.',
      de: 'Ein solcher Merge lässt sich nicht mit dem vergleichen, den git selbst machte.',
    },
    example: { en: 'git merge a b c', de: 'git merge a b c' },
    remedy: { en: 'Merge them one by one.', de: 'Führe sie einzeln zusammen.' },
  },
  {
    code: 'merge-unrelated',
    title: { en: 'A merge of histories with nothing in common', de: 'Ein Merge ohne gemeinsame Geschichte' },
    explain: {
      en: 'There is no merge of git’s to compare it with, so everything in it would have to be believed.',
      de: 'Es gibt keinen Merge von git zum Vergleich; man müsste alles darin glauben.',
    },
    example: { en: 'git merge --allow-unrelated-histories', de: 'git merge --allow-unrelated-histories' },
    remedy: {
      en: 'Ask a person to look at it and to commit it themselves.',
      de: 'Bitte einen Menschen, es anzusehen und selbst zu committen.',
    },
  },
  {
    code: 'second-root',
    title: { en: 'A second beginning of the history', de: 'Ein zweiter Anfang der Geschichte' },
    explain: {
      en: 'A commit without a parent brings a whole tree that nobody has judged.',
      de: 'Ein Commit ohne Vorgänger bringt einen ganzen Baum, den niemand beurteilt hat.',
    },
    example: { en: 'git checkout --orphan', de: 'git checkout --orphan' },
    remedy: {
      en: 'Ask a person to look at it and to commit it themselves.',
      de: 'Bitte einen Menschen, es anzusehen und selbst zu committen.',
    },
  },
  {
    code: 'range-not-descendant',
    title: {
      en: 'The end of the range does not descend from its beginning',
      de: 'Das Ende des Bereichs stammt nicht von seinem Anfang ab',
    },
    explain: {
      en: 'History was rewritten, or the branch left earlier: what lies between can’t be told from the two ends.',
      de: 'Die Geschichte wurde umgeschrieben, oder der Branch zweigte früher ab: Was dazwischenliegt, ist aus den Enden nicht zu sehen.',
    },
    example: { en: 'a force push over commits that were checked', de: 'ein Force-Push über geprüfte Commits' },
    remedy: {
      en: 'git pull --rebase; for a branch that left the base earlier: --range BASE...HEAD',
      de: 'git pull --rebase; für einen Branch, der früher abzweigte: --range BASIS...HEAD',
    },
  },
  {
    code: 'change-unexplained',
    title: { en: 'A change that no commit made', de: 'Eine Änderung, die kein Commit machte' },
    explain: {
      en: 'The ends of the range differ in a path that no commit in it touched: something was put in where the diffs don’t look.',
      de: 'Die Enden des Bereichs unterscheiden sich in einem Pfad, den kein Commit darin berührte: Etwas kam dort hinein, wo die Diffs nicht hinsehen.',
    },
    example: { en: 'a merge that holds a file of neither side', de: 'ein Merge mit einer Datei, die keine Seite hat' },
    remedy: {
      en: 'Ask a person to look at it and to commit it themselves.',
      de: 'Bitte einen Menschen, es anzusehen und selbst zu committen.',
    },
  },
  {
    code: 'ref-deleted',
    title: { en: 'An agent deletes a branch or tag at the remote', de: 'Ein Agent löscht einen Branch oder Tag im Remote' },
    explain: { en: 'What it pointed to may be lost for the others.', de: 'Worauf er zeigte, kann für die anderen verloren sein.' },
    example: { en: 'git push origin :main', de: 'git push origin :main' },
    remedy: { en: 'Ask a person to do it.', de: 'Bitte einen Menschen darum.' },
  },
  {
    code: 'ref-not-branch',
    title: { en: 'An agent pushes something other than a branch', de: 'Ein Agent pusht etwas anderes als einen Branch' },
    explain: {
      en: 'Tags, notes and the guard’s own refs are not judged by zones, so agents leave them alone.',
      de: 'Tags, Notizen und die eigenen Refs der Wache werden nicht nach Zonen beurteilt; Agenten lassen sie in Ruhe.',
    },
    example: { en: 'git push origin refs/notes/commits', de: 'git push origin refs/notes/commits' },
    remedy: { en: 'Ask a person to do it.', de: 'Bitte einen Menschen darum.' },
  },
  {
    code: 'ref-replace',
    title: { en: 'A replacement hides what a commit holds', de: 'Eine Ersetzung verbirgt, was ein Commit enthält' },
    explain: {
      en: 'git replace shows another content to everybody who doesn’t look past it. The check does; readers of the log don’t.',
      de: 'git replace zeigt allen einen anderen Inhalt, die nicht dahinter sehen. Die Prüfung tut es; wer das Log liest, nicht.',
    },
    example: { en: 'git replace HEAD~3 FAKE', de: 'git replace HEAD~3 FALSCH' },
    remedy: { en: 'Ask a person; list them with git replace -l.', de: 'Bitte einen Menschen; git replace -l nennt sie.' },
  },
];
