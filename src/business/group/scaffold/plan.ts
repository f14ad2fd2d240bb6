import type { Language } from '../../../core/text.ts';
import { slugOf } from '../../../tree/kinds/entity.ts';
import { CRMS, folderName, yamlName } from './names.ts';

/** A company as the wizard or the flags describe it. */
export interface Company {
  readonly name: string;
  /** Empty: none. */
  readonly crm: string;
  readonly currency: string;
  /** Of an existing tree: where it stands. */
  readonly folder?: string;
  readonly about?: string;
}

/** Everything that a new tree is made from. */
export interface Answers {
  readonly group: string;
  readonly companies: readonly Company[];
  readonly currency: string;
  readonly timeZone: string;
  readonly language: Language;
  /** `2026-11-20`, on the clock of the time zone. */
  readonly date: string;
}

/** Reads a scaffold: `bizos/STRUCTURE.md` of the chosen language, or `policies/CRM_STRUCTURE.md`. */
export type ReadTemplate = (name: string) => string;

/** A file that the tree should have. */
export interface PlannedFile {
  /** From the root, `/` between parts. */
  readonly path: string;
  readonly text: string;
}

const GROUP_FILES = ['STRUCTURE', 'AGENT_GOALS', 'AGENT_POLICY', 'KAIZEN_LOG', 'FAILURE_LOG', 'BIZOS_RULES', 'BIZOS_PATTERNS'].map(
  (name) => `bizos/${name}.md`,
);
const BRAIN_FILES = ['cto-brain/CORE_RULES.md', 'cto-brain/kaizen/KAIZEN_LOG.md', 'cto-brain/modules/grow-ptl/README.md'];
const HOLDING_FILES = ['_ENTITY.md', 'TTL_KPIS.md', 'PTL_FRAMEWORK.md', 'COST_BUDGETS.md', 'roles/_ROLES_INDEX.md'];
const COMPANY_FILES = ['_ENTITY.md', 'TTL_KPIS.md', 'CRM_STRUCTURE.md', 'roles/_ROLES_INDEX.md'];

/** Folders that git would not keep while they are empty. */
const KEPT_FOLDERS = ['_SESSIONS/active', '_SESSIONS/archive', '_SESSIONS/ledger'];

/** The folder of every company: its own, or the next free number from 02 on (01 is left for a parent company). */
export function placeCompanies(companies: readonly Company[]): readonly Placed[] {
  let number = Math.max(1, ...companies.map(({ folder }) => Number(/(\d+)_[^/]*$/.exec(folder ?? '')?.[1] ?? 1)));
  return companies.map((company) => {
    if (company.folder !== undefined) return { ...company, folder: company.folder };
    number++;
    return { ...company, folder: `bizos/${String(number).padStart(2, '0')}_${folderName(company.name)}` };
  });
}

/** Every file of a tree, in the order in which they are made. A function of answers and templates alone. */
export function planTree(answers: Answers, read: ReadTemplate): PlannedFile[] {
  const companies = placeCompanies(answers.companies);
  const files: PlannedFile[] = [];
  const words = groupWords(answers, companies);
  for (const path of [...GROUP_FILES, ...BRAIN_FILES]) files.push({ path, text: fill(read(path), words, path) });
  const holding = { ...words, slug: slugOf('00_Holding'), name: answers.group, yamlName: yamlName(answers.group) };
  for (const name of HOLDING_FILES) files.push({ path: `bizos/00_Holding/${name}`, text: fill(read(`holding/${name}`), holding, name) });
  files.push({ path: 'bizos/00_Holding/CRM_STRUCTURE.md', text: read('policies/CRM_STRUCTURE.md') });
  for (const company of companies) {
    const own = companyWords(company, companies, answers);
    for (const name of COMPANY_FILES) {
      const text = fill(read(`entity/${name}`), { ...words, ...own }, name);
      files.push({ path: `${company.folder}/${name}`, text: withoutEmpty(text, own) });
    }
  }
  for (const folder of KEPT_FOLDERS) files.push({ path: `${folder}/.gitkeep`, text: '' });
  return files;
}

