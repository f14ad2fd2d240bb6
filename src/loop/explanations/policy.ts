import type { Explanation } from '../../workspace/operation.ts';

const ROW = {
  en: 'A row that can not be read counts as not there, and nothing is guessed for it: agents then do less, never more.',
  de: 'Eine unlesbare Zeile gilt als nicht vorhanden, und nichts wird für sie geraten: Agenten tun dann weniger, nie mehr.',
};

/** What is wrong in `AGENT_POLICY.md`. */
export const policyExplanations: readonly Explanation[] = [
  {
    code: 'policy-alert',
    title: { en: 'A row of the alerts can not be read', de: 'Eine Zeile der Meldungen ist nicht lesbar' },
    explain: ROW,
    example: { en: '| owner-overload | soon | 24 h | 7 days | high |', de: '| owner-overload | bald | 24 h | 7 Tage | hoch |' },
    remedy: {
      en: 'Write lengths of time such as "0 h", "24 h" or "7 days", and a severity from info to critical.',
      de: 'Schreibe Zeitspannen wie „0 h“, „24 h“ oder „7 Tage“ und eine Schwere von Hinweis bis kritisch.',
    },
  },
  {
    code: 'policy-quiet',
    title: { en: 'Quiet hours can not be read', de: 'Eine Ruhezeit ist nicht lesbar' },
    explain: ROW,
    example: { en: '| daily | evening | morning | |', de: '| täglich | abends | morgens | |' },
    remedy: {
      en: 'Write days as "daily", "Mon-Fri" or "Sat, Sun" and times as 20:00.',
      de: 'Schreibe Tage als „täglich“, „Mo-Fr“ oder „Sa, So“ und Zeiten als 20:00.',
    },
  },
  {
    code: 'policy-holiday',
    title: { en: 'A holiday can not be read', de: 'Ein Feiertag ist nicht lesbar' },
    explain: ROW,
    example: { en: '| 31 August | National Day | * |', de: '| 31. August | Nationalfeiertag | * |' },
    remedy: {
      en: 'Write the date as 2026-08-31, one row a day; every year has its own rows, since many move.',
      de: 'Schreibe das Datum als 2026-08-31, eine Zeile je Tag; jedes Jahr hat eigene Zeilen, denn viele wandern.',
    },
  },
  {
    code: 'policy-channel-unknown',
    title: { en: 'A channel is named that does not exist', de: 'Ein genannter Kanal fehlt' },
    explain: {
      en: 'Alerts go through the channel that the settings name. Without its row nothing can be told.',
      de: 'Meldungen gehen durch den Kanal, den die Einstellungen nennen. Ohne seine Zeile kann nichts gemeldet werden.',
    },
    example: { en: 'Alert channel: telegram, and no row "telegram"', de: 'Meldekanal: telegram, und keine Zeile „telegram“' },
    remedy: {
      en: 'Add the row to the table of channels, or name another one.',
      de: 'Ergänze die Zeile in der Tabelle der Kanäle oder nenne einen anderen.',
    },
  },
  {
    code: 'policy-gate',
    title: { en: 'A row of the gate can not be read', de: 'Eine Zeile des Tors ist nicht lesbar' },
    explain: ROW,
    example: { en: '| follow-up-mail | * | always | 10 | 20 | no |', de: '| follow-up-mail | * | immer | 10 | 20 | nein |' },
    remedy: {
      en: 'Write the phase as 1, 2 or 3, approvals from 1 on, a daily limit or a dash, and yes or no for outside.',
      de: 'Schreibe die Phase als 1, 2 oder 3, Freigaben ab 1, ein Tageslimit oder einen Strich, und ja oder nein für außen.',
    },
  },
  {
    code: 'policy-setting',
    title: { en: 'A setting of the loop can not be read', de: 'Eine Einstellung der Schleife ist nicht lesbar' },
    explain: ROW,
    example: { en: '| Approval expires after | later |', de: '| Freigabe gilt | später |' },
    remedy: {
      en: 'Take the names of the shipped document; write spans such as "24 h" and whole numbers.',
      de: 'Nimm die Namen des mitgelieferten Dokuments; schreibe Spannen wie „24 h“ und ganze Zahlen.',
    },
  },
  {
    code: 'policy-twice',
    title: { en: 'Two rows say the same thing', de: 'Zwei Zeilen zu derselben Sache' },
    explain: {
      en: 'Only the first counts; whoever edits the second changes nothing.',
      de: 'Nur die erste gilt; wer die zweite ändert, ändert nichts.',
    },
    example: { en: 'two rows "follow-up-mail | *"', de: 'zwei Zeilen „follow-up-mail | *“' },
    remedy: { en: 'Keep one.', de: 'Lass eine stehen.' },
  },
  {
    code: 'policy-model',
    title: { en: 'The model of the policy can not be used', de: 'Das Modell der Richtlinie ist nicht brauchbar' },
    explain: {
      en: 'The table Model needs kind, endpoint and name; a secret is named, never written down. Until then the templates are taken.',
      de: 'Die Tabelle Modell braucht Art, Adresse und Name; ein Geheimnis wird genannt, nie hingeschrieben. Bis dahin gelten die Vorlagen.',
    },
    example: { en: '| drafts | endpoint | http://example.org |', de: '| entwürfe | adresse | http://example.org |' },
    remedy: {
      en: 'Write https:// (http:// only for this machine), and kind openai or anthropic.',
      de: 'Schreibe https:// (http:// nur für diese Maschine), und Art openai oder anthropic.',
    },
  },
];
