import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What others than this repository import, or what the build begins from. */
const PUBLIC = /^src\/(?:main|library)\.ts$|^src\/surfaces\/hooks\//;

const parsed = (folder: string, pattern: RegExp): ts.SourceFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .map((path) => ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2022, true));

const sources = parsed('src', /\.ts$/);
const tools = [...parsed('scripts', /\.m?[jt]s$/), ...parsed('bench', /\.m?[jt]s$/)];
const tests = parsed('test', /\.ts$/);

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** Names of values (not types) that a file exports. */
function exportsOf(file: ts.SourceFile): string[] {
  return file.statements.filter(isExported).flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return [statement.name?.text ?? 'default'];
    return [];
  });
}

/** What a file takes from others, as `path#name`; `path#*` where it takes all of it. */
function importsOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  // AssemblyScript leaves the extension out.
  const named = (specifier: string): string => (specifier.startsWith('.') && !extname(specifier) ? `${specifier}.ts` : specifier);
  const target = (specifier: string): string => resolve(ROOT, dirname(file.fileName), named(specifier)).slice(ROOT.length + 1);
  const walk = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const names = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      const listed = names && (ts.isNamedImports(names) || ts.isNamedExports(names)) ? names.elements : undefined;
      const path = target(node.moduleSpecifier.text);
      if (listed) for (const element of listed) found.push(`${path}#${(element.propertyName ?? element.name).text}`);
      else found.push(`${path}#*`);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && ts.isStringLiteral(node.arguments[0])) {
      const path = target(node.arguments[0].text);
      let around: ts.Node = node.parent;
      while (ts.isAwaitExpression(around) || ts.isParenthesizedExpression(around)) around = around.parent;
      if (ts.isPropertyAccessExpression(around) && around.name.text !== 'then') found.push(`${path}#${around.name.text}`);
      else if (ts.isVariableDeclaration(around) && ts.isObjectBindingPattern(around.name))
        for (const element of around.name.elements) found.push(`${path}#${(element.propertyName ?? element.name).getText()}`);
      else found.push(`${path}#*`);
    }
    ts.forEachChild(node, walk);
  };
  walk(file);
  return found;
}

it('every value that is exported is imported by somebody, and not by tests alone unless its own file uses it', () => {
  const used = new Set([...sources, ...tools].flatMap(importsOf));
  // A script that bundles a source names what it takes in a text.
  const named = (name: string): boolean => tools.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text));
  const tried = new Set(tests.flatMap(importsOf));
  const idle = sources
    .filter(({ fileName }) => !PUBLIC.test(fileName) && !used.has(`${fileName}#*`))
    .flatMap((file) =>
      exportsOf(file)
        .filter((name) => !used.has(`${file.fileName}#${name}`) && !named(name))
        .filter((name) => {
          const uses = file.text.match(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'))?.length ?? 0;
          return uses < 2 || !tried.has(`${file.fileName}#${name}`);
        })
        .map((name) => `${file.fileName} ${name}`),
    );
  expect(sources.flatMap(exportsOf).length).toBeGreaterThan(500);
  expect(idle).toEqual([]);
});
