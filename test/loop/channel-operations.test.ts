import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNamedChannel } from '../../src/loop/dispatch/channels.ts';
import { channelList } from '../../src/loop/operations/channel-list.ts';
import { channelTest } from '../../src/loop/operations/channel-test.ts';
import { zohoPull } from '../../src/sources/zoho/operation.ts';
import { call, contextIn, exampleTree, jsonOf } from '../business/group/fake-context.ts';
import { saying } from '../channels/local-http.ts';
import { TOKEN, telegramServer } from '../channels/telegram-server.ts';
import { ZOHO_SECRETS, zohoServer } from '../channels/zoho-server.ts';

function treeWith(policy: string): string {
  const root = exampleTree();
  writeFileSync(join(root, 'bizos', 'AGENT_POLICY.md'), `# Policy of the agents\n\n## Channels\n\n${policy}\n`);
  return root;
}

const long = (rows: readonly string[]): string => ['| Channel | Setting | Value |', '|---|---|---|', ...rows].join('\n');

describe('bizos channel', () => {
  it('lists what the policy sets up, as rows or as columns, in both languages, and file always', async () => {
    const rows = treeWith(
      long([
        '| telegram | kind | telegram |',
        '| telegram | chat | -100 |',
        '| telegram | allowed users | 7, 8 |',
        '| mail | kind | email |',
        '| mail | from | `crm@example.org` |',
      ]),
    );
    const { channels } = jsonOf(await call(channelList, contextIn(rows)));
    expect(channels).toMatchObject([
      { name: 'telegram', kind: 'telegram', settings: { chat: '-100', 'allowed users': '7, 8' } },
      { name: 'mail', kind: 'email', settings: { from: 'crm@example.org' } },
      { name: 'file', kind: 'file' },
    ]);
    const columns = treeWith(
      '| Kanal | Art | Chat | URL |\n|---|---|---|---|\n| eilig | telegram | 42 | |\n| haken | webhook | | https://x.example/in |',
    );
    expect(jsonOf(await call(channelList, contextIn(columns))).channels).toMatchObject([
      { name: 'eilig', kind: 'telegram', settings: { chat: '42' } },
      { name: 'haken', kind: 'webhook', settings: { url: 'https://x.example/in' } },
      { name: 'file' },
    ]);
  });

  it('a secret in the tree: the channel is not used, and the secret is nowhere', async () => {
    const root = treeWith(
      long([`| telegram | token | ${TOKEN} |`, '| mail | smtp password | hunter22 |', '| mail | from | a@b.example |']),
    );
    const outcome = await call(channelList, contextIn(root));
    expect(outcome.exit).toBe(1);
    const text = JSON.stringify([outcome.json(), outcome.report()]);
    expect(text).toContain('channel-secret-in-tree');
    expect(text).not.toMatch(/AAbbCC|hunter22/);
    expect(jsonOf(outcome).channels).toMatchObject([{ name: 'file' }]);
  });

  it('test: works, and why it does not', async () => {
    const server = await telegramServer([42]);
    const root = treeWith(long(['| telegram | chat | 42 |', `| telegram | api root | \`${server.url}\` |`]));
    const context = contextIn(root, { environment: { ...contextIn(root).environment, TELEGRAM_BOT_TOKEN: TOKEN } });
    const good = await call(channelTest, context, { name: 'telegram' });
    expect([good.exit, jsonOf(good)]).toMatchObject([0, { works: true, reference: '@biz_bot' }]);
    server.state.revoked = true;
    const bad = await call(channelTest, context, { name: 'telegram' });
    expect([bad.exit, jsonOf(bad)]).toMatchObject([4, { works: false, state: 'refused' }]);
    expect(JSON.stringify([bad.json(), bad.report()])).not.toContain('AAbbCC');
    await expect(call(channelTest, contextIn(root), { name: 'telegram' })).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining('TELEGRAM_BOT_TOKEN'),
    });
    await expect(call(channelTest, contextIn(root), { name: 'pigeon' })).rejects.toMatchObject({
      exit: 2,
      hint: { en: 'Channels: telegram, file' },
    });
  });

  it('the file channel needs no setting, and git sees nothing of it', async () => {
    const root = exampleTree();
    expect((await call(channelTest, contextIn(root), { name: 'file' })).exit).toBe(0);
    const channel = await openNamedChannel(root, 'file', contextIn(root));
    expect(await channel.send(saying('x'), 'k')).toMatchObject({ state: 'sent' });
    expect(spawnSync('git', ['status', '--porcelain', '.bizos'], { cwd: root, encoding: 'utf8' }).stdout).toBe('');
  });

  it('an .env that git tracks is refused', async () => {
    const root = treeWith(long(['| telegram | chat | 42 |']));
    writeFileSync(join(root, '.env'), `TELEGRAM_BOT_TOKEN=${TOKEN}\n`);
    spawnSync('git', ['add', '-f', '.env'], { cwd: root });
    await expect(call(channelTest, contextIn(root), { name: 'telegram' })).rejects.toMatchObject({
      exit: 3,
      message: expect.not.stringContaining('AAbb'),
    });
  });
});

