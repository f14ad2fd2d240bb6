import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as z from 'zod/mini';
import { isoDate, wallOf } from '../../../core/moment.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Block, Report } from '../../../core/report.ts';
import { LANGUAGES, type Language } from '../../../core/text.ts';
import { isRoot } from '../../../tree/root.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { lackingLines } from '../checks/gitignore-lacks.ts';
import { askAnswers, checkGroupName, checkNames, type Presets, readCompany } from '../scaffold/ask.ts';
import { readExisting } from '../scaffold/existing.ts';
import { addLines, type MadeState, makeFile, makeFolder } from '../scaffold/make.ts';
import { checkCrm, checkCurrency, checkTimeZone, firstFault } from '../scaffold/names.ts';
import { type Answers, type Company, inboxFolders, planTree } from '../scaffold/plan.ts';
import { type RepositoryState, seeToRepository } from '../scaffold/repository.ts';
import { gitignoreLines, templateReader } from '../scaffold/templates.ts';
import { forgetUnfinished, keepUnfinished, readUnfinished, withUnfinished } from '../scaffold/unfinished.ts';

const input = z.object({
  dir: z._default(z.string(), '.'),
  yes: z._default(z.boolean(), false),
  entity: z._default(z.array(z.string()), []),
  group: z.optional(z.string()),
  currency: z.optional(z.string()),
  timeZone: z.optional(z.string()),
  crm: z.optional(z.string()),
  language: z.optional(z.enum(LANGUAGES)),
  git: z._default(z.boolean(), true),
});
type Input = z.infer<typeof input>;

/** `bizos init [DIR]`. */
export const init: Operation<typeof input> = {
  name: 'init',
  summary: { en: 'Make a tree for your own companies.', de: 'Legt einen Baum für die eigenen Firmen an.' },
  about: {
    en: 'Asks for companies, currency, time zone, CRM and language. With --yes or --entity nothing is asked; --yes alone makes the example group. Run again, it adds what is missing and overwrites nothing.',
    de: 'Fragt nach Firmen, Währung, Zeitzone, CRM und Sprache. Mit --yes oder --entity wird nichts gefragt; --yes allein macht die Beispielgruppe. Noch einmal aufgerufen, ergänzt es, was fehlt, und überschreibt nichts.',
  },
  effect: 'writes',
  input,
  fields: {
    dir: { value: 'DIR', position: 0, help: { en: 'folder of the tree (default: here)', de: 'Ordner des Baums (sonst: hier)' } },
    yes: { help: { en: 'ask nothing', de: 'nichts fragen' } },
    entity: { value: 'NAME[:CRM[:CURRENCY]]', help: { en: 'a company; repeat for several', de: 'eine Firma; mehrfach möglich' } },
    group: { value: 'NAME', help: { en: 'name of the group', de: 'Name der Gruppe' } },
    currency: { value: 'CODE', help: { en: 'currency (ISO 4217), default MYR', de: 'Währung (ISO 4217), sonst MYR' } },
    timeZone: { value: 'ZONE', help: { en: 'IANA time zone, default Asia/Kuala_Lumpur', de: 'IANA-Zeitzone, sonst Asia/Kuala_Lumpur' } },
    crm: {
      value: 'CRM',
      help: {
        en: 'CRM of companies that name none: zoho, hubspot, … or none',
        de: 'CRM der Firmen, die keines nennen: zoho, hubspot, … oder none',
      },
    },
    language: { value: 'LANG', help: { en: 'language of the documents', de: 'Sprache der Dokumente' } },
    git: { help: { en: 'make no git repository', de: 'kein git-Repository anlegen' } },
  },
  examples: [
    { command: 'bizos init my-group', does: { en: 'asks, then makes the tree', de: 'fragt, dann macht es den Baum' } },
    { command: 'bizos init --yes my-group', does: { en: 'the example group, nothing asked', de: 'die Beispielgruppe, ohne Fragen' } },
    {
      command: 'bizos init --entity Acme:zoho:EUR --time-zone Europe/Berlin --language de acme',
      does: { en: 'one company, in German', de: 'eine Firma, auf Deutsch' },
    },
  ],
  async run(context, given) {
    const root = resolve(context.cwd, given.dir);
    if (existsSync(root) && !statSync(root).isDirectory()) {
      throw wrong(
        `${given.dir} is a file; a folder is needed.`,
        `${given.dir} ist eine Datei; ein Ordner ist nötig.`,
        'Choose another name.',
        'Wähle einen anderen Namen.',
      );
    }
    const wanted = await decide(context, given, root);
    const answers: Answers = { ...wanted, date: isoDate(wallOf(context.now(), wanted.timeZone)) };
    return outcome(context, given, root, answers, await makeTree(context, root, given, answers));
  },
};

