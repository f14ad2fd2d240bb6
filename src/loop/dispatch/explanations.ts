import type { Explanation } from '../../workspace/operation.ts';

/** What the codes of the channels mean. */
export const CHANNEL_EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'channel-secret-in-tree',
    title: { en: 'Secret in the tree', de: 'Geheimnis im Baum' },
    explain: {
      en: 'A setting of a channel looks like a token, a key or a password. The tree is in git, and git can not forget; so the channel is not used.',
      de: 'Eine Einstellung eines Kanals sieht nach Token, Schlüssel oder Passwort aus. Der Baum liegt in git, und git kann nicht vergessen; deshalb wird der Kanal nicht benutzt.',
    },
    example: { en: '| telegram | token | 123456:AA… |', de: '| telegram | token | 123456:AA… |' },
    remedy: {
      en: 'Take it out, change the secret, and set the new one in the environment, in .env or in the keychain.',
      de: 'Nimm es heraus, tausche das Geheimnis aus und setze das neue in der Umgebung, in .env oder im Schlüsselbund.',
    },
  },
  {
    code: 'channel-setting-twice',
    title: { en: 'Setting of a channel there twice', de: 'Einstellung eines Kanals doppelt' },
    explain: {
      en: 'Two rows give the same channel two values for one setting. The first counts, and nobody can see that from the table.',
      de: 'Zwei Zeilen geben demselben Kanal zwei Werte für eine Einstellung. Die erste gilt, was man der Tabelle nicht ansieht.',
    },
    example: { en: 'Two rows "| telegram | chat | …".', de: 'Zwei Zeilen „| telegram | chat | …“.' },
    remedy: {
      en: 'Keep one row; several chats stand in one, apart by a comma.',
      de: 'Lass eine Zeile; mehrere Chats stehen in einer, durch Komma getrennt.',
    },
  },
];
