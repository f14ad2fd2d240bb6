import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkRange } from '../../../src/guard/check/range.ts';
import { CRM, goals, History, newFolder, PERF, SOLARTECH, TREE } from './history.ts';

const REPORT = `${SOLARTECH}/reports/a.md`;
const keys = newFolder();
let h: History;
let base: string;

function key(name: string): string {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)]);
  return readFileSync(join(keys, `${name}.pub`), 'utf8').trim();
}

/** A commit with these files on the base, signed by a key of the folder. */
function signed(
  by: string | undefined,
  session: string | undefined,
  path = REPORT,
  given: { author?: string; parent?: string } = {},
): string {
  const parent = given.parent ?? base;
  const tree = h.commit({ parents: [parent], files: { [path]: 'two\n' } });
  const sign = by === undefined ? [] : ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${join(keys, by)}`];
  const message = `change\n${session === undefined ? '' : `\nBizOS-Session: ${session}\n`}`;
  const words = [...sign, 'commit-tree', `${tree}^{tree}`, '-p', parent, ...(by === undefined ? [] : ['-S'])];
  return h.run(words, message, given.author === undefined ? {} : { GIT_AUTHOR_NAME: given.author }).trim();
}

beforeAll(() => {
  h = new History();
  const [crm, perf] = [key('crm'), key('perf')];
  key('person');
  base = h.commit({ files: { ...TREE, 'bizos/AGENT_GOALS.md': goals('', { 'crm-ops': crm, performance: perf }) } });
});

describe('signing keys in the policy', () => {
  it('a commit signed by the agent’s own key is that agent’s', async () => {
    const head = signed('crm', CRM);
    expect(await checkRange({ root: h.root, base, head })).toMatchObject({ refused: [], faults: [], identity: 'signature' });
    expect(await h.codes(base, signed('crm', CRM, `${SOLARTECH}/TTL_KPIS.md`))).toEqual(['zone-none']);
  });

  it('Z01 a trailer without the signature is refused', async () => {
    expect(await h.codes(base, signed(undefined, CRM))).toEqual(['signature-missing']);
  });

  it('Z02 another agent’s key, and a person’s, are refused', async () => {
    expect(await h.codes(base, signed('perf', CRM))).toEqual(['signature-other']);
    expect(await h.codes(base, signed('person', CRM))).toEqual(['signature-missing']);
  });

  it('Z02 a key that the policy no longer lists is refused', async () => {
    const revoked = h.commit({ parents: [base], files: { 'bizos/AGENT_GOALS.md': goals('', { 'crm-ops': key('crm-2') }) } });
    expect(await h.codes(revoked, signed('crm', CRM, REPORT, { parent: revoked }))).toEqual(['signature-missing']);
    expect(await h.codes(revoked, signed('crm-2', CRM, REPORT, { parent: revoked }))).toEqual([]);
  });

  it('Z02 a key that the range itself adds is refused', async () => {
    const text = goals('', { 'crm-ops': key('crm-3') });
    const added = h.commit({ parents: [base], files: { 'bizos/AGENT_GOALS.md': text } });
    expect(await h.codes(base, signed('crm-3', CRM, REPORT, { parent: added }))).toEqual(['signature-missing']);
  });

  it('Z03 the signature counts, not author and committer', async () => {
    expect(await h.codes(base, signed('crm', CRM, REPORT, { author: 'performance' }))).toEqual([]);
  });

  it('an agent’s signature without a session is refused', async () => {
    expect(await h.codes(base, signed('perf', undefined))).toEqual(['trailer-missing']);
  });

  it('people need no key', async () => {
    expect(await h.codes(base, signed(undefined, undefined))).toEqual([]);
    expect(await h.codes(base, signed('person', undefined))).toEqual([]);
  });

  it('a signature that was moved to another commit is refused', async () => {
    const good = h.run(['cat-file', 'commit', signed('crm', CRM)]);
    const forged = h.run(['hash-object', '-t', 'commit', '-w', '--stdin'], good.replace('\nchange\n', '\nother\n')).trim();
    expect(await h.codes(base, forged)).toEqual(['signature-missing']);
  });

  it('the clone’s own settings don’t choose who signed', async () => {
    const settings = { 'gpg.ssh.program': '/bin/true', 'gpg.ssh.allowedSignersFile': join(keys, 'person.pub'), 'gpg.format': 'openpgp' };
    const [others, own] = [signed('person', CRM), signed('crm', CRM)];
    for (const [name, value] of Object.entries(settings)) h.git('config', name, value);
    try {
      expect(await h.codes(base, others)).toEqual(['signature-missing']);
      expect(await h.codes(base, own)).toEqual([]);
    } finally {
      for (const name of Object.keys(settings)) h.git('config', '--unset', name);
    }
  });

  it('an agent without a key beside one with: its commits are by trailer', async () => {
    const only = h.commit({ parents: [base], files: { 'bizos/AGENT_GOALS.md': goals('', { 'crm-ops': key('crm-4') }) } });
    expect(await h.codes(only, signed(undefined, PERF, `${SOLARTECH}/TTL_KPIS.md`, { parent: only }))).toEqual([]);
    expect(await h.codes(only, signed('crm-4', PERF, `${SOLARTECH}/TTL_KPIS.md`, { parent: only }))).toEqual(['signature-other']);
  });
});
