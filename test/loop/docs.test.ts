import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/loop/index.ts';
import { SETTINGS } from '../../src/loop/policy/columns.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TRANSCRIPTS = join(ROOT, 'test', 'transcripts');
const page = readFileSync(join(ROOT, 'docs', 'loop.md'), 'utf8');
const said = readdirSync(TRANSCRIPTS)
  .filter((name) => name.endsWith('.transcript'))
  .flatMap((name) => readFileSync(join(TRANSCRIPTS, name), 'utf8').split('\n'))
  .filter((line) => line.startsWith('$ '));

describe('docs/loop.md', () => {
  it('shows only commands that were tried in a transcript', () => {
    const commands = page.split('\n').filter((line) => /^ {4}bizos /.test(line));
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.map((line) => line.trim()).filter((command) => !said.some((line) => line.includes(command)))).toEqual([]);
  });

  it('shows every command on findings, approvals, the ledger, and what agents may do', () => {
    const own = operations
      .map(({ name }) => name)
      .filter((name) => /^(?:findings|approvals|ledger) |^agent (?:pause|resume|trust|effect)$/.test(name));
    expect(own.length).toBeGreaterThan(17);
    expect(own.filter((name) => !page.includes(`    bizos ${name}`))).toEqual([]);
  });

  it('names every setting of the policy', () => {
    const missing = Object.values(SETTINGS).filter(({ names: [english] }) => !page.toLowerCase().includes(`| ${english} |`));
    expect(missing).toEqual([]);
  });
});