/** Flags first, then what the tree says, then the person; all of it checked before anything is written. */
async function decide(context: Context, given: Input, root: string): Promise<Presets> {
  const existing = withUnfinished(readExisting(root), readUnfinished(root));
  const presets = {
    group: given.group ?? existing.group ?? 'Holding',
    currency: (given.currency ?? existing.currency ?? 'MYR').trim().toUpperCase(),
    timeZone: given.timeZone ?? existing.timeZone ?? 'Asia/Kuala_Lumpur',
    language: given.language ?? existing.language ?? context.language ?? context.localeLanguage,
    crm: (given.crm ?? 'zoho').toLowerCase(),
  };
  const fault = firstFault([
    checkGroupName(presets.group),
    checkCurrency(presets.currency),
    checkTimeZone(presets.timeZone),
    checkCrm(presets.crm),
  ]);
  if (fault)
    throw new BizosError(2, fault, { en: 'bizos init --help shows what it takes.', de: 'bizos init --help zeigt, was möglich ist.' });
  const added = given.entity.map((word) => {
    const company = readCompany(word, presets);
    if ('en' in company)
      throw new BizosError(2, company, {
        en: "The form is --entity 'Name:crm:currency'.",
        de: "Die Form ist --entity 'Name:crm:währung'.",
      });
    return company;
  });
  const there = existing.companies;
  const known = new Set(there.map(({ name }) => name.toLowerCase()));
  const fresh = added.filter(({ name }) => !known.has(name.toLowerCase()));
  if (fresh.length > 0) {
    const clash = checkNames(
      fresh.map(({ name }) => name),
      there,
    );
    if (clash !== true) throw new BizosError(2, clash);
  }
  if (given.yes || given.entity.length > 0) {
    const companies = there.length + fresh.length > 0 ? [...there, ...fresh] : exampleGroup(presets);
    return { ...presets, companies };
  }
  if (!context.ask) {
    throw wrong(
      'There is nobody to ask here.',
      'Hier ist niemand, der gefragt werden kann.',
      'Use --yes for the example group, or --entity NAME for your own companies.',
      'Nimm --yes für die Beispielgruppe oder --entity NAME für eigene Firmen.',
    );
  }
  return askAnswers(context.ask, { ...presets, companies: there });
}

function exampleGroup({ currency, language, crm }: { currency: string; language: Language; crm: string }): Company[] {
  const about = (en: string, de: string): string => (language === 'de' ? de : en);
  return [
    { name: 'Solartech', crm, currency, about: about('Sells and installs solar roofs.', 'Verkauft und montiert Solardächer.') },
    { name: 'Hippos', crm, currency, about: about('Sells and services water heaters.', 'Verkauft und wartet Warmwasserbereiter.') },
    { name: 'WCI', crm: 'odoo', currency, about: about('Makes tanks and frames to order.', 'Fertigt Tanks und Gestelle auf Bestellung.') },
    { name: 'Kinme', crm: 'eats365', currency, about: about('A restaurant.', 'Ein Restaurant.') },
  ].map((company) => ({ ...company, crm: company.crm === 'none' ? '' : company.crm }));
}

interface Made {
  readonly files: readonly { readonly path: string; readonly state: MadeState | 'lines added' }[];
  readonly repository: RepositoryState;
}

/** Makes what is missing. What is going to be made is kept until all of it is: a run that is killed is completed by the next. */
async function makeTree(context: Context, root: string, given: Input, answers: Answers): Promise<Made> {
  mkdirSync(root, { recursive: true });
  const repositoryWasThere = readUnfinished(root)?.repositoryWasThere ?? existsSync(join(root, '.git'));
  const ignore = makeIgnore(root);
  keepUnfinished(root, { answers, repositoryWasThere });
  const made = await makeAll(context, root, given, answers, ignore, repositoryWasThere);
  forgetUnfinished(root);
  return made;
}

