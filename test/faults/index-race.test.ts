import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'bizos-race-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask(sql: string): Promise<{ code: number | null; text: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'bizos.js'), 'query', sql, '--json'], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.on('close', (code) => done({ code, text }));
  });
}

describe('several processes at once', () => {
  it('make one index from nothing, and keep it right while documents change', async () => {
    for (const part of ['bizos', 'cto-brain', '_SESSIONS']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const count = 'SELECT count(*) AS n FROM documents';
    const first = await Promise.all(Array.from({ length: 6 }, () => ask(count)));
    expect(first.map(({ code }) => code)).toEqual(Array(6).fill(0));
    expect(new Set(first.map(({ text }) => text)).size).toBe(1);
    for (let round = 0; round < 3; round++) {
      writeFileSync(join(folder, 'bizos', `note-${round}.md`), `# Note ${round}\n`);
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => ask(`SELECT title FROM documents WHERE path = 'bizos/note-${round}.md'`)),
      );
      for (const { code, text } of answers) expect([code, text.includes(`Note ${round}`)]).toEqual([0, true]);
    }
    expect(
      (await ask("SELECT count(*) AS n, count(DISTINCT path) AS m FROM documents WHERE path LIKE 'bizos/note-%'")).text.replace(/\s/g, ''),
    ).toMatch(/\[3,3\]|"n":3,"m":3/);
  });
});
