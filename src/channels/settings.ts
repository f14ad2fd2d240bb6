import { BizosError } from '../core/problem.ts';
import type { Text } from '../core/text.ts';
import { same } from '../core/text.ts';
import type { ChannelSetting, Delivery } from './channel.ts';

/** A setting that the channel can't do without. Throws BizosError (exit 2) that names the row to add. */
export function needed(setting: ChannelSetting, channel: string, key: string): string {
  const value = setting.policy[key]?.trim();
  if (value) return value;
  throw new BizosError(
    2,
    { en: `Channel "${channel}" has no setting "${key}".`, de: `Dem Kanal „${channel}“ fehlt die Einstellung „${key}“.` },
    {
      en: `Add it to the row of ${channel} in the table Channels of bizos/AGENT_POLICY.md.`,
      de: `Ergänze sie in der Zeile ${channel} der Tabelle Channels in bizos/AGENT_POLICY.md.`,
    },
  );
}

/** A secret that the channel can't do without; the row `secret` may name another one than usual. Throws BizosError (exit 4) without any value. */
export function neededSecret(setting: ChannelSetting, channel: string, usual: string, row = 'secret'): string {
  const name = setting.policy[row]?.trim() || usual;
  const value = setting.secret(name);
  if (value) return value;
  throw new BizosError(
    4,
    {
      en: `Channel "${channel}" needs the secret ${name}, which is not set.`,
      de: `Der Kanal „${channel}“ braucht das Geheimnis ${name}; es ist nicht gesetzt.`,
    },
    {
      en: `Set ${name} in the environment, in .env (git-ignored) or in the keychain of this machine (service "bizos").`,
      de: `Setze ${name} in der Umgebung, in .env (von git ignoriert) oder im Schlüsselbund dieser Maschine (Dienst „bizos“).`,
    },
  );
}

/** Values of a setting that lists several, apart by comma, semicolon or blank. */
export function listed(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,;]+/).filter((word) => word !== '');
}

/** A wait that a signal ends early. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** A delivery that was refused, in both languages; one string for words that need no translation. */
export function refused(en: string, de?: string): Delivery {
  return { state: 'refused', why: words(en, de) };
}

/** A delivery that may be tried again after the wait. */
export function later(afterMs: number, en: string, de?: string): Delivery {
  return { state: 'later', afterMs: Math.max(0, Math.ceil(afterMs)), why: words(en, de) };
}

/** A delivery of unknown outcome. */
export function unknown(en: string, de?: string): Delivery {
  return { state: 'unknown', why: words(en, de) };
}

function words(en: string, de: string | undefined): Text {
  return de === undefined ? same(en) : { en, de };
}
