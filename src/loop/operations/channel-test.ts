import * as z from 'zod/mini';
import type { Report } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { type Delivery, tryChannel } from '../dispatch/channels.ts';

const input = z.object({ name: z.string().check(z.minLength(1), z.maxLength(80)) });

/** `bizos channel test NAME`. */
export const channelTest: Operation<typeof input> = {
  name: 'channel test',
  summary: { en: 'Try a channel without telling anyone anything.', de: 'Probiert einen Kanal aus, ohne jemandem etwas zu sagen.' },
  about: {
    en: 'Asks the other side who we are, whether the secret holds and whether the chat is there. Exit code 4 where it does not work.',
    de: 'Fragt die Gegenseite, wer wir sind, ob das Geheimnis gilt und ob der Chat da ist. Exit-Code 4, wo es nicht geht.',
  },
  effect: 'reads',
  input,
  fields: { name: { help: { en: 'Channel of the policy.', de: 'Kanal der Richtlinie.' }, value: 'NAME', position: 0 } },
  examples: [
    {
      command: 'bizos channel test telegram',
      does: { en: 'asks Telegram for the bot and its chats', de: 'fragt Telegram nach dem Bot und seinen Chats' },
    },
  ],
  run: async (context, { name }) => {
    const workspace = await openWorkspace(context);
    const { root, language } = workspace;
    workspace.close();
    const delivery = await tryChannel(root, name, { environment: context.environment, now: () => context.now() });
    return {
      exit: delivery.state === 'sent' ? 0 : 4,
      json: () => ({ schema: 'bizos.channel-test/1', channel: name, works: delivery.state === 'sent', ...delivery }),
      report: () => reportOf(name, delivery, language),
    };
  },
};

function reportOf(name: string, delivery: Delivery, language: Language): Report {
  const german = language === 'de';
  const works = delivery.state === 'sent';
  const state = works ? (german ? 'geht' : 'works') : german ? 'geht nicht' : 'does not work';
  const value = delivery.state === 'sent' ? delivery.reference : delivery.why[language];
  const wait =
    delivery.state === 'later'
      ? [german ? `Neuer Versuch lohnt in ${seconds(delivery)} s.` : `Worth another try in ${seconds(delivery)} s.`]
      : [];
  return {
    title: german ? `Kanal ${name}` : `Channel ${name}`,
    language,
    blocks: [
      { kind: 'text', text: `${state}: ${value}`, tone: works ? 'good' : 'bad' },
      ...wait.map((text) => ({ kind: 'text' as const, text, tone: 'quiet' as const })),
    ],
  };
}

function seconds(delivery: { readonly afterMs: number }): number {
  return Math.ceil(delivery.afterMs / 1000);
}
