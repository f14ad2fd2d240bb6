import type { Text } from '../../core/text.ts';
import type { RangeFault } from './judged.ts';

const ASK: Text = {
  en: 'Ask a person to look at it and to commit it themselves.',
  de: 'Bitte einen Menschen, es anzusehen und selbst zu committen.',
};

function fault(code: string, commit: string | undefined, en: string, de: string, remedy: Text = ASK): RangeFault {
  return { code, ...(commit === undefined ? {} : { commit }), message: { en, de }, remedy };
}

/** What can be wrong with a commit or a range as a whole. One entry a code. */
export const FAULTS = {
  sessionUnknown: (commit: string, id: string) =>
    fault(
      'session-unknown',
      commit,
      `It names session ${id}, which is not in the registry there.`,
      `Er nennt die Sitzung ${id}, die dort nicht im Register steht.`,
      {
        en: 'Begin sessions with: bizos session start. Its record belongs into or before the first commit.',
        de: 'Beginne Sitzungen mit: bizos session start. Ihr Eintrag gehört in oder vor den ersten Commit.',
      },
    ),
  sessionOver: (commit: string, id: string) =>
    fault('session-over', commit, `Session ${id} had ended before it.`, `Die Sitzung ${id} war davor schon beendet.`, {
      en: 'Begin a new session and make the change again.',
      de: 'Beginne eine neue Sitzung und mache die Änderung neu.',
    }),
  sessionFenced: (commit: string, id: string) =>
    fault(
      'session-fenced',
      commit,
      `Session ${id} was taken over before this came in.`,
      `Die Sitzung ${id} wurde übernommen, bevor dies ankam.`,
      {
        en: 'What an old holder made is not taken. Begin a new session, look at what was done meanwhile, and make the change again.',
        de: 'Was ein früherer Inhaber machte, wird nicht genommen. Beginne eine neue Sitzung, sieh nach, was inzwischen geschah, und mache die Änderung neu.',
      },
    ),
  collision: (commit: string, path: string, other: string) =>
    fault(
      'path-collision',
      commit,
      `${path} and ${other} are one file on disks that ignore case.`,
      `${path} und ${other} sind eine Datei auf Platten, die Großschreibung nicht unterscheiden.`,
      { en: 'Give the new one another name.', de: 'Gib der neuen einen anderen Namen.' },
    ),
  sessionSeveral: (commit: string) =>
    fault('session-several', commit, 'It names more than one session.', 'Er nennt mehr als eine Sitzung.', {
      en: 'One commit, one session: split it.',
      de: 'Ein Commit, eine Sitzung: teile ihn.',
    }),
  sessionChanged: (commit: string, id: string) =>
    fault(
      'session-changed',
      commit,
      `The record of ${id} has another agent, company or token than before.`,
      `Der Eintrag von ${id} nennt einen anderen Agenten, eine andere Firma oder ein anderes Token als zuvor.`,
    ),
  signatureMissing: (commit: string, agent: string) =>
    fault(
      'signature-missing',
      commit,
      `It names a session of ${agent} and is not signed by a key of ${agent}.`,
      `Er nennt eine Sitzung von ${agent} und ist nicht mit einem Schlüssel von ${agent} signiert.`,
      {
        en: "Sign with the agent's own key (git config gpg.format ssh, user.signingkey); the keys stand in AGENT_GOALS.md.",
        de: 'Signiere mit dem eigenen Schlüssel des Agenten (git config gpg.format ssh, user.signingkey); die Schlüssel stehen in AGENT_GOALS.md.',
      },
    ),
  signatureOther: (commit: string, signer: string, agent: string) =>
    fault(
      'signature-other',
      commit,
      `It is signed by ${signer} and names a session of ${agent}.`,
      `Er ist von ${signer} signiert und nennt eine Sitzung von ${agent}.`,
    ),
  trailerMissing: (commit: string, signer: string) =>
    fault(
      'trailer-missing',
      commit,
      `It is signed by ${signer} and names no session.`,
      `Er ist von ${signer} signiert und nennt keine Sitzung.`,
      {
        en: 'Install the hooks, which add the trailer: bizos hooks install',
        de: 'Installiere die Hooks, die den Trailer schreiben: bizos hooks install',
      },
    ),
  octopus: (commit: string) =>
    fault('merge-octopus', commit, 'It merges more than two branches at once.', 'Er führt mehr als zwei Branches auf einmal zusammen.', {
      en: 'Merge them one by one.',
      de: 'Führe sie einzeln zusammen.',
    }),
  secondRoot: (commit: string) =>
    fault('second-root', commit, 'It begins a second history without a parent.', 'Er beginnt eine zweite Geschichte ohne Vorgänger.'),
  unrelated: (commit: string) =>
    fault(
      'merge-unrelated',
      commit,
      'It merges histories that have nothing in common, or git can’t make this merge.',
      'Er führt Geschichten ohne Gemeinsames zusammen, oder git kann diesen Merge nicht.',
    ),
  notDescendant: () =>
    fault(
      'range-not-descendant',
      undefined,
      'The end of the range does not descend from its beginning.',
      'Das Ende des Bereichs stammt nicht von seinem Anfang ab.',
      {
        en: 'Bring the branch up to date: git pull --rebase. For a branch that left the base earlier: --range BASE...HEAD, with three dots.',
        de: 'Bringe den Branch auf Stand: git pull --rebase. Für einen Branch, der früher abzweigte: --range BASIS...HEAD, mit drei Punkten.',
      },
    ),
  unexplained: (path: string) =>
    fault(
      'change-unexplained',
      undefined,
      `${path} differs from end to end of the range, and no commit in it changed it.`,
      `${path} unterscheidet sich über den ganzen Bereich, und kein Commit darin hat es geändert.`,
    ),
} as const;
