import { Command, CommanderError, Help } from 'commander';
import type { Piece } from '../../core/pieces.ts';
import { BizosError } from '../../core/problem.ts';
import { LANGUAGES, type Language } from '../../core/text.ts';
import type { DocumentKind } from '../../tree/kinds.ts';
import type { TreeCheck } from '../../workspace/check.ts';
import {
  type Context,
  type Explanation,
  Interrupted,
  type Operation,
  type OperationEntry,
  type Outcome,
} from '../../workspace/operation.ts';
import { judged } from '../judged.ts';
import { clock, localeOf } from '../surroundings.ts';
import { folded, showFailure } from './failure.ts';
import { declareFlags, readInput } from './flags.ts';
import { germanComplaint, germanHelp, germanValue } from './german.ts';
import { questions } from './questions.ts';
import { lookAt, Progress, screenOf, someoneIsThere, writeAll, writeNow } from './terminal.ts';
import { WORDS } from './words.ts';

/** What the command line offers: wired in main.ts. */
export interface Offer {
  readonly version: string;
  readonly operations: readonly OperationEntry[];
  readonly kinds: readonly DocumentKind[];
  readonly explanations: () => Promise<readonly Explanation[]>;
  readonly checks: () => Promise<readonly TreeCheck[]>;
  /** What the fields of the business bring to the loop. */
  readonly scans?: Context['scans'];
  readonly actionKinds?: Context['actionKinds'];
  readonly mergeDrivers?: Context['mergeDrivers'];
  /** Serves the same operations to hosts of agents until they hang up. */
  readonly serveMcp?: (root: string | undefined, language: Language) => Promise<void>;
}

interface GlobalFlags {
  readonly root?: string;
  readonly lang?: Language;
  readonly json?: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

/**
 * Runs one call and gives the exit code (DESIGN, exit codes). Loads only the operation that was asked for; writes the
 * result to stdout and everything else to stderr.
 */
export async function run(argv: readonly string[], offer: Offer): Promise<number> {
  const environment = process.env;
  let language: Chosen = { locale: localeOf(environment) };
  try {
    language = languageOf(argv, environment);
    return await call(argv, offer, language);
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error);
    if (error instanceof Interrupted) return 130;
    return showFailure(error, {
      language: language.chosen ?? language.tree ?? language.locale,
      argv,
      environment,
      view: lookAt(process.stderr, environment, 'auto'),
    });
  }
}

async function call(argv: readonly string[], offer: Offer, language: Chosen): Promise<number> {
  const tongue = language.chosen ?? language.locale;
  const entry = findEntry(argv, offer.operations);
  const operation = entry && (await entry.load());
  let exit = 0;
  const program = buildProgram(offer, tongue, operation, async (words, flags, globals) => {
    exit = await perform(operation as Operation, words, flags, globals, offer, language);
  });
  if (argv.length === 0) {
    writeNow(program.helpInformation());
    return 0;
  }
  await program.parseAsync([...argv], { from: 'user' });
  return exit;
}

/** The entry whose words stand first on the line, the longest such name; flags before and between are passed over. */
export function findEntry(argv: readonly string[], entries: readonly OperationEntry[]): OperationEntry | undefined {
  const words: string[] = [];
  for (let i = 0; i < argv.length && words.length < 3; i++) {
    if (argv[i] === '--root' || argv[i] === '--lang' || argv[i] === '--color') i++;
    else if (!argv[i].startsWith('-')) words.push(argv[i]);
  }
  for (let n = words.length; n > 0; n--) {
    const found = entries.find((entry) => entry.name === words.slice(0, n).join(' '));
    if (found) return found;
  }
  return undefined;
}

type Perform = (words: string[], flags: Record<string, unknown>, globals: GlobalFlags) => Promise<void>;

function buildProgram(offer: Offer, language: Language, operation: Operation | undefined, perform: Perform): Command {
  const words = WORDS[language];
  const valueWord = (value: string): string => (language === 'de' ? germanValue(value) : value);
  const program = dressed(new Command('bizos'), language).description(words.about).version(offer.version, '-V, --version', words.version);
  program
    .option(`--root <${valueWord('DIR')}>`, words.root)
    .option(`--lang <${valueWord('LANG')}>`, words.lang)
    .option('--json', words.json)
    .option(`--color <${valueWord('WHEN')}>`, words.color, 'auto')
    .option('--no-color', words.noColor);
  const groups = new Map<string, Command>();
  // All are declared only where all may be shown: that takes longer than what most commands do.
  for (const entry of offer.operations.filter(({ name }) => operation === undefined || name === operation.name)) {
    const [first, second] = entry.name.split(' ');
    let command: Command;
    if (second) {
      let group = groups.get(first);
      if (!group) {
        group = dressed(program.command(first), language).description(words.groups[first] ?? '');
        groups.set(first, group);
      }
      command = dressed(group.command(second), language);
    } else {
      command = dressed(program.command(first), language);
    }
    command.description(entry.summary[language]);
    if (operation?.name === entry.name) {
      equip(command, operation, language);
      command.action(async (..._given: unknown[]) => {
        const { color, root, lang, json, ...flags } = command.optsWithGlobals();
        const when = color === false ? 'never' : color === 'always' || color === 'never' ? color : 'auto';
        await perform(command.args, flags, { root, lang, json, color: when });
      });
    }
  }
  const { serveMcp } = offer;
  if (serveMcp)
    dressed(program.command('mcp'), language)
      .description(words.mcp)
      .action(() => serveMcp(program.opts<GlobalFlags>().root, language));
  program.addHelpText('after', `\n${words.start}\n`);
  return program;
}

