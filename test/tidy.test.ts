import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What each floor may import, besides itself (DESIGN.md, The house). Nothing else. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  stats: ['core'],
  report: ['core'],
  tree: ['core'],
  git: ['core'],
  net: ['git', 'tree', 'core'],
  index: ['git', 'tree', 'core'],
  workspace: ['index', 'git', 'tree', 'core'],
  sources: ['net', 'workspace', 'index', 'git', 'tree', 'core'],
  guard: ['workspace', 'index', 'git', 'tree', 'core'],
  channels: ['net', 'workspace', 'index', 'git', 'tree', 'core'],
  loop: ['guard', 'sources', 'channels', 'net', 'workspace', 'index', 'git', 'tree', 'stats', 'report', 'core'],
  business: ['loop', 'guard', 'sources', 'net', 'workspace', 'index', 'git', 'tree', 'stats', 'report', 'core'],
  surfaces: ['business', 'loop', 'guard', 'sources', 'workspace', 'index', 'git', 'tree', 'report', 'core'],
  main: ['surfaces', 'business', 'loop', 'guard', 'sources', 'channels', 'workspace', 'index', 'git', 'tree', 'report', 'core'],
  library: ['surfaces', 'business', 'loop', 'guard', 'sources', 'channels', 'workspace', 'index', 'git', 'tree', 'report', 'core'],
};

/** Only the loop's dispatcher reaches a channel. */
const CHANNEL_REACHERS = [/^loop\/dispatch/, /^channels\//, /^main\.ts$/];

/** Folders whose code is a function of its arguments alone. */
const PURE = [/^core\//, /^stats\//, /^report\//, /^business\/\w+\/(?:scans|rules|metrics|risk|forecast)\//, /^guard\/decide/];

/** Pure code may import these; nothing of Node and no other library. */
const PURE_LIBRARIES = new Set(['chalk', 'zod/mini']);

interface Source {
  readonly path: string;
  readonly text: string;
  readonly file: ts.SourceFile;
}

function sourcesBelow(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(ROOT, folder, String(name)))
    .filter((path) => path.endsWith('.ts') && statSync(path).isFile())
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      const inside = relative(join(ROOT, folder), path).split(sep).join('/');
      return { path: inside, text, file: ts.createSourceFile(inside, text, ts.ScriptTarget.ES2022, true) };
    });
}

const SOURCES = sourcesBelow('src');

function importsOf(source: Source): { specifier: string; line: number; typesOnly: boolean }[] {
  const found: { specifier: string; line: number; typesOnly: boolean }[] = [];
  const note = (node: ts.Node, specifier: ts.Expression | undefined): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) {
      const line = source.file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ specifier: specifier.text, line, typesOnly: takesTypesOnly(node) });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) note(node, node.moduleSpecifier);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) note(node, node.arguments[0]);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) note(node, node.argument.literal);
    ts.forEachChild(node, visit);
  };
  visit(source.file);
  return found;
}

function takesTypesOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const { isTypeOnly, name, namedBindings } = node.importClause;
  return (
    isTypeOnly || (!name && !!namedBindings && ts.isNamedImports(namedBindings) && namedBindings.elements.every((one) => one.isTypeOnly))
  );
}

/** Files that run each other, however far round: none can be understood, tried or moved without the other. Types may name each other. */
function circles(sources: readonly Source[]): string[] {
  const runs = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ specifier, typesOnly }) => specifier.startsWith('.') && !typesOnly)
        .map(({ specifier }) => posix.normalize(posix.join(posix.dirname(source.path), specifier))),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of runs.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of runs.keys()) walk(path, []);
  return found;
}

function floorOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

