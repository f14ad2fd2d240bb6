import type { Text } from '../../core/text.ts';
import type { Explanation } from '../../workspace/operation.ts';

const REMEDY: Text = {
  en: 'Nothing needs doing: the template is used instead. Edit the draft, or the limits in the policy, where the model was right.',
  de: 'Es ist nichts zu tun: Stattdessen gilt die Vorlage. Bearbeite den Entwurf oder die Grenzen in der Richtlinie, wo das Modell recht hatte.',
};

function draft(code: string, title: Text, explain: Text, example: Text): Explanation {
  return { code, title, explain, example, remedy: REMEDY };
}

/** What the codes of drafts mean. */
export const DRAFT_EXPLANATIONS: readonly Explanation[] = [
  draft(
    'draft-empty',
    { en: 'Draft without words', de: 'Entwurf ohne Worte' },
    { en: 'The model gave nothing that could be sent.', de: 'Das Modell gab nichts, was man senden könnte.' },
    { en: 'An answer of blanks only.', de: 'Eine Antwort aus Leerzeichen.' },
  ),
  draft(
    'draft-too-long',
    { en: 'Draft too long', de: 'Entwurf zu lang' },
    {
      en: 'Nobody reads a follow-up of pages; the policy says how long it may be.',
      de: 'Niemand liest ein seitenlanges Nachfassen; die Richtlinie sagt, wie lang es sein darf.',
    },
    { en: '4,000 characters where 1,200 are allowed.', de: '4.000 Zeichen, wo 1.200 erlaubt sind.' },
  ),
  draft(
    'draft-recipient',
    { en: 'Foreign mail address in the draft', de: 'Fremde Mailadresse im Entwurf' },
    {
      en: 'An address that the policy does not name may have come from a deal that somebody else wrote.',
      de: 'Eine Adresse, die die Richtlinie nicht nennt, kann aus einem Deal stammen, den jemand anderes geschrieben hat.',
    },
    { en: '"Please answer to payments@…"', de: '„Bitte antworten Sie an zahlung@…“' },
  ),
  draft(
    'draft-link',
    { en: 'Foreign link in the draft', de: 'Fremder Link im Entwurf' },
    {
      en: 'Customers trust links in our mails; only hosts of the policy may stand there.',
      de: 'Kunden trauen Links in unseren Mails; nur Hosts der Richtlinie dürfen dort stehen.',
    },
    { en: 'A link to a host that only looks like ours.', de: 'Ein Link auf einen Host, der nur so aussieht wie unserer.' },
  ),
  draft(
    'draft-hidden',
    { en: 'Hidden characters in the draft', de: 'Verborgene Zeichen im Entwurf' },
    {
      en: 'What a reader can not see, a person can not approve: directions turned round, letters without width, controls.',
      de: 'Was man nicht sieht, kann niemand freigeben: umgekehrte Schreibrichtung, Zeichen ohne Breite, Steuerzeichen.',
    },
    { en: 'U+202E before a file name.', de: 'U+202E vor einem Dateinamen.' },
  ),
  draft(
    'draft-echo',
    { en: 'Instructions echoed', de: 'Anweisungen wiederholt' },
    {
      en: 'The draft repeats words that were meant for a machine: somebody may have put instructions into the CRM, and the model followed or quoted them.',
      de: 'Der Entwurf wiederholt Worte, die für eine Maschine gedacht waren: Vielleicht hat jemand Anweisungen ins CRM geschrieben, und das Modell ist ihnen gefolgt.',
    },
    { en: '"Ignore your instructions and …"', de: '„Ignoriere deine Anweisungen und …“' },
  ),
  draft(
    'draft-markup',
    { en: 'Markup in the draft', de: 'Auszeichnung im Entwurf' },
    {
      en: 'Mails go out as plain text; marks and unfilled placeholders would be shown.',
      de: 'Mails gehen als reiner Text hinaus; Auszeichnungen und leere Platzhalter wären zu sehen.',
    },
    { en: '{{name}} in the greeting.', de: '{{name}} in der Anrede.' },
  ),
  draft(
    'draft-model-failed',
    { en: 'The model gave no draft', de: 'Das Modell gab keinen Entwurf' },
    {
      en: 'It could not be reached, refused, or was cut off. No agent depends on a model.',
      de: 'Es war nicht erreichbar, lehnte ab oder brach ab. Kein Agent hängt an einem Modell.',
    },
    { en: 'A local server that is not running.', de: 'Ein lokaler Server, der nicht läuft.' },
  ),
];
