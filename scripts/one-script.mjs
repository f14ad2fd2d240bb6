// Makes one script of the chunks that esbuild splits a program into. Each chunk is a function in it, which runs when the first of the others
// wants what it gives: of a chunk that a command doesn't need, V8 keeps no more than its place. (Unsplit, all functions of all modules stand
// side by side, and to make them ready takes twice as long as all else at the start of a short command.)
import { basename } from 'node:path';
import { Script } from 'node:vm';

const IMPORT = /(?<=^|[;\n}])import(?:([\w$]+)|\*as ([\w$]+)|(?:([\w$]+),)?\{([^}]*)\})?(?:from)?"([^"]+)";/g;
const DEFAULT = /(?<=^|[;\n}])export default ([\w$]+\(\));\s*/;
const EXPORT = /(?<=^|[;\n}])export\{([^}]*)\};?\s*$/;
const LICENCES = /\/\*! Bundled license information:[\s\S]*$/;

// Where the program lies, as modules know it of themselves.
const HERE =
  "const __here={get url(){return require('node:url').pathToFileURL(__filename).href},get folder(){return require('node:path').dirname(__filename)}};";

/**
 * The text of a script `(function (require, __filename, importModule, made, elsewhere) {…})` that gives `{ chunk, chunks }`: what gives the
 * exports of a chunk, and the functions of all. `made` is the table of the chunks that have run. Scripts have no `import()`: what is not
 * bundled is asked of `importModule`. Throws where a chunk is not as esbuild writes them.
 */
export function oneScript({ outputFiles, metafile }) {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  assertNoCircle(outputs);
  const licences = [];
  const chunks = outputFiles.map(({ path, text }) => {
    const name = basename(path);
    const code = text.replace(LICENCES, (found) => {
      licences.push(found);
      return '';
    });
    return `${JSON.stringify(name)}(){${asFunction(code, name, outputs.get(name).imports)}\n}`;
  });
  const script = scriptOf(chunks, licences.join(''));
  // The build writes some of these into modules by itself.
  for (const [, name] of script.matchAll(/\b__chunk\("([^"]+)"\)/g)) if (!outputs.has(name)) throw new Error(`${name} is no chunk`);
  return script;
}

/**
 * A part of that script: a script of its own with some of its chunks, by name, of which `chunks` has the functions. What another of them wants
 * is asked of `elsewhere`. Given the same table, no chunk of the two runs twice. The licences stand in the whole.
 */
export function partOf(chunks, names) {
  const texts = names.map((name) => {
    if (!chunks[name]) throw new Error(`${name} is no chunk of the program`);
    return String(chunks[name]);
  });
  return scriptOf(texts, '');
}

function scriptOf(chunks, licences) {
  const script = `"use strict";${HERE}const __chunk=(name)=>made[name]??=(__chunks[name]??elsewhere(name))(),__chunks={${chunks.join(',\n')}};return{chunk:__chunk,chunks:__chunks};`;
  const whole = `(function (require, __filename, importModule, made, elsewhere) {${ascii(script)}\n})\n${ascii(licences)}`;
  // A module that runs when it is first asked for gives its values another time than its chunk: constants would miss them.
  if (/\b__esm\(/.test(whole)) throw new Error('a module is bundled to run later than its chunk: import it, or require it nowhere');
  // Whatever of modules is left in it is no script.
  new Script(whole);
  return whole;
}

/** The body of a function that gives what the chunk exports. Nothing exported is given another value once its module has run. */
function asFunction(code, name, imports) {
  let fixed = 0;
  let dynamic = 0;
  const body = code
    .replace(IMPORT, (_, all, star, beside, names, from) => {
      fixed++;
      return taken(from, star, all ?? beside, names);
    })
    .replace(/\bimport\("(\.\/)?([^"]+)"\)/g, (_, own, from) => {
      dynamic++;
      return own ? `Promise.resolve().then(()=>__chunk("${from}"))` : `importModule("${from}")`;
    });
  const many = (kind) => imports.filter((one) => one.kind === kind).length;
  if (fixed !== many('import-statement') || dynamic !== many('dynamic-import'))
    throw new Error(
      `${name}: ${fixed} and ${dynamic} imports were found, and esbuild made ${many('import-statement')} and ${many('dynamic-import')}`,
    );
  const given = [];
  const rest = body
    .replace(EXPORT, (_, names) => {
      given.push(
        ...names
          .split(',')
          .map((one) => one.split(' as '))
          .map(([here, there = here]) => `${there}:${here}`),
      );
      return '';
    })
    .replace(DEFAULT, (_, value) => {
      given.push(`default:${value}`);
      return '';
    });
  return `${rest}return{${given.join()}}`;
}

/** What an import statement takes, as constants: from a chunk, or from Node. */
function taken(from, star, all, names = '') {
  const own = from.startsWith('./');
  const source = own ? `__chunk("${from.slice(2)}")` : `require("${from}")`;
  const list = names
    .split(',')
    .filter(Boolean)
    .map((one) => one.split(' as '));
  if (all) list.push(['default', all]);
  // The default of what Node brings is the whole.
  const whole = [star, ...list.filter(([there]) => !own && there === 'default').map(([, here]) => here)].filter(Boolean);
  const parts = list.filter(([there]) => own || there !== 'default').map(([there, here = there]) => `${there}:${here}`);
  if (whole.length === 0 && parts.length === 0) return `${source};`;
  return `const ${[...whole, ...(parts.length > 0 ? [`{${parts.join()}}`] : [])].map((one) => `${one}=${source}`).join()};`;
}

/** A chunk gives what it exports when it has run: two that want each other's would wait for ever. */
function assertNoCircle(outputs) {
  const done = new Set();
  const visit = (name, above) => {
    if (above.includes(name)) throw new Error(`chunks want each other: ${[...above, name].join(' → ')}`);
    if (done.has(name) || !outputs.has(name)) return;
    for (const { path, kind, external } of outputs.get(name).imports)
      if (kind === 'import-statement' && !external) visit(basename(path), [...above, name]);
    done.add(name);
  };
  for (const name of outputs.keys()) visit(name, []);
}

/** esbuild escapes what is no ASCII everywhere but in patterns, where an escape means the same, and in raw templates, where it needs not. */
function ascii(script) {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(script)) throw new Error('a raw template holds what is no ASCII: write it as \\u….');
  return script.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
