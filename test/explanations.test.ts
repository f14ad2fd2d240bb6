import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { explanations } from '../src/business/index.ts';

const ROOT = join(import.meta.dirname, '..', 'src');
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Codes that are put together from parts, by the text of the template: what each can become. A new one is a new row here. */
const PUT_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  '`ledger-${what}`': ['unreadable', 'changed', 'removed', 'reordered', 'foreign'].map((what) => `ledger-${what}`),
  "`${fault.field.replace('_', '-')}-${fault.code}`": [
    ...['created', 'closing', 'closed', 'last-activity', 'modified'].flatMap((field) => [`${field}-unreadable`, `${field}-implausible`]),
    ...['amount-unreadable', 'amount-negative', 'probability-unreadable', 'probability-implausible'],
  ],
};

/** Where the `code` of a function is a part of one, to be put together with a field's name. */
const TAKES_PARTS = /^sources\/crm\/table\//;

/** Where codes stand to be explained, not to be said. */
const EXPLAINS = /(?:^|\/)explanations(?:\.ts$|\/)/;

interface Written {
  readonly code: string;
  readonly at: string;
}

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ts.createSourceFile(name, readFileSync(join(ROOT, name), 'utf8'), ts.ScriptTarget.ES2022, true));

const everyNode = (file: ts.SourceFile, see: (node: ts.Node) => void): void => {
  const walk = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, walk);
  };
  walk(file);
};

interface Declared {
  readonly file: ts.SourceFile;
  readonly name: string;
  /** Place of the parameter that is called `code`; -1 where none is. */
  readonly at: number;
}

/** Every function with a name: where its parameter `code` stands. */
const functions: readonly Declared[] = files.flatMap((file) => {
  const found: Declared[] = [];
  everyNode(file, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const owner =
      node.name ?? (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent.name : undefined);
    const at = node.parameters.findIndex((parameter) => parameter.name.getText() === 'code');
    if (owner) found.push({ file, name: owner.getText(), at });
  });
  return found;
});

/** Places of `code` among the arguments of a call: by the functions of that name in the same file, else by those of all others. */
function placesOfCode(file: ts.SourceFile, name: string): number[] {
  const all = functions.filter((one) => one.name === name);
  const own = all.filter((one) => one.file === file);
  return (own.length > 0 ? own : all).map(({ at }) => at).filter((at) => at >= 0);
}

/** Every text that an expression can be, as far as it is written out; what is put together counts as its parts. */
function textsOf(expression: ts.Expression): string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) {
    const between = [expression.head, ...expression.templateSpans.map(({ literal }) => literal)].map(({ text }) => text);
    // With a blank or a colon in it, it is a sentence or a key.
    if (!between.every((text) => /^[a-z0-9-]*$/.test(text))) return [];
    return PUT_TOGETHER[expression.getText()]?.slice() ?? [`not in PUT_TOGETHER: ${expression.getText()}`];
  }
  if (ts.isConditionalExpression(expression)) return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) return textsOf(expression.expression);
  if (ts.isBinaryExpression(expression)) return [...textsOf(expression.left), ...textsOf(expression.right)];
  return [];
}

const namesOf = (literal: ts.ObjectLiteralExpression): Set<string | undefined> =>
  new Set(literal.properties.map((property) => property.name?.getText()));

/** Whether an object says something to a person under its `code`: a problem, a verdict, a reject, an explanation; not an error or a currency. */
function speaks(literal: ts.ObjectLiteralExpression): boolean {
  const names = namesOf(literal);
  return !names.has('explain') && ['level', 'message', 'remedy', 'reason', 'why'].some((name) => names.has(name));
}

/** Codes as they stand in the sources: as a property, as an argument, as a constant of that name. */
function writtenCodes(): Written[] {
  const found: Written[] = [];
  for (const file of files.filter(({ fileName }) => !EXPLAINS.test(fileName))) {
    const take = (expression: ts.Expression): void => {
      const line = file.getLineAndCharacterOfPosition(expression.getStart()).line + 1;
      for (const code of textsOf(expression))
        if (CODE.test(code) || code.startsWith('not in')) found.push({ code, at: `${file.fileName}:${line}` });
    };
    everyNode(file, (node) => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'code' && ts.isObjectLiteralExpression(node.parent)) {
        if (speaks(node.parent)) take(node.initializer);
      } else if (ts.isPropertyAssignment(node) && node.name.getText() === 'fault') {
        if (textsOf(node.initializer).some((text) => text.includes('-'))) take(node.initializer);
      } else if (ts.isCallExpression(node)) {
        const name = (ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression).getText();
        if (name === 'fault' && TAKES_PARTS.test(file.fileName)) return;
        for (const at of placesOfCode(file, name)) if (node.arguments[at]) take(node.arguments[at]);
      }
    });
  }
  return found;
}

describe('codes', () => {
  it('each that is written in the sources, in whatever form, is explained by bizos explain', async () => {
    const known = new Set((await explanations()).map(({ code }) => code));
    const written = writtenCodes();
    expect(new Set(written.map(({ code }) => code)).size).toBeGreaterThan(200);
    expect(written.filter(({ code }) => !known.has(code)).map(({ code, at }) => `${code} ${at}`)).toEqual([]);
  });
});
