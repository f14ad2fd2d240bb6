import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bizos, emptyFolder, type Said, treeRepository } from '../../guard/tree-fixture.ts';

const INSTALL = ['schedule', 'install', '--crontab'];

/** A folder for PATH with a crontab of our own in it: it keeps its lines in a file beside it. */
function withCrontab(lines: string): { folder: string; kept: () => string } {
  const folder = emptyFolder();
  const file = join(folder, 'kept');
  writeFileSync(file, lines);
  writeFileSync(
    join(folder, 'crontab'),
    `#!/bin/sh\nif [ "$1" = -l ]; then while IFS= read -r line; do printf '%s\\n' "$line"; done < '${file}'; else while IFS= read -r line; do printf '%s\\n' "$line"; done > '${file}'; fi\n`,
  );
  chmodSync(join(folder, 'crontab'), 0o755);
  return { folder, kept: () => readFileSync(file, 'utf8') };
}

const flat = ({ out }: Said): string => out.replace(/\s+/g, ' ');

describe('schedule install --crontab', () => {
  it('without a crontab on the machine a dry run shows the lines, and says what is missing', () => {
    const root = treeRepository();
    const nowhere = { PATH: emptyFolder() };
    const dry = bizos(root, [...INSTALL, '--dry-run'], nowhere);
    expect([dry.code, dry.err]).toEqual([0, '']);
    expect(flat(dry)).toContain('crontab: would be made, once there is a crontab on this machine (install cron)');
    expect(dry.out).toMatch(/^ *\*\/5 \* \* \* \* .* schedule run/m);
    expect(flat(dry)).toContain('Nothing was written (--dry-run).');
    expect(flat(bizos(root, ['--lang', 'de', ...INSTALL, '--dry-run'], nowhere))).toContain('sobald diese Maschine ein crontab hat');
    expect(JSON.parse(bizos(root, [...INSTALL, '--dry-run', '--json'], nowhere).out)).toMatchObject({
      dryRun: true,
      units: [{ put: 'made', missing: true }],
    });
    const real = bizos(root, INSTALL, nowhere);
    expect([real.code, real.out]).toEqual([4, '']);
    expect(real.err).toContain('There is no crontab on this machine.');
  });

  it('with one: the dry run writes nothing, the run puts its lines behind those there, and takes them out again', () => {
    const root = treeRepository();
    const before = '1 2 * * * mine\n';
    const { folder, kept } = withCrontab(before);
    const said = (...words: string[]): string => flat(bizos(root, [...INSTALL, ...words], { PATH: folder }));
    expect(said('--dry-run')).toContain('crontab: would be made');
    expect(kept()).toBe(before);
    expect(said()).toContain('crontab: made');
    expect(kept().startsWith(before)).toBe(true);
    expect(kept()).toMatch(/^\*\/5 \* \* \* \* .* schedule run/m);
    expect(said('--dry-run')).toContain('crontab: as it should be');
    expect(said('--remove', '--dry-run')).toContain('crontab: would be removed');
    expect(said('--remove')).toContain('crontab: removed');
    expect(kept()).toBe(before);
  });
});
