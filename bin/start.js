// Starts the program, which lies in one file with the code beside it that V8 made of it when it was built (scripts/build.mjs): compiling
// takes a quarter of a short command. Another V8 than the one of the build passes that code over and compiles. Frequent calls have a part
// of the program in a file of their own, with its code: a third of the text is read in a third of the time. Not an ES module: Node takes
// 8 ms more to start one, and keeps no compiled code for it.
const { readFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const folder = join(__dirname, '..', 'dist');
const WHOLE = 'program';

/** Calls that have a part of their own, by their first words. */
const KINDS = new Map([
  ['scan', 'scan'],
  ['zones', 'guard'],
  ['guard', 'guard'],
  ['kaizen', 'kaizen'],
  ['learn', 'kaizen'],
  ...['list', 'show', 'board', 'stats', 'report'].map((word) => [`kaizen ${word}`, 'kaizen-reading']),
  ...['status', 'search', '--help', '-h'].map((word) => [word, 'short']),
]);

const kindOf = (argv) => KINDS.get(argv.slice(0, 2).join(' ')) ?? KINDS.get(argv[0]);

/** Where the part of the program lies that a kind of call uses: scans, the guard, writing or reading the kaizen log, or short looks. */
exports.fileOf = (kind) => join(folder, kind ? `${WHOLE}.${kind}.js` : `${WHOLE}.js`);

/** A part of the program, or the whole, as a compiled script, not yet run. */
exports.compiled = (kind) => {
  const filename = exports.fileOf(kind);
  let cachedData;
  try {
    cachedData = readFileSync(`${filename}.code`);
  } catch {
    // It only takes longer without.
  }
  // The build writes nothing but ASCII, which is read and kept in half the time and room.
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
};

/**
 * Runs a compiled script: gives its chunks, and what gives what they export. All that runs in one process is given the same table of the
 * chunks that have run: each runs once, from whichever script.
 */
exports.linked = (script, made, elsewhere) =>
  // Scripts have no `import()` of their own; the build makes the program call this one.
  script.runInThisContext()(require, exports.fileOf(), (name) => import(name), made, elsewhere);

/** The program for a kind of call: the part that such calls use, and the whole as soon as one wants more. */
exports.loaded = (kind, made = {}) => {
  const whole = () => exports.linked(exports.compiled(), made, missing);
  if (!kind) return whole();
  let part;
  try {
    part = exports.compiled(kind);
  } catch {
    return whole();
  }
  let others;
  return exports.linked(part, made, (name) => {
    others ??= whole().chunks;
    return others[name] ?? missing(name);
  });
};

function missing(name) {
  throw new Error(`${name} is not in ${exports.fileOf()}: it was built anew while the program ran`);
}

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
  process.exitCode = await exports.loaded(kindOf(argv)).chunk(`${WHOLE}.js`).main(argv);
};
