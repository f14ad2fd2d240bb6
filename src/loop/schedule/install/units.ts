import { createHash } from 'node:crypto';

/** What a timer starts: absolute places, so that no PATH and no folder decides what runs. */
export interface TimedProgram {
  readonly root: string;
  readonly node: string;
  /** `bin/bizos.js` of the installation. */
  readonly program: string;
}

/** A file that a timer of the system reads. */
export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

/** A line by which a unit of ours is known. */
export const UNIT_MARK = 'Written by `bizos schedule install`; taken out by `bizos schedule install --remove`.';

/** Minutes between two looks. The times themselves stand in AGENT_GOALS.md alone: a unit never goes stale when a row changes. */
const LOOK_MINUTES = 5;

/** A name for the units of a tree that no other tree of this machine has: `bizos-schedule-acme-1a2b3c`. */
export function unitName(root: string): string {
  const base = root
    .replace(/^.*[\\/](?=[^\\/])/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30);
  const mark = createHash('sha256').update(root).digest('hex').slice(0, 6);
  return ['bizos-schedule', base, mark].filter((part) => part !== '').join('-');
}

/**
 * A service and its timer for systemd of the user. `Persistent`: a look that fell into sleep or shutdown is made up at once. Findings (1) and
 * what waits for a person (8) are no failure of the unit. Format: systemd.service(5), systemd.timer(5), systemd.syntax(7).
 */
export function systemdUnits({ root, node, program }: TimedProgram): readonly [service: UnitFile, timer: UnitFile] {
  const name = unitName(root);
  const service = [
    `# ${UNIT_MARK}`,
    '[Unit]',
    `Description=BizOS: what the schedule of ${specifierSafe(root)} has due`,
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${[node, program, '--root', root, 'schedule', 'run', '--quiet'].map(systemdWord).join(' ')}`,
    'SuccessExitStatus=1 8',
    'TimeoutStartSec=1h',
    '',
  ];
  const timer = [
    `# ${UNIT_MARK}`,
    '[Unit]',
    `Description=BizOS: looks at the schedule of ${specifierSafe(root)}`,
    '',
    '[Timer]',
    `OnCalendar=*:0/${LOOK_MINUTES}`,
    'OnStartupSec=1min',
    'Persistent=true',
    'AccuracySec=30s',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ];
  return [
    { name: `${name}.service`, text: service.join('\n') },
    { name: `${name}.timer`, text: timer.join('\n') },
  ];
}

/** `%` begins a specifier everywhere in a unit. */
function specifierSafe(text: string): string {
  return text.replaceAll('%', '%%').replace(/[\r\n]/g, ' ');
}

/** One word of a command line: quoted, backslashes, quotes, `$` and `%` kept from being read as more. */
function systemdWord(word: string): string {
  const safe = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(safe) ? safe : `"${safe.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A property list for launchd: started every few minutes, and once after a sleep in which looks were missed. Format: launchd.plist(5). */
export function launchdPlist({ root, node, program }: TimedProgram): UnitFile {
  const label = `io.bizos.${unitName(root)}`;
  const log = `${root}/.bizos/schedule.log`;
  const words = [node, program, '--root', root, 'schedule', 'run', '--quiet'];
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<!-- ${UNIT_MARK.replaceAll('--', '—')} -->`,
    '<plist version="1.0">',
    '<dict>',
    '  <key>Label</key>',
    `  <string>${label}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...words.map((word) => `    <string>${xml(word)}</string>`),
    '  </array>',
    '  <key>StartInterval</key>',
    `  <integer>${LOOK_MINUTES * 60}</integer>`,
    '  <key>RunAtLoad</key>',
    '  <true/>',
    '  <key>ProcessType</key>',
    '  <string>Background</string>',
    '  <key>StandardOutPath</key>',
    `  <string>${xml(log)}</string>`,
    '  <key>StandardErrorPath</key>',
    `  <string>${xml(log)}</string>`,
    '</dict>',
    '</plist>',
    '',
  ];
  return { name: `${label}.plist`, text: text.join('\n') };
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * The lines of a crontab between two marks of this tree. A look every few minutes, since cron knows neither the tree's time zone nor what was
 * missed: both are the program's. `%` would end the command (crontab(5)).
 */
export function crontabBlock({ root, node, program }: TimedProgram): string {
  const words = [node, program, '--root', root, 'schedule', 'run', '--quiet'].map(shellWord).join(' ');
  const log = shellWord(`${root}/.bizos/schedule.log`);
  const [begin, end] = crontabMarks(root);
  return `${begin}\n*/${LOOK_MINUTES} * * * * ${`${words} >> ${log} 2>&1`.replaceAll('%', '\\%')}\n${end}\n`;
}

/**
 * A crontab with this tree's lines in it, or without them (`block` undefined); everything else stays byte for byte. A begin without its end
 * is left alone and its lines are added anew: nobody's lines are taken for ours.
 */
export function crontabWith(crontab: string, root: string, block: string | undefined): string {
  const [begin, end] = crontabMarks(root);
  const from = `\n${crontab}`.indexOf(`\n${begin}\n`);
  const to = from < 0 ? -1 : crontab.indexOf(`\n${end}\n`, from);
  if (from >= 0 && to >= 0) return crontab.slice(0, from) + (block ?? '') + crontab.slice(to + end.length + 2);
  if (block === undefined) return crontab;
  return `${crontab}${crontab === '' || crontab.endsWith('\n') ? '' : '\n'}${block}`;
}

function crontabMarks(root: string): readonly [begin: string, end: string] {
  const name = unitName(root);
  return [`# >>> ${name} (bizos schedule install --crontab)`, `# <<< ${name}`];
}

/** A word for a POSIX shell. */
function shellWord(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
