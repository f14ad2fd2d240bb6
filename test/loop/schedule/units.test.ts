import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadCron } from '../../../src/loop/schedule/cron.ts';
import { githubWorkflow, utcCronLines } from '../../../src/loop/schedule/install/github.ts';
import { putFile } from '../../../src/loop/schedule/install/put.ts';
import { crontabBlock, crontabWith, launchdPlist, systemdUnits, UNIT_MARK, unitName } from '../../../src/loop/schedule/install/units.ts';
import type { ScheduledRow } from '../../../src/loop/schedule/read.ts';
import { nextDue, parseWhen, type When } from '../../../src/loop/schedule/when.ts';

const cron = await loadCron();
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PLAIN = { root: '/srv/group', node: '/usr/bin/node', program: '/opt/bizos/bin/bizos.js' };
const ODD = { root: `/srv/a b/50% "x" $HOME 'q' <&>`, node: '/usr/bin/node', program: '/opt/bizos/bin/bizos.js' };

describe('units for systemd', () => {
  test('look every five minutes, make up what was slept over, and take findings for no failure', () => {
    const [service, timer] = systemdUnits(PLAIN);
    expect(service.name).toBe(`${unitName(PLAIN.root)}.service`);
    expect(timer.name).toBe(`${unitName(PLAIN.root)}.timer`);
    expect(service.text).toContain('ExecStart=/usr/bin/node /opt/bizos/bin/bizos.js --root /srv/group schedule run --quiet\n');
    expect(service.text).toContain('SuccessExitStatus=1 8\n');
    expect(timer.text).toContain('OnCalendar=*:0/5\n');
    expect(timer.text).toContain('Persistent=true\n');
  });

  test('a strange folder is one word, whatever stands in it', () => {
    const line = systemdUnits(ODD)[0]
      .text.split('\n')
      .find((one) => one.startsWith('ExecStart='));
    expect(line).toContain(`"/srv/a b/50%% \\"x\\" $$HOME 'q' <&>"`);
  });

  test('systemd itself finds nothing wrong with them', () => {
    // Where systemd is not there, its grammar is held by the two tests above.
    if (!existsSync('/usr/bin/systemd-analyze')) return;
    const units = systemdUnits({ ...PLAIN, node: process.execPath });
    for (const { name, text } of units) writeFileSync(join(folder, name), text);
    const said = spawnSync('systemd-analyze', ['verify', '--man=no', ...units.map(({ name }) => join(folder, name))], { encoding: 'utf8' });
    const ours = said.stderr.split('\n').filter((line) => line.includes('bizos-schedule'));
    expect(ours).toEqual([]);
    expect(spawnSync('systemd-analyze', ['calendar', '*:0/5'], { encoding: 'utf8' }).stdout).toContain('*-*-* *:00/5:00');
  });

  test('two trees have two names, one tree one', () => {
    expect(unitName('/srv/group')).toBe(unitName('/srv/group'));
    expect(unitName('/srv/group')).not.toBe(unitName('/srv/other/group'));
    expect(unitName('/srv/Größe & Söhne')).toMatch(/^bizos-schedule-gr-e-s-hne-[0-9a-f]{6}$/);
    expect(unitName('/')).toMatch(/^bizos-schedule-[0-9a-f]{6}$/);
  });
});

test('the list for launchd escapes what XML would take for its own', () => {
  const { name, text } = launchdPlist(ODD);
  expect(name).toBe(`io.bizos.${unitName(ODD.root)}.plist`);
  expect(text).toContain(`<string>/srv/a b/50% "x" $HOME 'q' &lt;&amp;&gt;</string>`);
  expect(text).toContain('<key>StartInterval</key>\n  <integer>300</integer>');
  expect(text.match(/<(?!\?|!)(\w+)[^/>]*>/g)?.length).toBe((text.match(/<\/\w+>/g) ?? []).length + 0);
});

/** A property list as launchd reads it: well-formed XML of its few elements, nothing else. Throws for anything that is not. */
function readPlist(text: string): Record<string, unknown> {
  const tokens = [
    ...text.replace(/^<\?xml [^>]*\?>\n<!DOCTYPE plist [^>]*>\n<!--(?:(?!--).)*-->\n/, '').matchAll(/<(\/?)(\w+)([^<>]*)>|([^<]+)/g),
  ];
  let at = 0;
  const skip = (): void => {
    while (tokens[at]?.[4]?.trim() === '') at++;
  };
  const tag = (end: string, name: string): void => {
    skip();
    if (tokens[at]?.[1] !== end || tokens[at]?.[2] !== name) throw new Error(`<${end}${name}> wanted, ${tokens[at]?.[0]} found`);
    at++;
  };
  const words = (name: string): string => {
    tag('', name);
    const raw = tokens[at]?.[4] === undefined ? '' : tokens[at++][4];
    if (/&(?!(?:amp|lt|gt|quot|apos);)|[\0-\x08\x0b\x0c\x0e-\x1f]/.test(raw)) throw new Error(raw);
    tag('/', name);
    return raw.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  };
  const value = (): unknown => {
    skip();
    const [, , name, more] = tokens[at];
    if (name === 'true' && more === '/') return ++at > 0;
    if (name === 'integer') return Number(words('integer'));
    if (name === 'string') return words('string');
    const list: unknown[] = [];
    for (tag('', 'array'), skip(); tokens[at][1] === ''; skip()) list.push(value());
    tag('/', 'array');
    return list;
  };
  const found: Record<string, unknown> = {};
  tag('', 'plist');
  for (tag('', 'dict'), skip(); tokens[at][1] === ''; skip()) found[words('key')] = value();
  tag('/', 'dict');
  tag('/', 'plist');
  skip();
  if (at !== tokens.length) throw new Error('more behind the end');
  return found;
}

