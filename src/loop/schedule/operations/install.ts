import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Block } from '../../../core/report.ts';
import type { Language, Text } from '../../../core/text.ts';
import { gitFolderOf } from '../../../git/folder.ts';
import { programPath } from '../../../guard/operations/hooks-install.ts';
import { refuseInsideSession } from '../../../guard/sessions/inside.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { githubWorkflow, utcCronLines } from '../install/github.ts';
import { noCrontab, type Put, putFile, readCrontab, writeCrontab } from '../install/put.ts';
import { crontabBlock, crontabWith, launchdPlist, systemdUnits, type TimedProgram, UNIT_MARK } from '../install/units.ts';
import { type OpenSchedule, openSchedule } from '../opened.ts';

const input = z.object({
  systemd: z._default(z.boolean(), false),
  crontab: z._default(z.boolean(), false),
  launchd: z._default(z.boolean(), false),
  github: z._default(z.boolean(), false),
  dryRun: z._default(z.boolean(), false),
  remove: z._default(z.boolean(), false),
});
type Input = z.infer<typeof input>;

const WAYS = ['systemd', 'crontab', 'launchd', 'github'] as const;
type Way = (typeof WAYS)[number];

/** Where a unit goes, what it says, and what a person does then. */
interface Installed {
  readonly place: string;
  readonly text: string;
  readonly put: Put;
  /** The program that would take it is not on this machine: only a dry run goes on then. */
  readonly missing?: true;
}

const INSIDE: Text = {
  en: 'A session may not set up what starts agents.',
  de: 'Eine Sitzung darf nicht einrichten, was Agenten startet.',
};

/** What was done to a unit, and what `--dry-run` would do. */
const DID: Readonly<Record<Put, { readonly done: Text; readonly dry: Text }>> = {
  made: { done: { en: 'made', de: 'angelegt' }, dry: { en: 'would be made', de: 'würde angelegt' } },
  changed: { done: { en: 'changed', de: 'geändert' }, dry: { en: 'would be changed', de: 'würde geändert' } },
  removed: { done: { en: 'removed', de: 'entfernt' }, dry: { en: 'would be removed', de: 'würde entfernt' } },
  same: { done: { en: 'as it was', de: 'unverändert' }, dry: { en: 'as it should be', de: 'wie es sein soll' } },
};

/** `bizos schedule install`. */
export const scheduleInstall: Operation<typeof input> = {
  name: 'schedule install',
  summary: { en: 'Have a timer of this machine call the schedule.', de: 'Lässt einen Timer dieser Maschine den Zeitplan rufen.' },
  about: {
    en: 'Writes units into your own folders (never the system’s), or a workflow for GitHub Actions. The timer only looks every few minutes; the times stay in AGENT_GOALS.md. Called again it changes nothing that is right. It starts nothing by itself: the next command is shown.',
    de: 'Schreibt Units in deine eigenen Ordner (nie die des Systems) oder einen Workflow für GitHub Actions. Der Timer sieht nur alle paar Minuten nach; die Zeiten bleiben in AGENT_GOALS.md. Noch einmal aufgerufen, ändert es nichts, was stimmt. Es startet nichts von selbst: Der nächste Befehl wird gezeigt.',
  },
  effect: 'writes',
  input,
  fields: {
    systemd: { help: { en: 'a user timer of systemd (Linux)', de: 'ein Benutzer-Timer von systemd (Linux)' } },
    crontab: { help: { en: 'a line in your crontab', de: 'eine Zeile in deiner Crontab' } },
    launchd: { help: { en: 'an agent of launchd (macOS)', de: 'ein Agent von launchd (macOS)' } },
    github: { help: { en: 'a workflow in .github/workflows/', de: 'ein Workflow in .github/workflows/' } },
    dryRun: { help: { en: 'show what would be written', de: 'zeigen, was geschrieben würde' } },
    remove: { help: { en: 'take it out again', de: 'nimmt es wieder heraus' } },
  },
  examples: [
    { command: 'bizos schedule install --systemd --dry-run', does: { en: 'see the units first', de: 'erst die Units ansehen' } },
    { command: 'bizos schedule install --systemd', does: { en: 'write them', de: 'schreibt sie' } },
    {
      command: 'bizos schedule install --crontab --remove',
      does: { en: 'take the line out of the crontab', de: 'nimmt die Zeile aus der Crontab' },
    },
  ],
  async run(context, given) {
    const ways = WAYS.filter((way) => given[way]);
    if (ways.length !== 1) throw oneWay(ways.length);
    if (!given.dryRun) refuseInsideSession(context, process.ppid, INSIDE);
    const open = await openSchedule(context);
    const done = install(context, open, ways[0], given);
    return outcomeOf(open.language, ways[0], given, done);
  },
};