/** Folders that take the exports: one a CRM, and one for every further company that shares it. */
export function inboxFolders(answers: Answers): string[] {
  const companies = placeCompanies(answers.companies);
  const folders = new Set(companies.filter(({ crm }) => crm !== '').map((company) => exportFolder(company, companies)));
  return folders.size === 0 ? ['_INBOX'] : [...folders];
}

/** `_INBOX/zoho` for the first company of a CRM, `_INBOX/zoho/hippos` for the others: so a file always has one owner. */
function exportFolder(company: Placed, companies: readonly Placed[]): string {
  const first = companies.find(({ crm }) => crm === company.crm);
  return first?.folder === company.folder ? `_INBOX/${company.crm}` : `_INBOX/${company.crm}/${slugOf(company.folder)}`;
}

type Placed = Company & { readonly folder: string };
type Words = Readonly<Record<string, string>>;

function groupWords(answers: Answers, companies: readonly Company[]): Words {
  const list = (some: readonly Company[]): string =>
    some.map(({ name, crm }) => `**${name}:**${crm ? ` ${crmLabel(crm)}` : ' –'}`).join('\n\n');
  const selling = companies.filter(({ crm }) => crm !== '');
  return {
    currency: answers.currency,
    timeZone: answers.timeZone,
    language: answers.language,
    date: answers.date,
    entityNames: companies.map(({ name }) => name).join(', '),
    allEntities: list(companies),
    crmEntities: list(selling.length > 0 ? selling : companies),
  };
}

function companyWords(company: Placed, companies: readonly Placed[], answers: Answers): Words {
  const de = answers.language === 'de';
  const folder = company.crm === '' ? '' : exportFolder(company, companies);
  const shared = companies.filter(({ crm }) => crm === company.crm).length > 1;
  return {
    slug: slugOf(company.folder),
    name: company.name,
    yamlName: yamlName(company.name),
    currency: company.currency,
    crm: company.crm,
    exportFolder: folder,
    inbox: shared && folder === `_INBOX/${company.crm}` ? `[${folder}/*]` : '',
    crmName: crmLabel(company.crm),
    about:
      company.about ?? (de ? 'Was die Firma verkauft, an wen, und wer sie führt.' : 'What the company sells, to whom, and who runs it.'),
    kpiRows: (company.crm === '' ? COMPANY_KPIS.slice(0, 1) : COMPANY_KPIS).map((row) => row[answers.language]).join('\n'),
  };
}

const COMPANY_KPIS: readonly Readonly<Record<Language, string>>[] = [
  { en: '| Revenue per month | TBD | TBD | invoiced in the month |', de: '| Umsatz je Monat | TBD | TBD | im Monat fakturiert |' },
  {
    en: '| Win rate | TBD | ≥ 40% | won / (won + lost), closed in the window |',
    de: '| Abschlussquote | TBD | ≥ 40% | gewonnen / (gewonnen + verloren), im Zeitraum geschlossen |',
  },
  {
    en: '| Follow-up compliance | TBD | ≥ 95% | open deals with an activity inside the SLA |',
    de: '| Follow-up-Treue | TBD | ≥ 95% | offene Deals mit Aktivität innerhalb des SLA |',
  },
];

function crmLabel(crm: string): string {
  return CRMS.find(({ value }) => value === crm && value !== 'other')?.label.en ?? (crm || '–');
}

/** Keys without a value go: without a CRM there is neither key nor folder to name. */
function withoutEmpty(text: string, words: Words): string {
  let kept = text;
  if (words.inbox === '') kept = kept.replace(/^inbox:.*\r?\n/m, '');
  if (words.crm === '') kept = kept.replace(/^crm:.*\r?\n/m, '').replace(/^\*\*(?:Exports|Exporte):\*\*.*\r?\n/m, '');
  return kept;
}

/** Puts words in for `{{key}}`; in front matter a name is quoted where YAML needs it. Throws for a key that nobody filled: a bug. */
function fill(template: string, words: Words, name: string): string {
  const end = template.startsWith('---\n') ? template.indexOf('\n---\n', 4) : -1;
  return template.replace(/\{\{(\w+)\}\}/g, (_, key: string, at: number) => {
    const word = words[key === 'name' && at < end ? 'yamlName' : key];
    if (word === undefined) throw new Error(`the scaffold ${name} asks for {{${key}}}`);
    return word;
  });
}