test.each([PLAIN, ODD])('launchd reads what was meant, under keys of launchd.plist(5): %j', (program) => {
  const { name, text } = launchdPlist(program);
  expect(readPlist(text)).toEqual({
    Label: name.replace(/\.plist$/, ''),
    ProgramArguments: [program.node, program.program, '--root', program.root, 'schedule', 'run', '--quiet'],
    StartInterval: 300,
    RunAtLoad: true,
    ProcessType: 'Background',
    StandardOutPath: `${program.root}/.bizos/schedule.log`,
    StandardErrorPath: `${program.root}/.bizos/schedule.log`,
  });
  // Where a reader of the system is at hand, it is asked as well.
  const file = join(folder, name);
  writeFileSync(file, text);
  const lint = spawnSync('plutil', ['-lint', file], { encoding: 'utf8' });
  expect(lint.error === undefined ? lint.status : 0).toBe(0);
});

describe('the lines of a crontab', () => {
  test('run every five minutes; the percent sign ends no command', () => {
    expect(crontabBlock(PLAIN)).toMatch(
      /^# >>> bizos-schedule-group-\w{6} .*\n\*\/5 \* \* \* \* \/usr\/bin\/node .* schedule run --quiet >> .*\n# <<< /,
    );
    expect(crontabBlock(ODD)).toContain('50\\%');
    expect(crontabBlock(ODD)).not.toMatch(/[^\\]%/);
  });

  test.each([PLAIN, ODD])('are two comments and one line whose time the reader of cron words takes, every five minutes: %j', (program) => {
    const [begin, line, end, ...more] = crontabBlock(program).split('\n');
    expect([begin[0], end[0], more]).toEqual(['#', '#', ['']]);
    const [, words, command] = /^((?:\S+ ){4}\S+) (.*)$/.exec(line) ?? [];
    const first = cron(words, Date.parse('2026-11-20T01:02:00Z'), 'UTC');
    expect([new Date(first).toISOString(), cron(words, first, 'UTC') - first]).toEqual(['2026-11-20T01:05:00.000Z', 300_000]);
    // cron(8) cuts a command at 1,000 bytes, and an unescaped percent sign would end it.
    expect(Buffer.byteLength(command)).toBeLessThan(1000);
    expect(command).not.toMatch(/(?<!\\)%/);
  });

  test('a shell reads the odd folder as one word', () => {
    const command = crontabBlock(ODD).split('\n')[1].replace('*/5 * * * * ', '').replaceAll('\\%', '%').replace(/ >>.*/, '');
    const said = spawnSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).stdout.split('\n');
    expect(said.slice(0, 5)).toEqual([ODD.node, ODD.program, '--root', ODD.root, 'schedule']);
  });

  test('go in and out, and every other byte stays', () => {
    const lines = fc.array(fc.constantFrom('MAILTO=a', '5 4 * * * x', '', '# note', '  ', '# >>> other'), { maxLength: 8 });
    fc.assert(
      fc.property(lines, fc.boolean(), (before, ends) => {
        const crontab = before.join('\n') + (ends && before.length > 0 ? '\n' : '');
        const block = crontabBlock(PLAIN);
        const with1 = crontabWith(crontab, PLAIN.root, block);
        expect(crontabWith(with1, PLAIN.root, block)).toBe(with1);
        expect(with1.startsWith(crontab)).toBe(true);
        const without = crontabWith(with1, PLAIN.root, undefined);
        expect(without).toBe(crontab === '' || crontab.endsWith('\n') ? crontab : `${crontab}\n`);
        expect(crontabWith(crontab, PLAIN.root, undefined)).toBe(crontab);
      }),
    );
  });

  test('a newer installation takes the place of the older, in its place', () => {
    const other = crontabBlock({ ...PLAIN, root: '/srv/other' });
    const before = `1 1 * * * a\n${crontabBlock(PLAIN)}${other}2 2 * * * b\n`;
    const block = crontabBlock({ ...PLAIN, node: '/new/node' });
    expect(crontabWith(before, PLAIN.root, block)).toBe(`1 1 * * * a\n${block}${other}2 2 * * * b\n`);
  });
});

