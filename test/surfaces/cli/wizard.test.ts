import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal.ts';

/** The wizard of `bizos init` as a person meets it: real questions by inquirer in a real terminal, 80 columns wide. */
const WORDS = {
  en: {
    language: 'Language of the documents',
    group: 'Name of the group',
    currency: 'Currency (ISO 4217)',
    noCurrency: 'is no currency of ISO 4217',
    zone: 'Time zone',
    companies: 'Your companies, with commas between',
    more: 'Companies to add, with commas between (there: Meier Bau, Meier Dach',
    crm: 'CRM of',
    own: 'Currency of',
    next: /Next ─.*\n\s+cd group .*\n\s+bizos status .*\n\s+bizos scan pipeline /,
    keys: '↑↓ navigate • ⏎ select',
    last: 'none',
    again: /\d+ were there/,
    heading: '| Metric | Current | Target |',
  },
  de: {
    language: 'Sprache der Dokumente',
    group: 'Name der Gruppe',
    currency: 'Währung (ISO 4217)',
    noCurrency: 'ist keine Währung nach ISO 4217',
    zone: 'Zeitzone',
    companies: 'Deine Firmen, mit Kommas getrennt',
    more: 'Weitere Firmen, mit Kommas getrennt (da: Meier Bau, Meier Dach',
    crm: 'CRM von',
    own: 'Währung von',
    next: /Als Nächstes ─.*\n\s+cd group .*\n\s+bizos status .*\n\s+bizos scan pipeline /,
    keys: '↑↓ bewegen • ⏎ wählen',
    last: 'keines',
    again: /\d+ waren da/,
    heading: '| Kennzahl | Aktuell | Ziel |',
  },
} as const;

describe.each(['en', 'de'] as const)('the wizard in a terminal of a person who reads %s', (language) => {
  const words = WORDS[language];
  const terminal = (): Terminal => new Terminal(language === 'de' ? 'de_DE.UTF-8' : 'en_GB.UTF-8');

  it('asks, says what is wrong with an answer, makes the tree, and says what to type next', async () => {
    const person = terminal();
    person.start('init', 'group');
    await person.answer(words.language, 'Enter');
    await person.answer(words.group, { type: 'Meier' }, 'Enter');
    await person.answer(words.currency, { type: 'QQQ' }, 'Enter');
    await person.answer(words.noCurrency, 'C-u', { type: 'eur' }, 'Enter');
    await person.answer(words.zone, { type: 'Europe/Berlin' }, 'Enter');
    await person.answer(words.companies, { type: 'Meier Bau, Meier Dach' }, 'Enter');
    expect(await person.shows(`${words.crm} Meier Bau`)).toContain(words.last);
    expect(person.screen()).toContain(words.keys);
    await person.answer(`${words.crm} Meier Bau`, 'Down', 'Enter');
    await person.answer(`${words.own} Meier Bau`, 'Enter');
    await person.answer(`${words.crm} Meier Dach`, 'Up', 'Enter');
    await person.answer(`${words.own} Meier Dach`, { type: 'CHF' }, 'Enter');
    await person.shows('exit 0');
    expect(person.screen()).toMatch(words.next);

    const read = (path: string): string => readFileSync(join(person.folder, 'group', path), 'utf8');
    expect(readdirSync(join(person.folder, 'group/bizos')).filter((name) => /^\d/.test(name))).toEqual([
      '00_Holding',
      '02_Meier_Bau',
      '03_Meier_Dach',
    ]);
    expect(read('bizos/00_Holding/_ENTITY.md')).toMatch(/name: Meier\ncurrency: EUR\ntime_zone: Europe\/Berlin/);
    expect(read('bizos/02_Meier_Bau/_ENTITY.md')).toMatch(/currency: EUR\n[\s\S]*crm: hubspot\n/);
    expect(read('bizos/03_Meier_Dach/_ENTITY.md')).toContain('currency: CHF\n');
    expect(read('bizos/03_Meier_Dach/_ENTITY.md')).not.toContain('crm:');
    expect(read('bizos/02_Meier_Bau/TTL_KPIS.md')).toContain(words.heading);

    person.start('init', 'group');
    await person.answer(words.language, 'Enter');
    await person.answer(words.group, 'Enter');
    await person.answer(words.currency, 'Enter');
    await person.answer(words.zone, 'Enter');
    await person.answer(words.more, 'Enter');
    const screen = await person.shows('exit 0');
    expect(screen).toMatch(words.again);
  });

  it('left with Ctrl-C it has made nothing and ends with 130', async () => {
    const person = terminal();
    person.start('init', 'group');
    await person.answer(words.language, 'Enter');
    await person.answer(words.group, 'C-c');
    const screen = await person.shows(/exit \d+/);
    expect(screen).toContain('exit 130');
    expect(screen).not.toMatch(/^\s+at /m);
    expect(existsSync(join(person.folder, 'group'))).toBe(false);
  });
});