async function makeAll(
  context: Context,
  root: string,
  given: Input,
  answers: Answers,
  ignore: MadeState | 'lines added',
  repositoryWasThere: boolean,
): Promise<Made> {
  const files: { path: string; state: MadeState | 'lines added' }[] = [{ path: '.gitignore', state: ignore }];
  for (const file of planTree(answers, templateReader(answers.language))) files.push({ path: file.path, state: makeFile(root, file) });
  for (const folder of inboxFolders(answers)) files.push({ path: `${folder}/`, state: makeFolder(root, folder) ? 'made' : 'was there' });
  if (!given.git)
    return { files, repository: { state: 'off', says: { en: 'no git repository, as asked', de: 'kein git-Repository, wie gewünscht' } } };
  const tracked = files.map(({ path }) => path).filter((path) => !path.startsWith('_INBOX'));
  const message = answers.language === 'de' ? 'Baum angelegt' : 'Make the tree';
  return {
    files,
    repository: await seeToRepository({ root, wasThere: repositoryWasThere, ownTree: isRoot }, tracked, message, context.environment),
  };
}

/** A `.gitignore` that is there keeps its lines; what must not get into git is added to them. In a folder that npm installs into, packages too. */
function makeIgnore(root: string): MadeState | 'lines added' {
  const path = join(root, '.gitignore');
  const hasPackages = existsSync(join(root, 'package.json')) || existsSync(join(root, 'node_modules'));
  const lines = [...gitignoreLines(), ...(hasPackages ? ['node_modules/'] : [])];
  if (!existsSync(path)) return makeFile(root, { path: '.gitignore', text: lines.map((line) => `${line}\n`).join('') });
  const lacking = lackingLines(readFileSync(path, 'utf8'), lines);
  if (lacking.length === 0) return 'was there';
  addLines(root, '.gitignore', lacking);
  return 'lines added';
}

const STATES: Readonly<Record<MadeState | 'lines added', Readonly<Record<Language, string>>>> = {
  made: { en: 'made', de: 'angelegt' },
  'was there': { en: 'was there', de: 'war da' },
  'lines added': { en: 'lines added', de: 'Zeilen ergänzt' },
};

function outcome(context: Context, given: Input, root: string, answers: Answers, { files, repository }: Made): Outcome {
  const language = context.language ?? answers.language;
  const de = language === 'de';
  const made = files.filter(({ state }) => state !== 'was there').length;
  const folder = relative(context.cwd, root) || '.';
  const next = nextCommands(context, folder, inboxFolders(answers)[0], de);
  const blocks: Block[] = [
    {
      kind: 'table',
      columns: [{ label: de ? 'Datei' : 'File', flexible: true }, { label: de ? 'Stand' : 'State' }],
      rows: files.map(({ path, state }) => [path, STATES[state][language]]),
      tones: files.map(({ state }) => (state === 'was there' ? 'quiet' : 'good')),
    },
    { kind: 'text', text: `git: ${repository.says[language]}.`, tone: repository.state === 'failed' ? 'warn' : 'plain' },
    { kind: 'commands', title: de ? 'Als Nächstes' : 'Next', items: next },
  ];
  const there = files.length - made;
  const report: Report = {
    title: de ? `Ein Baum in ${folder}` : `A tree in ${folder}`,
    subtitle: de ? `${made} angelegt, ${there} waren da` : `${made} made, ${there} were there`,
    language,
    blocks,
  };
  return {
    exit: 0,
    report: () => report,
    json: () => ({
      schema: 'bizos.init/1',
      root,
      files,
      git: repository.state,
      entities: answers.companies.map(({ name, crm, currency }) => ({ name, crm: crm || null, currency })),
      next: next.map(({ command }) => command),
      dir: given.dir,
    }),
  };
}

function nextCommands(context: Context, folder: string, inbox: string, de: boolean): { command: string; does: string }[] {
  const bizos = context.environment.npm_command === 'exec' ? 'npx bizos' : 'bizos';
  const scan = {
    command: `${bizos} scan pipeline`,
    does: de ? `nachdem ein CRM-Export in ${inbox}/ liegt` : `once a CRM export lies in ${inbox}/`,
  };
  const status = { command: `${bizos} status`, does: de ? 'die Gruppe auf einem Bildschirm' : 'the group on one screen' };
  const doctor = { command: `${bizos} doctor`, does: de ? 'prüft den Baum' : 'checks the tree' };
  if (folder === '.') return [status, doctor, scan];
  const quoted = /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return [{ command: `cd ${quoted}`, does: de ? 'in den Baum' : 'into the tree' }, status, scan];
}

function wrong(en: string, de: string, hintEn: string, hintDe: string): BizosError {
  return new BizosError(2, { en, de }, { en: hintEn, de: hintDe });
}