describe('a file of ours', () => {
  const path = join(folder, 'sub', 'a.timer');
  test('is made, left, changed, removed; somebody else’s is refused', () => {
    expect(putFile(path, `# ${UNIT_MARK}\n1`, UNIT_MARK, true)).toBe('made');
    expect(existsSync(path)).toBe(false);
    expect(putFile(path, `# ${UNIT_MARK}\n1`, UNIT_MARK, false)).toBe('made');
    expect(putFile(path, `# ${UNIT_MARK}\n1`, UNIT_MARK, false)).toBe('same');
    expect(putFile(path, `# ${UNIT_MARK}\n2`, UNIT_MARK, false)).toBe('changed');
    expect(readFileSync(path, 'utf8')).toBe(`# ${UNIT_MARK}\n2`);
    expect(putFile(path, undefined, UNIT_MARK, false)).toBe('removed');
    expect(putFile(path, undefined, UNIT_MARK, false)).toBe('same');
    writeFileSync(path, 'mine\n');
    expect(() => putFile(path, `# ${UNIT_MARK}\n1`, UNIT_MARK, false)).toThrow(expect.objectContaining({ exit: 3 }));
    expect(() => putFile(path, undefined, UNIT_MARK, false)).toThrow(expect.objectContaining({ exit: 3 }));
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
  });
});

const row = (text: string): ScheduledRow => ({
  key: `a/${text}`,
  agent: 'a',
  what: text,
  row: text,
  when: parseWhen(text) as When,
  text,
  file: 'f',
  line: 1,
  meaning: { scans: ['pipeline'], kinds: [] },
});

describe('times in UTC for a service that knows no zones', () => {
  test.each([
    ['Asia/Kuala_Lumpur', ['working days 08:00', 'Monday 08:30'], ['0 0 * * 1,2,3,4,5', '30 0 * * 1']],
    ['Asia/Kuala_Lumpur', ['Monday 06:00'], ['0 22 * * 0']],
    ['Europe/Berlin', ['working days 08:00'], ['0 6,7 * * 1,2,3,4,5']],
    ['UTC', ['hourly'], ['0 * * * *']],
    ['UTC', ['first working day of the month 09:00'], ['0 9 * * *']],
    ['UTC', ['last Friday of the quarter 16:00'], ['0 16 * * *']],
    ['Asia/Kolkata', ['every 30 minutes'], ['0 * * * *', '30 * * * *']],
  ])('%s %j', (zone, texts, wanted) => {
    expect(utcCronLines(texts.map(row), Date.parse('2026-11-20T00:00Z'), zone, cron)).toEqual(wanted);
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Asia/Kuala_Lumpur'])('no time of a year is missed in %s', (zone) => {
    const rows = ['working days 08:00', 'Mondays 00:15', '0 23 * * 5', '31st of the month 10:00', 'Sunday 02:30'].map(row);
    const from = Date.parse('2026-11-20T00:00Z');
    const lines = utcCronLines(rows, from, zone, cron).map((line) => line.split(' '));
    const looks = (at: number): boolean => {
      const date = new Date(at);
      const [minute, hour, day] = [date.getUTCMinutes(), date.getUTCHours(), date.getUTCDay()].map(String);
      return lines.some(
        ([m, h, , , d]) => m === minute && (h === '*' || h.split(',').includes(hour)) && (d === '*' || d.split(',').includes(day)),
      );
    };
    for (const { when, text } of rows) {
      for (let at = nextDue(when, from, zone, cron); at !== undefined && at < from + 365 * 86_400_000; at = nextDue(when, at, zone, cron)) {
        // Of an hour that the clock skips the look that follows within the hour makes it up.
        const found = looks(at) || (text === 'Sunday 02:30' && Array.from({ length: 60 }, (_, k) => at + k * 60_000).some(looks));
        expect([text, new Date(at).toISOString(), found]).toEqual([text, new Date(at).toISOString(), true]);
      }
    }
  });

  test('the workflow is YAML that says so', () => {
    const text = githubWorkflow({ lines: ['0 0 * * 1,2', '30 0 * * 1'], packageName: 'bizos@0.1.0', inside: 'a "b"', timeZone: 'UTC' });
    const read = parse(text) as {
      on: { schedule: { cron: string }[] };
      jobs: { run: { steps: Record<string, unknown>[]; env: Record<string, string> } };
    };
    expect(read.on.schedule.map(({ cron: line }) => line)).toEqual(['0 0 * * 1,2', '30 0 * * 1']);
    expect(read.jobs.run.env).toEqual({ BIZOS_PACKAGE: 'bizos@0.1.0' });
    expect(read.jobs.run.steps.at(-1)?.['working-directory']).toBe('a "b"');
    expect(spawnSync('sh', ['-n', '-c', String(read.jobs.run.steps.at(-1)?.run)]).status).toBe(0);
  });
});