function install(context: Context, open: OpenSchedule, way: Way, given: Input): Installed[] {
  const timed: TimedProgram = { root: open.root, node: process.execPath, program: programPath() };
  assertPlainPaths(timed);
  const put = (place: string, text: string): Installed => ({
    place,
    text,
    put: putFile(
      place,
      given.remove ? undefined : text,
      way === 'github' ? '`bizos schedule install' : UNIT_MARK.slice(0, 40),
      given.dryRun,
    ),
  });
  switch (way) {
    case 'systemd': {
      const { XDG_CONFIG_HOME } = context.environment;
      const folder = join(XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : join(homeOf(context), '.config'), 'systemd', 'user');
      return systemdUnits(timed).map(({ name, text }) => put(join(folder, name), text));
    }
    case 'launchd': {
      const { name, text } = launchdPlist(timed);
      return [put(join(homeOf(context), 'Library', 'LaunchAgents', name), text)];
    }
    case 'github':
      return [put(...workflow(context, open, timed))];
    case 'crontab': {
      const block = crontabBlock(timed);
      const known = readCrontab();
      if (known === undefined && !given.dryRun) throw noCrontab();
      const before = known ?? '';
      const after = crontabWith(before, open.root, given.remove ? undefined : block);
      if (after !== before && !given.dryRun) writeCrontab(after);
      const how = after === before ? 'same' : given.remove ? 'removed' : before.includes(block.split('\n')[0]) ? 'changed' : 'made';
      return [{ place: 'crontab', text: block, put: how, ...(known === undefined && { missing: true }) }];
    }
  }
}

/** Units and crontabs are lines: a place with a line end or another control character would be read as something else. */
function assertPlainPaths(timed: TimedProgram): void {
  const wrong = Object.values(timed).find((path) => /\p{Cc}/u.test(path));
  if (wrong === undefined) return;
  throw new BizosError(
    2,
    {
      en: `A folder's name holds a line end or a control character: ${JSON.stringify(wrong)}`,
      de: `Ein Ordnername enthält ein Zeilenende oder ein Steuerzeichen: ${JSON.stringify(wrong)}`,
    },
    { en: 'Rename the folder and call it again.', de: 'Benenne den Ordner um und rufe es noch einmal auf.' },
  );
}

function workflow(context: Context, open: OpenSchedule, { root, program }: TimedProgram): [place: string, text: string] {
  const inside = gitFolderOf(root)?.inside ?? '';
  const top = inside === '' ? root : root.slice(0, -inside.replace(/\/$/, '').length - 1);
  const { version } = JSON.parse(readFileSync(join(dirname(dirname(program)), 'package.json'), 'utf8')) as { version: string };
  const { schedule, timeZone } = open;
  const rows = schedule.entries.filter(({ meaning }) => meaning);
  const lines = utcCronLines(rows, context.now(), timeZone, schedule.cron);
  if (lines.length === 0) throw nothingToRun();
  const text = githubWorkflow({ lines, packageName: `bizos@${version}`, inside: inside.replace(/\/$/, ''), timeZone });
  return [join(top, '.github', 'workflows', 'bizos-schedule.yml'), text];
}

function homeOf({ environment }: Context): string {
  const home = environment.HOME || environment.USERPROFILE;
  if (home) return home;
  throw new BizosError(
    4,
    { en: 'HOME is not set: there is no folder for the units.', de: 'HOME ist nicht gesetzt: Es gibt keinen Ordner für die Units.' },
    { en: 'Set HOME and call it again.', de: 'Setze HOME und rufe es noch einmal auf.' },
  );
}

