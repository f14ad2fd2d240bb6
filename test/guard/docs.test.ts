import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const TRANSCRIPTS = join(ROOT, 'test', 'transcripts');

const said = readdirSync(TRANSCRIPTS)
  .filter((name) => name.endsWith('.transcript'))
  .flatMap((name) => readFileSync(join(TRANSCRIPTS, name), 'utf8').split('\n'))
  .filter((line) => line.startsWith('$ '));

it.each(['zones.md', 'ci.md', 'guard.md', 'claude.md'])('every command of docs/%s was tried in a transcript', (name) => {
  const commands = readFileSync(join(ROOT, 'docs', name), 'utf8')
    .split('\n')
    .filter((line) => /^ {4}(?:bizos|git .*\| bizos) /.test(line))
    .map((line) => line.trim());
  expect(commands.length).toBeGreaterThan(3);
  expect(commands.filter((command) => !said.some((line) => line.includes(command)))).toEqual([]);
});
