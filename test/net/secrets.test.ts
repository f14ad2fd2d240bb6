import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSecrets, parseDotEnv, redactor } from '../../src/channels/secrets.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function repository(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-secrets-'));
  folders.push(folder);
  spawnSync('git', ['init', '-q'], { cwd: folder });
  return folder;
}

const BARE = { PATH: process.env.PATH, BIZOS_KEYCHAIN: '0' };

describe('where secrets come from', () => {
  it('the environment goes before .env', () => {
    const root = repository();
    writeFileSync(join(root, '.env'), 'A_TOKEN=from-file\nB_TOKEN="quoted # no comment"\n');
    const secrets = openSecrets(root, { ...BARE, A_TOKEN: 'from-environment' });
    expect(['A_TOKEN', 'B_TOKEN', 'C_TOKEN'].map(secrets.get)).toEqual(['from-environment', 'quoted # no comment', undefined]);
  });

  it('a .env that git tracks is refused, also through a link, and no value is shown', () => {
    const root = repository();
    writeFileSync(join(root, 'plain'), 'A_TOKEN=very-secret\n');
    symlinkSync('plain', join(root, '.env'));
    expect(openSecrets(root, BARE).get('A_TOKEN')).toBe('very-secret');
    spawnSync('git', ['add', 'plain'], { cwd: root });
    const refusal = (): unknown => openSecrets(root, BARE).get('A_TOKEN');
    expect(refusal).toThrow(/git tracks/);
    expect(refusal).not.toThrow(/very-secret/);
  });

  it('the keychain is asked by its own program, without a shell', () => {
    const root = repository();
    const bin = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-bin-'));
    folders.push(bin);
    for (const name of ['secret-tool', 'security'])
      writeFileSync(join(bin, name), `#!/bin/sh\n[ "$4$5" = "nameK_TOKEN" ] || [ "$5" = "K_TOKEN" ] || exit 1\necho "from-${name}"\n`, {
        mode: 0o755,
      });
    const environment = { PATH: `${bin}:/usr/bin:/bin` };
    expect(openSecrets(root, environment, 'linux').get('K_TOKEN')).toBe('from-secret-tool');
    expect(openSecrets(root, environment, 'darwin').get('K_TOKEN')).toBe('from-security');
    expect(openSecrets(root, environment, 'linux').get('OTHER')).toBeUndefined();
    expect(openSecrets(root, { ...environment, BIZOS_KEYCHAIN: '0' }, 'linux').get('K_TOKEN')).toBeUndefined();
    expect(openSecrets(root, { PATH: '/nowhere' }, 'linux').get('K_TOKEN')).toBeUndefined();
  });

  it.each(['', 'a', '../X', 'X;rm -rf /', '--help', '__proto__'])('%j is no name of a secret', (name) => {
    expect(openSecrets(repository(), { ...BARE, [name]: 'value' }).get(name)).toBeUndefined();
  });

  it('.env lines', () => {
    const text = '\ufeffA=1\r\nexport B = two words # note\n#C=3\nD=\'a\\n#b\' # x\nE="a\\nb"\nF=\nbroken line\nG=a#b\nH=$A\n';
    expect(Object.fromEntries(parseDotEnv(text))).toEqual({ A: '1', B: 'two words', D: 'a\\n#b', E: 'a\nb', F: '', G: 'a#b', H: '$A' });
  });
});

describe('C70 no secret in any text', () => {
  const secret = 'S3cr"et/with+signs=&more';
  const redact = redactor([secret, undefined, 'ab']);
  it.each([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in JSON', JSON.stringify({ secret }).slice(11, -2)],
  ])('%s', (_how, form) => {
    expect(redact(`before ${form} after ${form}`)).toBe('before ••• after •••');
  });

  it.each([
    'https://api.telegram.org/bot123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQrr/sendMessage',
    'Authorization: Bearer abcdefghijklmnop',
    'Authorization: Zoho-oauthtoken 1000.abcdef0123456789abcd.0123456789abcdef0123',
    'refresh 1000.abcdef0123456789abcd.0123456789abcdef0123',
    'https://x.example/hook?token=abcdef123&x=1',
    'smtp://user:hunter22@mail.example',
    'sk-abcdefghijklmnopqrstuvwx',
    '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
  ])('by its shape: %s', (text) => {
    expect(redactor([])(text)).toContain('•••');
    expect(redactor([])(text)).not.toMatch(/AAbbCC|abcdef|hunter22|MIIE/);
  });

  it('what is no secret stays', () => {
    const text = 'Deal 4711 of Tan & Sons, key account, token of thanks, 12:30, a:b@c is odd';
    expect(redactor([])(text)).toBe(text);
  });

  it('secrets that were given out are known to the redaction', () => {
    const secrets = openSecrets(repository(), { ...BARE, MY_SECRET: 'plain-looking-words' });
    secrets.get('MY_SECRET');
    expect(secrets.redact('error: plain-looking-words')).toBe('error: •••');
  });
});
