import { describe, expect, it } from 'vitest';
import { entitiesIn, layerIn, lessonIn, reasonIn, splitHypothesis, titleOf } from '../../../src/business/kaizen/recognise.ts';
import { durationIn } from '../../../src/business/kaizen/spoken-duration.ts';
import type { Entity } from '../../../src/tree/kinds/entity.ts';

describe('an idea is taken apart as it was said', () => {
  it.each([
    [
      'If we call within two hours then more leads answer because they still remember us',
      ['we call within two hours', 'More leads answer', 'they still remember us'],
      'If we call within two hours, then more leads answer because they still remember us.',
    ],
    ['if we call first, then they answer', ['we call first', 'They answer', undefined], 'If we call first, then they answer.'],
    [
      'Wenn wir zuerst anrufen, dann antworten mehr, weil sie sich erinnern!',
      ['wir zuerst anrufen', 'Antworten mehr', 'sie sich erinnern!'],
      'Wenn wir zuerst anrufen, dann antworten mehr, weil sie sich erinnern!',
    ],
    [
      'When the lead is cold then we wait since it costs nothing',
      ['the lead is cold', 'We wait', 'it costs nothing'],
      'When the lead is cold, then we wait since it costs nothing.',
    ],
    ['We call within two hours', [undefined, undefined, undefined], 'We call within two hours'],
    ['Then we call, if they answer', [undefined, undefined, undefined], 'Then we call, if they answer'],
    ['If then because', [undefined, undefined, undefined], 'If then because'],
    ['If we call then because', ['we call', 'Because', undefined], undefined],
    // Words that may mean something else are parts of what they stand in.
    [
      'Wenn wir montags anrufen, dann ist der Chef da und unterschreibt sofort',
      ['wir montags anrufen', 'Ist der Chef da und unterschreibt sofort', undefined],
      'Wenn wir montags anrufen, dann ist der Chef da und unterschreibt sofort.',
    ],
    [
      'If we send the digest at 8 then we see the best quarter since 2019 because owners react',
      ['we send the digest at 8', 'We see the best quarter since 2019', 'owners react'],
      'If we send the digest at 8, then we see the best quarter since 2019 because owners react.',
    ],
    [
      'If we call first and then send the e-mail, then replies double because people remember us',
      ['we call first and then send the e-mail', 'Replies double', 'people remember us'],
      'If we call first and then send the e-mail, then replies double because people remember us.',
    ],
    [
      'Wenn wir erst anrufen und dann schreiben, dann antworten mehr, weil sie uns kennen',
      ['wir erst anrufen und dann schreiben', 'Antworten mehr', 'sie uns kennen'],
      'Wenn wir erst anrufen und dann schreiben, dann antworten mehr, weil sie uns kennen.',
    ],
    [
      'Wenn wir anrufen, dann antworten mehr, denn Kunden mögen das',
      ['wir anrufen', 'Antworten mehr', 'Kunden mögen das'],
      'Wenn wir anrufen, dann antworten mehr, denn Kunden mögen das.',
    ],
    [
      'Falls wir anrufen, dann antworten mehr denn je',
      ['wir anrufen', 'Antworten mehr denn je', undefined],
      'Falls wir anrufen, dann antworten mehr denn je.',
    ],
    [
      'Wenn wir anrufen, dann antworten mehr, da sie uns kennen',
      ['wir anrufen', 'Antworten mehr', 'sie uns kennen'],
      'Wenn wir anrufen, dann antworten mehr, da sie uns kennen.',
    ],
    ['If we ask weekly then nothing is lost since we moved', ['we ask weekly', 'Nothing is lost since we moved', undefined], undefined],
    ['If we ask then they wait, since it works', ['we ask', 'They wait', 'it works'], 'If we ask, then they wait since it works.'],
    ['If we know by then, then we act', ['we know by then', 'We act', undefined], 'If we know by then, then we act.'],
    [
      'If we call, write and mail then replies double',
      ['we call, write and mail', 'Replies double', undefined],
      'If we call, write and mail, then replies double.',
    ],
    [
      'If we ask why, then it helps not because it is kind but because it is clear',
      ['we ask why', 'It helps not because it is kind but because it is clear', undefined],
      undefined,
    ],
    // Nobody can tell where the outcome begins.
    ...[
      'If we call first and then send the e-mail replies double',
      'Wenn wir anrufen und dann schreiben antworten mehr',
      'Wenn wir montags anrufen, ist der Chef dann da und unterschreibt',
      'If we call weekly because they then remember us',
      'If we call, they then answer',
    ].map((words): [string, undefined[], string] => [words, [undefined, undefined, undefined], words]),
  ])('%s', (words, parts, sentence) => {
    const found = splitHypothesis(words);
    expect([found.change, found.outcome, found.reason]).toEqual(parts);
    if (sentence !== undefined) expect(found.sentence).toBe(sentence);
  });

  it.each([
    `If we ${' '.repeat(200_000)}ask`,
    `If we ask${' then'.repeat(40_000)}`,
    `If we ask, then they answer${' and because'.repeat(20_000)}`,
    `If we ask${', so'.repeat(60_000)} then they answer`,
  ])('in one pass, whatever it is', (words) => expect(splitHypothesis(words).reason).toBe(undefined));

  it.each([
    ['If we send a Telegram digest at 8:00 then it helps', 'Send a Telegram digest at 8:00'],
    ['Wenn wir täglich anrufen, dann hilft es', 'Täglich anrufen'],
    ['If we call first and then send the e-mail, then replies double', 'Call first and then send the e-mail'],
    ['Always name an owner. Whoever it is.', 'Always name an owner'],
    ['The export was cut because nobody knew the limit', 'The export was cut'],
    // A full stop of an abbreviation or a number ends no sentence.
    ['Mr. Tan always signs first', 'Mr. Tan always signs first'],
    ['Dr. Meier lost the file. Again.', 'Dr. Meier lost the file'],
    ['Angebote, z. B. an Hippos, gehen immer am selben Tag raus', 'Angebote, z. B. an Hippos, gehen immer am selben Tag raus'],
    ['Angebote, z.B. Hippos, gehen raus. Immer.', 'Angebote, z.B. Hippos, gehen raus'],
    ['Use tools e.g. Zoho alerts for CRM', 'Use tools e.g. Zoho alerts for CRM'],
    ['Use approx. No. 5 of 7. Then stop', 'Use approx. No. 5 of 7. Then stop'],
    ['Ask approx. Ten owners. Then stop', 'Ask approx. Ten owners'],
    ['Am 3. Mai immer prüfen. Dann melden', 'Am 3. Mai immer prüfen'],
    ['Listen, Tabellen usw. Immer teilen! Sofort', 'Listen, Tabellen usw. Immer teilen'],
    ['Sdn. Bhd. Firmen bzw. Kunden zuerst', 'Sdn. Bhd. Firmen bzw. Kunden zuerst'],
    ['It worked in 2019. Now too', 'It worked in 2019'],
    ['It works for us. Everybody does it', 'It works for us'],
    ['Never say no. Whoever asks', 'Never say no'],
    ['He said "always ask." They did', 'He said "always ask."'],
    ['Look at zoho.com. Then act', 'Look at zoho.com'],
    ['Ask first? always', 'Ask first?'],
    ['Ask first... Then write', 'Ask first'],
    ['Immer fragen. „Über alles“ reden', 'Immer fragen'],
    ['Always ask\nMr. Tan', 'Always ask'],
    [`If we ${'try the thing '.repeat(8)}then it helps`, 'Try the thing try the thing try the thing try the thing try the thing …'],
  ])('title of "%s"', (words, title) => expect(titleOf(splitHypothesis(words))).toBe(title));
});

