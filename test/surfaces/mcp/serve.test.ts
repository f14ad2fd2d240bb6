import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, it } from 'vitest';
import { exampleTree, REPOSITORY } from '../../business/group/fake-context.ts';

const BIN = join(REPOSITORY, 'bin', 'bizos.js');
const open: Client[] = [];
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

const settings = (root: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: root,
  LANG: 'C.UTF-8',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
});

/** The real client, the real program, over real pipes. */
async function host(
  root: string,
): Promise<
  (name: string, input?: Record<string, unknown>) => Promise<{ error: boolean; text: string; document: Record<string, unknown> }>
> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp'], cwd: root, env: settings(root) }));
  open.push(client);
  return async (name, input = {}) => {
    const { isError, content, structuredContent } = await client.callTool({ name, arguments: input });
    const [first] = content as { text: string }[];
    return { error: isError === true, text: first.text, document: (structuredContent ?? {}) as Record<string, unknown> };
  };
}

function committedTree(): string {
  const root = exampleTree();
  for (const words of [
    ['add', '-A'],
    ['commit', '-qm', 'tree'],
  ])
    spawnSync('git', words, { cwd: root, env: settings(root) });
  return root;
}

describe('bizos mcp', () => {
  it('says what a tree says at the command line, in words and as a document', async () => {
    const root = committedTree();
    const call = await host(root);
    const { error, text, document } = await call('status');
    expect([error, document.schema]).toEqual([false, 'bizos.status/1']);
    expect(text).toMatch(/^# /);
    expect(text).toContain('Solartech');
    const scan = await call('scan_pipeline', { entity: ['solartech'], asOf: '2026-11-20' });
    expect(scan.text).toContain('PD-000127');
  });

  it('nothing that writes runs without a session; inside one its zone holds, as it does at the command line', async () => {
    const root = committedTree();
    const call = await host(root);
    const wish = { words: 'kaizen bizos: call stalled deals before ten' };
    const before = await call('learn', wish);
    expect([before.error, before.document.exit]).toEqual([true, 3]);
    expect(before.text).toContain('session_start');
    const started = await call('session_start', { agent: 'crm-ops', goal: 'look after deals' });
    expect(started.error).toBe(false);
    expect(await call('learn', wish)).toMatchObject({ error: false });
    expect(readFileSync(join(root, 'bizos/KAIZEN_LOG.md'), 'utf8')).toContain('call stalled deals before ten');
    // Lessons are not in the zone of this agent.
    const log = readFileSync(join(root, 'bizos/FAILURE_LOG.md'), 'utf8');
    const outside = await call('learn', { words: 'failure bizos: the quote went out without a date' });
    expect([outside.error, outside.document.exit]).toEqual([true, 3]);
    expect(outside.text).toContain('zones explain');
    expect(readFileSync(join(root, 'bizos/FAILURE_LOG.md'), 'utf8')).toBe(log);
    expect((await call('session_end', { outcome: 'done' })).error).toBe(false);
    expect(readdirSync(join(root, '_SESSIONS/active')).filter((name) => name.endsWith('.md'))).toEqual([]);
    expect((await call('learn', wish)).error).toBe(true);
  });

  it('a wrong call is an answer with a remedy, never the end of the server', async () => {
    const root = committedTree();
    const call = await host(root);
    const unknown = await call('show', { what: ['K-BIZ-999'], id: 'K-BIZ-999', name: 'K-BIZ-999' });
    expect(unknown.error).toBe(true);
    const agent = await call('agent_show', { agent: 'nobody' });
    expect([agent.error, agent.document.exit]).toEqual([true, 2]);
    expect(agent.text).toContain('crm-ops');
    expect((await call('status')).error).toBe(false);
  });

  it('standard output is the protocol’s alone, and the server ends when the host hangs up', async () => {
    const root = committedTree();
    const child = spawn(process.execPath, [BIN, 'mcp'], { cwd: root, env: settings(root) });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    const ask = (id: number, method: string, params: object): boolean =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } });
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    ask(2, 'tools/call', { name: 'doctor', arguments: {} });
    while (!said.includes('"id":2')) await new Promise((resolve) => setTimeout(resolve, 20));
    child.stdin.end();
    const code = await new Promise<number | null>((resolve) => child.on('exit', (ended) => resolve(ended)));
    expect(code).toBe(0);
    for (const line of said.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });
});
