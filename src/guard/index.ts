import type { TreeCheck } from '../workspace/check.ts';
import type { Explanation, OperationEntry } from '../workspace/operation.ts';

/** What the guard offers: sessions, zones, hooks, integrations. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'zones map',
    summary: { en: 'Who owns what, as a tree.', de: 'Wem was gehört, als Baum.' },
    load: async () => (await import('./operations/zones-map.ts')).zonesMap,
  },
  {
    name: 'zones lint',
    summary: {
      en: 'Find overlaps, dead patterns and paths that nobody owns.',
      de: 'Findet Überschneidungen, tote Muster und Pfade ohne Eigentümer.',
    },
    load: async () => (await import('./operations/zones-lint.ts')).zonesLint,
  },
  {
    name: 'zones explain',
    summary: {
      en: 'Who may write a path, who holds it, and which rule decides.',
      de: 'Wer einen Pfad schreiben darf, wer ihn hält und welche Regel entscheidet.',
    },
    load: async () => (await import('./operations/zones-explain.ts')).zonesExplain,
  },
  {
    name: 'zones check',
    summary: { en: 'Check changes against the write zones.', de: 'Prüft Änderungen gegen die Schreibzonen.' },
    load: async () => (await import('./operations/zones-check.ts')).zonesCheck,
  },
  {
    name: 'hooks install',
    summary: { en: 'Check every commit and push on this machine, too.', de: 'Prüft jeden Commit und Push auch auf dieser Maschine.' },
    load: async () => (await import('./operations/hooks-install.ts')).hooksInstall,
  },
  {
    name: 'hooks uninstall',
    summary: {
      en: 'Take the guard’s git hooks out and put back what was there.',
      de: 'Nimmt die Git-Hooks der Wache heraus und stellt die alten wieder her.',
    },
    load: async () => (await import('./operations/hooks-uninstall.ts')).hooksUninstall,
  },
  {
    name: 'hooks status',
    summary: { en: 'Which git hooks of the guard are in place.', de: 'Welche Git-Hooks der Wache angelegt sind.' },
    load: async () => (await import('./operations/hooks-status.ts')).hooksStatus,
  },
  {
    name: 'guard git-hook',
    summary: { en: 'Answer a hook of git.', de: 'Antwortet einem Hook von git.' },
    load: async () => (await import('./operations/guard-git-hook.ts')).guardGitHook,
  },
  {
    name: 'guard hook',
    summary: {
      en: 'Answer a hook of Claude Code: its JSON on standard input.',
      de: 'Antwortet einem Hook von Claude Code: sein JSON auf der Standardeingabe.',
    },
    load: async () => (await import('./operations/guard-hook.ts')).guardHook,
  },
  {
    name: 'session start',
    summary: { en: 'Register a stretch of work and take its write zones.', de: 'Meldet Arbeit an und reserviert ihre Schreibzonen.' },
    load: async () => (await import('./operations/session-start.ts')).sessionStart,
  },
  {
    name: 'session heartbeat',
    summary: { en: 'Renew a session’s hold on its zones.', de: 'Erneuert die Reservierung einer Sitzung.' },
    load: async () => (await import('./operations/session-heartbeat.ts')).sessionHeartbeat,
  },
  {
    name: 'session note',
    summary: { en: 'Write down what the next one must know.', de: 'Schreibt auf, was der Nächste wissen muss.' },
    load: async () => (await import('./operations/session-note.ts')).sessionNote,
  },
  {
    name: 'session end',
    summary: {
      en: 'End a session: archive its record and free its zones.',
      de: 'Beendet eine Sitzung: legt ihren Eintrag ab und gibt ihre Zonen frei.',
    },
    load: async () => (await import('./operations/session-end.ts')).sessionEnd,
  },
  {
    name: 'session list',
    summary: { en: 'Who is at work, on what, until when.', de: 'Wer arbeitet, woran, bis wann.' },
    load: async () => (await import('./operations/session-list.ts')).sessionList,
  },
  {
    name: 'session show',
    summary: { en: 'Show one session: goal, zones, notes, how it stands.', de: 'Zeigt eine Sitzung: Ziel, Zonen, Notizen, Stand.' },
    load: async () => (await import('./operations/session-show.ts')).sessionShow,
  },
  {
    name: 'session take-over',
    summary: {
      en: 'Free the zones of a session that has expired or died.',
      de: 'Gibt die Zonen einer abgelaufenen oder toten Sitzung frei.',
    },
    load: async () => (await import('./operations/session-take-over.ts')).sessionTakeOver,
  },
  {
    name: 'session recover',
    summary: {
      en: 'Show what a dead session left, and how to go on.',
      de: 'Zeigt, was eine tote Sitzung hinterließ und wie es weitergeht.',
    },
    load: async () => (await import('./operations/session-recover.ts')).sessionRecover,
  },
  {
    name: 'session publish',
    summary: {
      en: 'Push the branch together with the lease, or not at all.',
      de: 'Pusht den Branch zusammen mit der Reservierung, oder gar nicht.',
    },
    load: async () => (await import('./operations/session-publish.ts')).sessionPublish,
  },
  {
    name: 'integrate claude',
    summary: {
      en: 'Connect Claude Code to the guard: hooks, refusals, plugin.',
      de: 'Verbindet Claude Code mit der Wache: Hooks, Verbote, Plugin.',
    },
    load: async () => (await import('./operations/integrate-claude.ts')).integrateClaudeOperation,
  },
];

/** What the codes of verdicts and refusals mean. */
export const explanations = async (): Promise<readonly Explanation[]> => (await import('./explanations/index.ts')).GUARD_EXPLANATIONS;

/** What the doctor looks for on behalf of the guard: what is wrong with the zones, and doors that stand open. */
export const checks = async (): Promise<readonly TreeCheck[]> => (await import('./doctor/index.ts')).CHECKS;
