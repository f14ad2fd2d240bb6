import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'bizos.js');

it.skipIf(!existsSync('/dev/full')).each([
  ['a short answer', 'explain experiment-twice'],
  ['a long one', 'explain --json'],
  ['help', '--help'],
  ['help of a command', 'kaizen list --help'],
  ['the version', '--version'],
])('where stdout takes no more, %s ends with words', (_, call) => {
  const { status, stderr } = spawnSync('bash', ['-c', `exec "$0" "$@" > /dev/full`, process.execPath, PROGRAM, ...call.split(' ')], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([4, 'bizos: the disk is full (ENOSPC)\n']);
});
