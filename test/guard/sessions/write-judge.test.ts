import { readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bizos, git, put, treeRepository } from '../tree-fixture.ts';

let root: string;
let session: string;

beforeAll(() => {
  root = treeRepository();
  const began = bizos(root, ['session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'x', '--json']);
  session = (JSON.parse(began.out) as { id: string }).id;
});

const inside = (...words: readonly string[]) => bizos(root, words, { BIZOS_SESSION: session });
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('bizos itself holds the zone where no hook runs', () => {
  it('writes what the session may write: an own entry of the log', () => {
    expect(inside('learn', 'kaizen', 'bizos:', 'If we call on Monday then more answer because they are in', '--yes').code).toBe(0);
    expect(read('bizos/KAIZEN_LOG.md')).toContain('call on Monday');
  });

  it('writes nothing else, and says who may, by which row, who holds it and what to type', () => {
    const before = read('bizos/FAILURE_LOG.md');
    const { code, err } = inside('learn', 'failure', 'bizos:', 'The export was cut because nobody knew the limit', '--yes');
    const said = err.replace(/\s+/g, ' ');
    expect(code).toBe(3);
    expect(said).toContain('outside the zone of crm-ops');
    expect(said).toMatch(/\(rule bizos\/AGENT_GOALS\.md:\d+; held by nobody\)/);
    expect(said).toContain('bizos zones explain bizos/FAILURE_LOG.md --agent crm-ops');
    expect(read('bizos/FAILURE_LOG.md')).toBe(before);
    // Taking the variable out of the environment doesn't make the agent a person.
    expect(bizos(root, ['learn', 'failure', 'bizos:', 'The export was cut because nobody knew the limit', '--yes']).code).toBe(3);
  });

  it('Z15 does not write through a link in its own zone into another’s file', () => {
    git(root, ['add', '-A']);
    git(root, ['commit', '-qm', 'so far']);
    put(root, 'bizos/02_Solartech/roles/LOG.md', read('bizos/KAIZEN_LOG.md'));
    renameSync(join(root, 'bizos/KAIZEN_LOG.md'), join(root, 'bizos/KAIZEN_LOG.away'));
    symlinkSync('02_Solartech/roles/LOG.md', join(root, 'bizos/KAIZEN_LOG.md'));
    const before = read('bizos/02_Solartech/roles/LOG.md');
    const { code, err } = inside('learn', 'kaizen', 'bizos:', 'If we call on Friday then fewer answer because they are out', '--yes');
    expect([code, read('bizos/02_Solartech/roles/LOG.md')]).toEqual([3, before]);
    expect(err).toContain('roles/LOG.md');
  });
});
