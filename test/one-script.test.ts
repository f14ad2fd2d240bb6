import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chunks, oneScript, partOf } from '../scripts/one-script.mjs';

type Chunk = (name: string) => object;

const SOURCES = {
  'main.js':
    "import { next } from './state.js'; export const first = next(); export const often = () => import('./often.js'); export const rare = () => import('./rare.js');",
  'often.js': "import { next } from './state.js'; export const seen = next();",
  'rare.js':
    "import { next, whose } from './state.js'; import { mark } from './apart.js'; export const seen = next(), state = whose, apart = mark;",
  'apart.js': "import { whose } from './state.js'; export const mark = { whose };",
  'state.js': "let count = 0; globalThis.__runs.push('state'); export const next = () => ++count; export const whose = {};",
};

describe('a script of chunks, and a part of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-script-'));
  const runs: string[] = [];
  let text: string;
  let split: BuildResult;
  beforeAll(async () => {
    (globalThis as { __runs?: string[] }).__runs = runs;
    for (const [name, source] of Object.entries(SOURCES)) writeFileSync(join(folder, name), source);
    const options = {
      absWorkingDir: folder,
      entryPoints: ['main.js'],
      outdir: 'out',
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
    } satisfies BuildOptions;
    split = await build({ ...options, metafile: true, write: false });
    text = oneScript(split);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const linked = (script: string, made: object, elsewhere?: (name: string) => unknown): { chunk: Chunk; chunks: Chunks } =>
    new Script(script).runInThisContext()(createRequire(import.meta.url), join(folder, 'program.js'), undefined, made, elsewhere);
  const named = (chunks: Chunks, start: string): string => Object.keys(chunks).find((name) => name.startsWith(start)) ?? expect.fail(start);

  it('has one state of each module, whichever of the two a chunk is taken from', async () => {
    const before = runs.length;
    const made: Record<string, object> = {};
    const whole = linked(text, made);
    const asked: string[] = [];
    const used = Object.keys(whole.chunks).filter((name) => !name.startsWith('rare'));
    const part = linked(partOf(whole.chunks, used), made, (name) => {
      asked.push(name);
      return whole.chunks[name];
    });
    expect(Object.keys(part.chunks)).toEqual(used);
    expect(runs.length).toBe(before);
    const main = part.chunk('main.js') as {
      first: number;
      often(): Promise<object>;
      rare(): Promise<{ state: object; apart: { whose: object } }>;
    };
    const rare = await main.rare();
    expect([main.first, rare, await main.often()]).toMatchObject([1, { seen: 2 }, { seen: 3 }]);
    expect(rare.apart.whose).toBe(rare.state);
    expect(await main.rare()).toBe(rare);
    expect(whole.chunk(named(whole.chunks, 'rare'))).toBe(rare);
    expect(whole.chunk('main.js')).toBe(main);
    expect(asked).toEqual([named(whole.chunks, 'rare')]);
    expect(runs.length).toBe(before + 1);
  });

  it('would have two states with a table for each', () => {
    const before = runs.length;
    const whole = linked(text, {});
    const part = linked(partOf(whole.chunks, Object.keys(whole.chunks)), {});
    expect(part.chunk('main.js')).not.toBe(whole.chunk('main.js'));
    expect(runs.length).toBe(before + 2);
  });

  it('is made of known names only', () => {
    const { chunks } = linked(text, {});
    expect(() => partOf(chunks, ['main.js', 'nowhere.js'])).toThrow('nowhere.js');
    const wanting = { ...split, outputFiles: split.outputFiles?.map((one) => ({ ...one, text: `__chunk("nowhere.js");${one.text}` })) };
    expect(() => oneScript(wanting)).toThrow('nowhere.js is no chunk');
  });
});
