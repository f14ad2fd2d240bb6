import type { Text } from '../../../core/text.ts';
import { same } from '../../../core/text.ts';
import { slugOf } from '../../../tree/kinds/entity.ts';

/** A verdict on something that a person typed: fine, or what is wrong with it. */
export type Verdict = true | Text;

/** Device names that Windows keeps for itself, and folder names that mean something in a tree. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|holding|archive|all|cross-entity)$/;
const LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'o', å: 'a', đ: 'd', ł: 'l' };

/** `Müller & Söhne` → `Mueller_Soehne`: what a folder may be called on every system. Empty when no Latin letter or digit is left. */
export function folderName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[äöüßæøåđł]/gi, (letter) => {
      const plain = LETTERS[letter.toLowerCase()] ?? '';
      return letter === letter.toLowerCase() ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
    })
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9-]+/g, '_')
    .replace(/^[_-]+|[_-]+$/g, '');
}

/** Whether a company can be called so: it becomes a folder, a slug and a line of YAML. */
export function checkCompanyName(name: string): Verdict {
  const given = name.trim();
  if (given === '') return { en: 'A name is needed.', de: 'Ein Name ist nötig.' };
  if ([...given].length > 60) return { en: 'At most 60 characters.', de: 'Höchstens 60 Zeichen.' };
  if (!/^[\p{L}\p{N}\p{M} &'’()+_-]+$/u.test(given)) {
    return {
      en: `"${given}" has a character that a folder can't carry: letters, digits, blanks and & ' ( ) + - _ are fine. Leave out dots and slashes; the full name can stand in _ENTITY.md.`,
      de: `„${given}“ hat ein Zeichen, das ein Ordner nicht tragen kann: Buchstaben, Ziffern, Leerzeichen und & ' ( ) + - _ gehen. Punkte und Schrägstriche weglassen; der volle Name kann in _ENTITY.md stehen.`,
    };
  }
  const slug = slugOf(folderName(given));
  if (slug === '') {
    return {
      en: `"${given}" has no Latin letter or digit, and its folder needs one: give a Latin spelling; the own spelling can stand in _ENTITY.md.`,
      de: `„${given}“ hat keinen lateinischen Buchstaben und keine Ziffer, der Ordner braucht einen: Nimm eine lateinische Schreibung; die eigene kann in _ENTITY.md stehen.`,
    };
  }
  if (RESERVED.test(slug)) {
    return {
      en: `"${given}" is a reserved name; add a word, such as "${given} Group".`,
      de: `„${given}“ ist ein reservierter Name; ein Wort dazu, etwa „${given} Gruppe“.`,
    };
  }
  return true;
}

/** Whether a word can name a CRM: it becomes a folder of `_INBOX`. */
export function checkCrm(word: string): Verdict {
  if (/^[a-z0-9][a-z0-9-]{0,30}$/.test(word) && !RESERVED.test(word)) return true;
  return {
    en: `"${word}" can't name a CRM: lower-case letters, digits and dashes, such as zoho, hubspot, odoo, or none.`,
    de: `„${word}“ kann kein CRM benennen: Kleinbuchstaben, Ziffern und Striche, etwa zoho, hubspot, odoo oder none.`,
  };
}

/** Whether a code is a currency of ISO 4217 (codes for metals, tests and "none" are not). */
export function checkCurrency(code: string): Verdict {
  const known = Intl.supportedValuesOf('currency').includes(code) && (!code.startsWith('X') || ['XAF', 'XOF', 'XPF', 'XCD'].includes(code));
  if (known) return true;
  return {
    en: `"${code}" is no currency of ISO 4217: three capital letters such as MYR, EUR, SGD.`,
    de: `„${code}“ ist keine Währung nach ISO 4217: drei Großbuchstaben wie MYR, EUR, SGD.`,
  };
}

/** Whether a name is an IANA time zone; says the nearest one where it is none. */
export function checkTimeZone(name: string): Verdict {
  try {
    if (/^[A-Za-z]/.test(name)) {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return true;
    }
  } catch {
    // Unknown to the time zone database: said below.
  }
  const zones = Intl.supportedValuesOf('timeZone');
  const wanted = name.toLowerCase().replace(/[^a-z]/g, '');
  const near =
    wanted === ''
      ? undefined
      : zones.find((zone) =>
          zone
            .toLowerCase()
            .replace(/[^a-z]/g, '')
            .includes(wanted.slice(-6)),
        );
  const example = near ?? 'Asia/Kuala_Lumpur';
  return { en: `"${name}" is no IANA time zone; perhaps ${example}?`, de: `„${name}“ ist keine IANA-Zeitzone; vielleicht ${example}?` };
}

/** A name as a YAML value: quoted wherever YAML could take it for something else. */
export function yamlName(name: string): string {
  const plain = /^[\p{L}][\p{L}\p{N} &_-]*$/u.test(name) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(name);
  return plain ? name : JSON.stringify(name);
}

/** The first of several verdicts that is not fine. */
export function firstFault(verdicts: readonly Verdict[]): Text | undefined {
  return verdicts.find((verdict): verdict is Text => verdict !== true);
}

/** The CRMs that the wizard offers, with the names that people know them by. */
export const CRMS: readonly { readonly value: string; readonly label: Text }[] = [
  { value: 'zoho', label: same('Zoho CRM') },
  { value: 'hubspot', label: same('HubSpot') },
  { value: 'salesforce', label: same('Salesforce') },
  { value: 'pipedrive', label: same('Pipedrive') },
  { value: 'odoo', label: same('Odoo') },
  { value: 'eats365', label: same('Eats365 POS') },
  { value: 'other', label: { en: 'something else (CSV or XLSX)', de: 'etwas anderes (CSV oder XLSX)' } },
  { value: 'none', label: { en: 'none', de: 'keines' } },
];
