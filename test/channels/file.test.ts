import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openFile } from '../../src/channels/file.ts';
import { openChannel } from '../../src/channels/index.ts';
import { saying, settingOf } from './local-http.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bizos-file-'));
  folders.push(made);
  return made;
}

describe('the file channel', () => {
  it('writes the message for people and for programs, under its key', async () => {
    const at = folder();
    const channel = await openChannel('file', 'dry', settingOf({ folder: at }));
    const outcome = await channel.send(saying('hello\r\nTo: everyone@example.com'), 'key-1');
    expect(outcome).toEqual({ state: 'sent', reference: 'key-1.json' });
    expect(readFileSync(join(at, 'key-1.txt'), 'utf8')).toBe('To: 42\nSubject: Stalled deals\n\nhello\nTo: everyone@example.com\n');
    expect(JSON.parse(readFileSync(join(at, 'key-1.json'), 'utf8'))).toMatchObject({
      schema: 'bizos.outgoing/1',
      key: 'key-1',
      channel: 'dry',
    });
  });

  it('the same key twice is one message; with other content it is refused', async () => {
    const at = folder();
    const channel = await openFile('dry', settingOf({ folder: at }));
    await channel.send(saying('a'), 'k');
    expect(await channel.send(saying('a'), 'k')).toMatchObject({ state: 'sent' });
    expect(await channel.send(saying('b'), 'k')).toMatchObject({ state: 'refused' });
    expect(readdirSync(at).sort()).toEqual(['k.json', 'k.txt']);
    expect(await channel.reconcile?.('k')).toBe('sent');
    expect(await channel.reconcile?.('other')).toBe('not-sent');
  });

  it('a crash between the two files leaves a message that is not sent, and the next try sends it', async () => {
    const at = folder();
    const channel = await openFile('dry', settingOf({ folder: at }));
    writeFileSync(join(at, 'k.txt'), 'half');
    expect(await channel.reconcile?.('k')).toBe('not-sent');
    expect(await channel.send(saying('a'), 'k')).toMatchObject({ state: 'sent' });
  });

  it('a key never chooses a path', async () => {
    const at = folder();
    const channel = await openFile('dry', settingOf({ folder: at }));
    await channel.send(saying('a'), '../../etc/passwd');
    expect(readdirSync(at).filter((name) => !/^[0-9a-f]{64}\.(?:json|txt)$/.test(name))).toEqual([]);
  });

  it('a folder that can not be written: later, and the test says so', async () => {
    const at = folder();
    writeFileSync(join(at, 'plain'), '');
    const channel = await openFile('dry', settingOf({ folder: join(at, 'plain', 'inside') }));
    expect((await channel.send(saying('a'), 'k')).state).toBe('later');
    expect((await channel.test()).state).toBe('refused');
    chmodSync(at, 0o755);
  });

  it('an unknown kind names those there are', async () => {
    await expect(openChannel('pigeon', 'p', settingOf({}))).rejects.toMatchObject({
      exit: 2,
      hint: { en: expect.stringContaining('telegram') },
    });
  });
});