/** Every import that breaks the table, as `file:line why`. Exported shape is a list so that a failing run shows them all. */
function brokenImports(sources: readonly Source[]): string[] {
  const broken: string[] = [];
  for (const source of sources) {
    const floor = floorOf(source.path);
    for (const { specifier, line } of importsOf(source)) {
      if (!specifier.startsWith('.')) continue;
      const target = posix.normalize(posix.join(posix.dirname(source.path), specifier));
      const where = `${source.path}:${line} imports ${target}`;
      if (target.startsWith('..')) {
        if (!/^\.\.\/templates\//.test(target)) broken.push(`${where}: outside src`);
        continue;
      }
      const other = floorOf(target);
      if (
        other !== floor &&
        !FLOORS[floor]?.includes(other) &&
        !(other === 'channels' && CHANNEL_REACHERS.some((may) => may.test(source.path)))
      ) {
        broken.push(`${where}: ${floor} may not reach ${other}`);
      }
      if (other === 'channels' && !CHANNEL_REACHERS.some((may) => may.test(source.path)))
        broken.push(`${where}: only the dispatcher reaches a channel`);
      const [field, otherField] = [source.path, target].map((path) => /^business\/(\w+)\//.exec(path)?.[1]);
      if (field && otherField && field !== otherField) broken.push(`${where}: fields do not import each other`);
    }
  }
  return broken;
}

/** Reads of the clock, the environment, randomness or the console, and imports of Node, in pure code. */
function impurities(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources.filter(({ path }) => PURE.some((pure) => pure.test(path)))) {
    for (const { specifier, line } of importsOf(source)) {
      if (!specifier.startsWith('.') && !PURE_LIBRARIES.has(specifier)) found.push(`${source.path}:${line} imports ${specifier}`);
    }
    const visit = (node: ts.Node): void => {
      const text = ts.isPropertyAccessExpression(node) ? node.getText() : '';
      const banned =
        /^(?:Date\.now|Math\.random|performance\.now|process\.\w+|console\.\w+)$/.test(text) ||
        (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0);
      if (banned) found.push(`${source.path}:${source.file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`);
      ts.forEachChild(node, visit);
    };
    visit(source.file);
  }
  return found;
}

function asSource(path: string, text: string): Source {
  return { path, text, file: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

describe('the house stays tidy', () => {
  it('imports run down only', () => {
    expect(brokenImports(SOURCES)).toEqual([]);
  });

  it('no files run each other in a circle', () => {
    expect(circles(SOURCES)).toEqual([]);
  });

  it('pure folders have no I/O, clock, environment, randomness or console', () => {
    expect(impurities(SOURCES)).toEqual([]);
  });

  it('the check sees what it is there for', () => {
    expect(brokenImports([asSource('core/x.ts', "import '../tree/read.ts';")])).toHaveLength(1);
    expect(brokenImports([asSource('business/kaizen/x.ts', "const m = await import('../pipeline/policy.ts');")])).toHaveLength(1);
    expect(brokenImports([asSource('business/kaizen/x.ts', "export * from '../../channels/telegram.ts';")]).length).toBeGreaterThan(0);
    expect(brokenImports([asSource('loop/dispatch.ts', "import '../channels/telegram.ts';")])).toEqual([]);
    const [a, b] = [asSource('core/a.ts', "import { b } from './b.ts';"), asSource('core/b.ts', "import { a, type A } from './a.ts';")];
    expect(circles([a, b])).toEqual(['core/a.ts → core/b.ts → core/a.ts']);
    expect(circles([a, asSource('core/b.ts', "import { type A } from './a.ts';")])).toEqual([]);
    expect(impurities([asSource('stats/x.ts', 'const t = Date.now();')])).toHaveLength(1);
    expect(impurities([asSource('core/x.ts', "import fs from 'node:fs'; new Date(); new Date(0);")])).toHaveLength(2);
  });

  it('every file below src stands on a floor of the table', () => {
    expect(SOURCES.map(({ path }) => path).filter((path) => !(floorOf(path) in FLOORS))).toEqual([]);
  });

  it('no folder or file is called utils, helpers, common, misc or lib', () => {
    expect(SOURCES.map(({ path }) => path).filter((path) => /(?:^|\/)(?:utils?|helpers?|common|misc|lib)(?:\/|\.ts$)/i.test(path))).toEqual(
      [],
    );
  });

  it('no file passes 450 lines', () => {
    expect(
      SOURCES.map(({ path, text }) => `${path} ${text.split('\n').length}`).filter((line) => Number(line.split(' ')[1]) > 450),
    ).toEqual([]);
  });

  it('faces hold no logic: a field index.ts has no function of more than one expression', () => {
    const faces = SOURCES.filter(({ path }) => /^business\/(?:\w+\/)?index\.ts$/.test(path));
    expect(faces.length).toBeGreaterThan(0);
    const bodies = faces.flatMap(({ path, file }) => {
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body as ts.Node)) found.push(path);
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
    expect(bodies).toEqual([]);
  });

  it('every exported function below src has a docstring', () => {
    const bare: string[] = [];
    for (const { path, file } of SOURCES) {
      for (const statement of file.statements) {
        if (!ts.isFunctionDeclaration(statement) || !statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) continue;
        if (ts.getJSDocCommentsAndTags(statement).length === 0) bare.push(`${path} ${statement.name?.text}`);
      }
    }
    expect(bare).toEqual([]);
  });

  it('one and many are said in words: no "finding(s)" in a sentence', () => {
    const found: string[] = [];
    for (const { path, file } of SOURCES) {
      const visit = (node: ts.Node): void => {
        if (
          (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
          /[a-z]\((?:s|e|n|en)\)/.test(node.text)
        )
          found.push(`${path}: ${node.text}`);
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    expect(found).toEqual([]);
  });

  it('nothing is left unfinished or switched off', () => {
    const marks = /\b(?:TODO|FIXME|XXX:|not implemented)\b|@ts-ignore|@ts-expect-error|eslint-disable|biome-ignore-all/;
    const all = [...SOURCES, ...sourcesBelow('test')].filter(({ path }) => path !== 'tidy.test.ts');
    const found = all.flatMap(({ path, text }) => text.split('\n').flatMap((line, i) => (marks.test(line) ? [`${path}:${i + 1}`] : [])));
    const asleep = sourcesBelow('test').filter(
      ({ path, text }) => path !== 'tidy.test.ts' && /\b(?:it|describe|test)\.(?:only|skip)\(/.test(text),
    );
    expect([...found, ...asleep.map(({ path }) => path)]).toEqual([]);
  });

  it('no path of one machine and no registry host is written down', () => {
    const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    expect(lock).not.toContain('"resolved"');
    expect(SOURCES.filter(({ text }) => /['"`](?:\/root\/|\/home\/\w|\/work\/|[A-Z]:\\Users)/.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});