/** What a person does next, by way. */
function nextSteps(way: Way, done: readonly Installed[], remove: boolean): { command: string; does: Text }[] {
  const name = done[done.length - 1].place.replace(/^.*\//, '');
  switch (way) {
    case 'systemd':
      return remove
        ? [{ command: `systemctl --user disable --now ${name}`, does: { en: 'stop the timer', de: 'hält den Timer an' } }]
        : [
            { command: 'systemctl --user daemon-reload', does: { en: 'systemd reads the units', de: 'systemd liest die Units' } },
            { command: `systemctl --user enable --now ${name}`, does: { en: 'start the timer', de: 'startet den Timer' } },
            { command: 'loginctl enable-linger', does: { en: 'it goes on when you log out', de: 'er läuft nach dem Abmelden weiter' } },
          ];
    case 'launchd':
      return remove
        ? [{ command: `launchctl bootout gui/$(id -u)/${name.replace(/\.plist$/, '')}`, does: { en: 'stop it', de: 'hält ihn an' } }]
        : [{ command: `launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/${name}`, does: { en: 'start it', de: 'startet ihn' } }];
    case 'github':
      return remove
        ? []
        : [
            {
              command: 'git add .github && git commit -m "bizos schedule"',
              does: { en: 'it counts once it is on the main branch', de: 'es gilt, sobald es auf dem Hauptzweig ist' },
            },
          ];
    case 'crontab':
      return [{ command: 'crontab -l', does: { en: 'see it', de: 'ansehen' } }];
  }
}

function didWords({ put, missing }: Installed, dryRun: boolean): Text {
  const { done, dry } = DID[put];
  if (!dryRun) return done;
  if (!missing || put === 'same') return dry;
  return {
    en: `${dry.en}, once there is a crontab on this machine (install cron)`,
    de: `${dry.de}, sobald diese Maschine ein crontab hat (installiere cron)`,
  };
}

function outcomeOf(language: Language, way: Way, { dryRun, remove }: Input, done: readonly Installed[]): Outcome {
  const de = language === 'de';
  const steps = nextSteps(way, done, remove);
  const blocks: Block[] = [
    { kind: 'list', items: done.map((one) => `${one.place}: ${didWords(one, dryRun)[language]}`) },
    ...(dryRun && !remove
      ? done.flatMap(({ place, text }): Block[] => [
          { kind: 'heading', text: place.replace(/^.*\//, '') },
          { kind: 'verbatim', text },
        ])
      : []),
    ...(dryRun
      ? [
          {
            kind: 'text' as const,
            tone: 'quiet' as const,
            text: de ? 'Nichts wurde geschrieben (--dry-run).' : 'Nothing was written (--dry-run).',
          },
        ]
      : []),
    ...(dryRun || steps.length === 0
      ? []
      : [
          {
            kind: 'commands' as const,
            title: de ? 'Weiter' : 'Next',
            items: steps.map(({ command, does }) => ({ command, does: does[language] })),
          },
        ]),
  ];
  return {
    exit: 0,
    json: () => ({ schema: 'bizos.schedule-install/1', way, dryRun, units: done, next: steps.map(({ command }) => command) }),
    report: () => ({ title: de ? 'Zeitplan auf dieser Maschine' : 'Schedule on this machine', subtitle: way, language, blocks }),
  };
}

function oneWay(n: number): BizosError {
  return new BizosError(
    2,
    n === 0
      ? { en: 'Which timer shall call the schedule?', de: 'Welcher Timer soll den Zeitplan rufen?' }
      : { en: 'One timer at a time.', de: 'Ein Timer auf einmal.' },
    {
      en: 'Name one: --systemd (Linux), --launchd (macOS), --crontab, --github. Or stay yourself: bizos schedule run --watch',
      de: 'Nenne einen: --systemd (Linux), --launchd (macOS), --crontab, --github. Oder bleib selbst: bizos schedule run --watch',
    },
  );
}

function nothingToRun(): BizosError {
  return new BizosError(
    2,
    { en: 'No row of the schedule can be run here.', de: 'Keine Zeile des Zeitplans kann hier laufen.' },
    { en: 'See: bizos schedule list', de: 'Siehe: bizos schedule list' },
  );
}