describe('the words say which', () => {
  it.each([
    ['send a Telegram digest from the CRM', 'System'],
    ['a checklist for the weekly meeting', 'Process'],
    ['change the weights of the score', 'Model'],
    ['Übergabe jede Woche mit Checkliste', 'Process'],
    ['Provision nach Zielwert', 'Model'],
    // One word of each: nobody can tell.
    ['a dashboard for the weekly numbers', undefined],
    ['paint the wall', undefined],
    // Parts of words are no words.
    ['a robot apiary', undefined],
  ])('layer of "%s": %s', (words, layer) => expect(layerIn(words)).toBe(layer));

  it.each([
    ['We lost the lead', 'failure'],
    ['The export was cut because nobody knew the limit', 'failure'],
    ['The crane came late', 'failure'],
    ['Angebot zu spät verschickt, weil niemand zuständig war', 'failure'],
    ['Always name an owner', 'rule'],
    ['An open deal must have an owner because the last one was lost', 'rule'],
    ['Jeder Deal muss einen Verantwortlichen haben, weil sonst alles liegen bleibt', 'rule'],
    ['Calling first works', 'pattern'],
    ['Ein Anruf am Montag hilft, weil niemand sonst anruft', 'pattern'],
    // As many words of one sort as of another, or none: it is asked.
    ['It works only on Mondays', undefined],
    ['The export was cut at 2,000 rows and nobody saw it', 'failure'],
    ['Der Export war abgeschnitten, und niemand merkte es', 'failure'],
    ['Nobody need ask twice', 'rule'],
    ['Niemand sollte allein anrufen', 'rule'],
    ['Die Übergabe ist schiefgegangen', 'failure'],
    ['Die Übergabe ging schief', 'failure'],
    ['Ein Anruf am Montag hat geklappt', 'pattern'],
    ['Der Anruf hat nicht geklappt', 'failure'],
    ['Die Mail hat nicht funktioniert', 'failure'],
    ["The digest didn't work", 'failure'],
    ['Ein Anruf am Montag klappt', 'pattern'],
    ['The wall is green', undefined],
    ['The wall is green because we always forgot', undefined],
  ])('lesson of "%s": %s', (words, kind) => expect(lessonIn(words)).toBe(kind));

  it.each([
    ['Try it for 4 weeks', '4 weeks'],
    ['6 Wochen lang anrufen', '6 Wochen'],
    ['call for two weeks', 'two weeks'],
    ['für einen Monat und zwei Wochen lang', 'einen Monat'],
    ['vier Wochen lang', 'vier Wochen'],
    ['for a quarter of the deals', undefined],
    ['Try it for a quarter', 'a quarter'],
    ['if we wait for forty weeks', undefined],
    ['über 3 Monate', '3 Monate'],
    ['within 10 days of the offer', undefined],
    ['for 4 weekends', undefined],
    ['4 weeks', undefined],
    ['call at 8:00', undefined],
    // At the end of the change, of a sentence, in one of its own.
    ['If we call first for 4 weeks then replies rise because they remember', '4 weeks'],
    ['If we call first for 4 weeks, then replies rise', '4 weeks'],
    ['If reviews are held daily for 2 months then gaps close', '2 months'],
    ['If we do that for 4 weeks then replies rise', '4 weeks'],
    ['If we call leads that were silent, weekly for 6 weeks, then replies rise', '6 weeks'],
    ['If we call then replies rise because they see us, for 6 weeks', '6 weeks'],
    ['If we call then replies rise because they see us. Try it for 6 weeks.', '6 weeks'],
    ['Call first. For 6 weeks.', '6 weeks'],
    ['For 6 weeks we call first', '6 weeks'],
    ['Wenn wir 6 Wochen lang jeden Lead anrufen, dann antworten mehr', '6 Wochen'],
    ['Wenn wir Leads für vier Wochen anrufen, dann antworten mehr', 'vier Wochen'],
    ['Wenn wir für vier Wochen montags anrufen, dann antworten mehr', 'vier Wochen'],
    ['Für vier Wochen rufen wir zuerst an', 'vier Wochen'],
    // Said of something else, or not surely of the trial.
    ['If we call leads that were silent for 30 days then replies rise because they remember', undefined],
    ['If we call leads silent for 30 days then replies rise', undefined],
    ['If we call offers without an answer for 2 weeks then replies rise', undefined],
    ['If we answer every review within 2 days then we win', undefined],
    ['If we chase invoices over 3 months old weekly then cash comes', undefined],
    ['If we chase invoices over 3 months then cash comes', undefined],
    ['If we call first then replies stay high for 3 months', undefined],
    ['If we call first then replies rise because they were alone for 3 months', undefined],
    ['Call weekly because we saw nothing for 3 months', undefined],
    ['Wenn wir Leads anrufen, die für 30 Tage schweigen, dann antworten mehr', undefined],
    ['Wenn wir Leads anrufen, die 30 Tage lang still waren, dann antworten mehr', undefined],
    ['Wenn wir 30 Tage lang stille Leads anrufen, dann antworten mehr', undefined],
    ['Wenn wir für 3 Monate Laufzeit Rabatt geben, dann kaufen mehr', undefined],
    ['Wenn wir Rechnungen über 3 Monate anmahnen, dann kommt Geld', undefined],
    ['Wenn wir anrufen, dann bleibt die Quote 3 Monate lang hoch', undefined],
    // Behind something else.
    ['If we call leads that were silent for 30 days then replies rise. For 6 weeks.', '6 weeks'],
  ])('duration of "%s": %s', (words, duration) => expect(durationIn(words)).toBe(duration));

  it.each([
    ['It failed because nobody looked.', 'Nobody looked.'],
    ['Es ging schief, weil niemand hinsah', 'Weil niemand hinsah'],
    // It may say since when.
    ['It fails since May', undefined],
    ['It failed', undefined],
    ['It failed only because nobody looked', 'Nobody looked'],
    ['Es ging schief, denn niemand sah hin', undefined],
    ['It broke because nobody looked\nat it\n\nWe mended it.', 'Nobody looked\nat it'],
  ])('reason of "%s": %s', (words, reason) => expect(reasonIn(words)).toBe(reason));

  const company = (name: string, folder: string): Entity => ({ name, folder, slug: name.toLowerCase() }) as Entity;
  const companies = [
    company('Group', 'companies/00_holding'),
    company('Solartech', 'companies/01_solartech'),
    company('A.C+', 'companies/02_ac'),
    company('Solar', 'companies/03_solar'),
    company('Art', 'companies/04_art'),
    company('Solartech Nord', 'companies/05_nord'),
    company('Hippos Holding', 'companies/06_hippos'),
  ];

  it.each([
    ['the digest of solartech', ['Solartech']],
    ['Solartechnik ist ein Fach', []],
    ['A.C+ and Solartech', ['Solartech', 'A.C+']],
    ['the holding decides', ['Group']],
    ['the group decides', []],
    ['the shareholding', []],
    ['if we stop holding review meetings on Monday', []],
    ['Holding reviews on Monday works', []],
    ['Less talk. Holding reviews on Monday works', []],
    ['before the holding of reviews', []],
    ['Holding: reviews on Monday', ['Group']],
    ['reviews at Holding work', ['Group']],
    ['wenn die Holding prüft', ['Group']],
    ['was unsere holding prüft', ['Group']],
    // The longest name is it; a shorter one only where it stands once more.
    ['cut meetings at Solartech Nord', ['Solartech Nord']],
    ['Solar, Solartech Nord, Solartech', ['Solartech', 'Solar', 'Solartech Nord']],
    ['starten bei Hippos Holding', ['Hippos Holding']],
    ['die Solartech-Angebote', ['Solartech']],
    ['Übersolar, Solarß, Solar2', []],
  ])('companies in "%s": %j', (words, names) => expect(entitiesIn(words, companies).map(({ name }) => name)).toEqual(names));
});