function equip(command: Command, operation: Operation, language: Language): void {
  if (operation.about) command.description(`${operation.summary[language]}\n\n${operation.about[language]}`);
  declareFlags(command, operation, language);
  if (operation.spoken) command.allowUnknownOption();
  if (operation.examples.length > 0) {
    const lines = operation.examples.map((example) => `  ${example.command}\n      ${example.does[language]}`);
    command.addHelpText('after', `\n${WORDS[language].examples}\n${lines.join('\n')}`);
  }
}

/** The settings that every command shares: errors are thrown, help stands in the reader's language. */
function dressed(command: Command, language: Language): Command {
  const words = WORDS[language];
  const plain = new Help();
  const inWords = (text: string): string => (language === 'de' ? germanHelp(text) : text);
  return command
    .exitOverride()
    .helpOption('-h, --help', words.help)
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({
      showGlobalOptions: true,
      get helpWidth() {
        return Math.min(process.stdout.columns || 80, 100);
      },
      styleTitle: (title) => words.titles[title] ?? title,
      commandUsage: (one) => inWords(plain.commandUsage(one)),
      optionDescription: (option) => {
        // Choices that the sentence names already aren't told twice.
        const named = option.argChoices?.every((choice) => option.description.includes(choice));
        return named ? option.description : inWords(plain.optionDescription(option));
      },
    })
    .configureOutput({
      writeOut: writeNow,
      writeErr: (text) => process.stderr.write(text.startsWith('error: ') ? complaint(text, language) : text),
    });
}

/** What commander found wrong, in the reader's language, cut at the terminal's width. */
function complaint(text: string, language: Language): string {
  const said = `bizos: ${(language === 'de' ? germanComplaint(text) : text).replace(/^error: /, '')}`;
  const { width } = lookAt(process.stderr, process.env, 'auto');
  return `${said
    .trimEnd()
    .split('\n')
    .flatMap((line) => folded(line, width))
    .join('\n')}\n`;
}

async function perform(
  operation: Operation,
  words: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  globals: GlobalFlags,
  offer: Offer,
  language: Chosen,
): Promise<number> {
  const environment = process.env;
  const view = lookAt(screenOf(1), environment, globals.color);
  const tongue = language.chosen ?? language.locale;
  const progress = new Progress(environment, tongue);
  const context: Context = {
    cwd: process.cwd(),
    root: globals.root ?? (environment.BIZOS_ROOT || undefined),
    environment,
    now: () => clock(environment),
    language: language.chosen,
    localeLanguage: language.locale,
    kinds: offer.kinds,
    explanations: offer.explanations,
    checks: offer.checks,
    scans: offer.scans,
    actionKinds: offer.actionKinds,
    mergeDrivers: offer.mergeDrivers,
    stdin: 0,
    json: Boolean(globals.json),
    progress: (label, done, total) => progress.show(label, done, total),
    say: (line) => {
      progress.clear();
      process.stderr.write(`${line[tongue]}\n`);
    },
    // Nobody is looked for before there is a question.
    get ask() {
      return !globals.json && someoneIsThere() ? questions(tongue) : undefined;
    },
  };
  let outcome: Outcome;
  try {
    outcome = await judged(operation, context, process.ppid, async () => operation.run(context, await readInput(operation, words, flags)));
  } catch (error) {
    // What an operation refuses is said in the language that its results have.
    language.tree = (await import('../../tree/tongue.ts')).languageAround(context.cwd, context.root);
    throw error;
  } finally {
    progress.clear();
  }
  await writeAll(globals.json ? jsonPieces(outcome) : await reportPieces(outcome, view));
  return outcome.exit;
}

function* jsonPieces(outcome: Outcome): Iterable<Piece> {
  const json = outcome.json();
  if (Symbol.iterator in json) yield* json as Iterable<Piece>;
  else yield JSON.stringify(json, null, 2);
  yield '\n';
}

async function reportPieces(outcome: Outcome, view: ReturnType<typeof lookAt>): Promise<Iterable<string>> {
  if (outcome.plain) return outcome.plain();
  const { renderTerminal } = await import('../../report/terminal.ts');
  return [renderTerminal(outcome.report(), view)];
}

/** Language chosen by `--lang` or BIZOS_LANG, and that of the locale. */
interface Chosen {
  readonly chosen?: Language;
  readonly locale: Language;
  /** That of the tree, once it had to be asked. */
  tree?: Language;
}

function languageOf(argv: readonly string[], environment: NodeJS.ProcessEnv): Chosen {
  const at = argv.indexOf('--lang');
  const flag = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--lang='))?.slice(7);
  const named = flag ?? environment.BIZOS_LANG;
  const chosen = LANGUAGES.find((language) => language === named);
  const locale = localeOf(environment);
  if (flag !== undefined && !chosen) {
    throw new BizosError(
      2,
      { en: `--lang ${flag}: BizOS speaks ${LANGUAGES.join(' and ')}.`, de: `--lang ${flag}: BizOS spricht ${LANGUAGES.join(' und ')}.` },
      { en: 'Try --lang en or --lang de.', de: 'Versuche --lang en oder --lang de.' },
    );
  }
  return { chosen, locale };
}

/** Help and version are fine (0); what commander could not parse is a wrong call (2). It has printed its message already. */
function commanderExit(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}
