// Starts the program, which lies in one file with the code beside it that V8 made of it when it was built (scripts/build.mjs): compiling
// takes a quarter of a short command. Another V8 than the one of the build passes that code over and compiles. Not an ES module: Node
// takes 8 ms more to start one, and keeps no compiled code for it.
const { readFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, '..', 'dist', 'program.js');

/** Calls that have code of their own, by their first words. */
const KINDS = new Map([
  ['scan', 'scan'],
  ['zones', 'guard'],
  ['guard', 'guard'],
  ['kaizen', 'kaizen'],
  ['learn', 'kaizen'],
  ...['list', 'show', 'board', 'stats', 'report'].map((word) => [`kaizen ${word}`, 'kaizen-reading']),
]);

const kindOf = (argv) => KINDS.get(argv.slice(0, 2).join(' ')) ?? KINDS.get(argv[0]) ?? 'short';

/** Where V8's code for a kind of call lies: for scans, for the guard, for writing or reading the kaizen log, or for short commands. */
exports.codeOf = (kind) => `${filename}.${kind}.code`;

/** The program as a compiled script, not yet run. */
exports.compiled = (kind) => {
  let cachedData;
  try {
    cachedData = readFileSync(exports.codeOf(kind));
  } catch {
    // It only takes longer without.
  }
  // The build writes nothing but ASCII, which is read and kept in half the time and room.
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
};

/** Runs a compiled program: gives what it exports. */
exports.loaded = (script) => {
  const module = { exports: {} };
  // Scripts have no `import()` of their own; the build makes the program call this one.
  script.runInThisContext()(module.exports, require, module, filename, (name) => import(name));
  return module.exports;
};

/** Answers a call of the command line. */
exports.start = async (argv) => {
  // Asked by scripts, often: answered before anything is loaded.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    try {
      writeSync(1, `${require('../package.json').version}\n`);
      return;
    } catch {
      // Stdout takes no more: the program says it in words.
    }
  }
  process.on('SIGINT', () => process.exit(130));
  process.exitCode = await exports.loaded(exports.compiled(kindOf(argv))).main(argv);
};