describe('bizos zoho pull', () => {
  const policyOf = (url: string): string =>
    long(['| zoho | data centre | eu |', `| zoho | accounts root | \`${url}\` |`, `| zoho | api root | \`${url}\` |`]);
  const inZoho = (root: string) => contextIn(root, { environment: { ...contextIn(root).environment, ...ZOHO_SECRETS } });

  it('writes one snapshot that the scan reads, into the company’s folder', async () => {
    const server = await zohoServer([
      {
        id: '100001',
        Deal_Name: 'Roof, "big"\nsecond line',
        Owner: { name: 'Ann Lim', id: '7', email: 'ann@example.com' },
        Stage: 'Proposal',
        Amount: 1200.5,
        Created_Time: '2026-10-01T09:00:00+08:00',
        Closing_Date: '2026-12-01',
        Modified_Time: '2026-11-01T09:00:00+08:00',
      },
      { id: '100002', Deal_Name: '=1+1', Owner: { name: 'Bob', id: '8' }, Stage: 'Closed Won', Amount: null },
    ]);
    server.state.fields = ['Deal_Name', 'Owner', 'Stage', 'Amount', 'Created_Time', 'Closing_Date', 'Modified_Time'];
    const root = treeWith(policyOf(server.url));
    const progress: number[] = [];
    const outcome = await call(
      zohoPull,
      { ...inZoho(root), progress: (_label, done) => void progress.push(done) },
      { entity: 'solartech' },
    );
    const { path } = jsonOf(outcome) as unknown as { path: string };
    expect(path).toMatch(/^_INBOX\/zoho\/solartech\/Deals_2026-11-20_\d{4}-00\.csv$/);
    expect(progress.at(-1)).toBe(2);
    expect(readFileSync(join(root, path), 'utf8')).toBe(
      '\ufeffRecord Id,Deal Name,Deal Owner,Stage,Amount,Created Time,Closing Date,Modified Time\r\n' +
        '100001,"Roof, ""big""\nsecond line",Ann Lim,Proposal,1200.5,2026-10-01T09:00:00+08:00,2026-12-01,2026-11-01T09:00:00+08:00\r\n' +
        '100002,=1+1,Bob,Closed Won,,,,\r\n',
    );
    const { scan } = await import('../../src/business/pipeline/operations/scan.ts');
    const scanned = jsonOf(await call(scan, contextIn(root), { entity: ['solartech'] }));
    expect(JSON.stringify(scanned)).toContain(path);
  });

  it('what Zoho does not give whole leaves nothing behind', async () => {
    const deals = Array.from({ length: 401 }, (_, i) => ({ id: String(100_000 + i), Deal_Name: `D${i}`, Stage: 'Proposal' }));
    const server = await zohoServer(deals);
    const root = treeWith(policyOf(server.url));
    server.faults.push(undefined, undefined, undefined, undefined, { status: 403, body: '{"code":"NO_PERMISSION"}' });
    await expect(call(zohoPull, inZoho(root), {})).rejects.toMatchObject({ exit: 4 });
    expect(existsSync(join(root, '_INBOX', 'zoho')) ? readdirSync(join(root, '_INBOX', 'zoho')) : []).toEqual([]);
  });

  it('without a row in the policy or without a secret it says what to add', async () => {
    await expect(call(zohoPull, contextIn(exampleTree()), {})).rejects.toMatchObject({
      exit: 2,
      hint: { en: expect.stringContaining('data centre') },
    });
    const root = treeWith(policyOf('https://x.example'));
    await expect(call(zohoPull, contextIn(root), {})).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining('ZOHO_CLIENT_ID'),
    });
  });
});
