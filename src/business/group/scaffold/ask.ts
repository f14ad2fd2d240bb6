import type { Language, Text } from '../../../core/text.ts';
import { same } from '../../../core/text.ts';
import { slugOf } from '../../../tree/kinds/entity.ts';
import type { Ask } from '../../../workspace/operation.ts';
import { CRMS, checkCompanyName, checkCrm, checkCurrency, checkTimeZone, firstFault, folderName, type Verdict } from './names.ts';
import type { Company } from './plan.ts';

/** What is known before anybody is asked: flags, and what an existing tree says. */
export interface Presets {
  readonly group: string;
  readonly companies: readonly Company[];
  readonly currency: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly crm: string;
}

/** The wizard: company by company, with what is known as presets. Rejects with `Interrupted` before anything is written. */
export async function askAnswers(ask: Ask, presets: Presets): Promise<Presets> {
  const language = await ask.choose<Language>(
    { en: 'Language of the documents', de: 'Sprache der Dokumente' },
    [
      { value: 'en', label: same('English') },
      { value: 'de', label: same('Deutsch') },
    ],
    presets.language,
  );
  const group = (await ask.input({ en: 'Name of the group', de: 'Name der Gruppe' }, presets.group, checkGroupName)).trim();
  const currency = (
    await ask.input({ en: 'Currency (ISO 4217)', de: 'Währung (ISO 4217)' }, presets.currency, (answer) =>
      checkCurrency(answer.trim().toUpperCase()),
    )
  )
    .trim()
    .toUpperCase();
  const timeZone = (
    await ask.input({ en: 'Time zone', de: 'Zeitzone' }, presets.timeZone, (answer) => checkTimeZone(answer.trim()))
  ).trim();
  const there = presets.companies.filter(({ folder }) => folder !== undefined);
  const before = there.length > 0 ? there.map(({ name }) => name).join(', ') : undefined;
  const question: Text = before
    ? {
        en: `Companies to add, with commas between (there: ${before}; empty for none)`,
        de: `Weitere Firmen, mit Kommas getrennt (da: ${before}; leer für keine)`,
      }
    : { en: 'Your companies, with commas between', de: 'Deine Firmen, mit Kommas getrennt' };
  const typed = await ask.input(question, undefined, (answer) =>
    answer.trim() === '' && before ? true : checkNames(namesIn(answer), there),
  );
  const companies: Company[] = [...there];
  for (const name of namesIn(typed)) {
    const crm = await ask.choose({ en: `CRM of ${name}`, de: `CRM von ${name}` }, CRMS, presets.crm);
    const word =
      crm === 'other'
        ? (
            await ask.input({ en: 'Its name in one word', de: 'Sein Name in einem Wort' }, 'crm', (answer) =>
              checkCrm(answer.trim().toLowerCase()),
            )
          )
            .trim()
            .toLowerCase()
        : crm;
    const own = await ask.input({ en: `Currency of ${name}`, de: `Währung von ${name}` }, currency, (answer) =>
      checkCurrency(answer.trim().toUpperCase()),
    );
    companies.push({ name, crm: word === 'none' ? '' : word, currency: own.trim().toUpperCase() });
  }
  return { group, companies, currency, timeZone, language, crm: presets.crm };
}

function namesIn(typed: string): string[] {
  return typed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The group may be called Holding; otherwise a name like any other. */
export function checkGroupName(name: string): Verdict {
  return name.trim().toLowerCase() === 'holding' ? true : checkCompanyName(name);
}

/** Names that can stand beside each other and beside the companies that are there. */
export function checkNames(names: readonly string[], there: readonly Company[]): Verdict {
  if (names.length === 0) return { en: 'At least one company is needed.', de: 'Mindestens eine Firma ist nötig.' };
  const fault = firstFault(names.map(checkCompanyName));
  if (fault) return fault;
  const slugs = [...there.map(({ name, folder }) => slugOf(folder ?? folderName(name))), ...names.map((name) => slugOf(folderName(name)))];
  const double = slugs.find((slug, i) => slugs.indexOf(slug) !== i);
  return double === undefined
    ? true
    : {
        en: `"${double}" is there twice; give one of them another name.`,
        de: `„${double}“ gibt es zweimal; gib einer einen anderen Namen.`,
      };
}

/** Reads `--entity 'Name[:crm[:currency]]'`; a text says what is wrong with it. */
export function readCompany(word: string, presets: Pick<Presets, 'crm' | 'currency'>): Company | Text {
  const [name, crm = '', currency = '', ...rest] = word.split(':').map((part) => part.trim());
  if (rest.length > 0)
    return { en: `--entity '${word}': the form is 'Name:crm:currency'.`, de: `--entity '${word}': Die Form ist 'Name:crm:währung'.` };
  const company: Company = { name, crm: (crm || presets.crm).toLowerCase(), currency: (currency || presets.currency).toUpperCase() };
  const fault = firstFault([checkCompanyName(name), checkCrm(company.crm), checkCurrency(company.currency)]);
  return fault ?? { ...company, crm: company.crm === 'none' ? '' : company.crm };
}
