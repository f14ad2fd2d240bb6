import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { wallOf } from '../../core/moment.ts';
import { BizosError } from '../../core/problem.ts';
import { wholeNumber } from '../../core/text.ts';
import { readChannels } from '../../net/channel-table.ts';
import { openSecrets } from '../../net/secrets.ts';
import { openZoho } from '../../net/zoho.ts';
import { createNew } from '../../tree/write.ts';
import type { Context, Operation } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { pullDeals } from './pull.ts';

const input = z.object({
  entity: z.optional(z.string().check(z.maxLength(80))),
  channel: z._default(z.string().check(z.maxLength(80)), 'zoho'),
});

/** `bizos zoho pull`. */
export const zohoPull: Operation<typeof input> = {
  name: 'zoho pull',
  summary: { en: 'Fetch the deals of Zoho CRM as a snapshot.', de: 'Holt die Deals aus Zoho CRM als Momentaufnahme.' },
  about: {
    en: 'Writes one CSV file into _INBOX/zoho/, whole or not at all, which the next scan reads. The data centre stands in bizos/AGENT_POLICY.md, the secrets outside the tree.',
    de: 'Schreibt eine CSV-Datei nach _INBOX/zoho/, ganz oder gar nicht; die nächste Prüfung liest sie. Das Rechenzentrum steht in bizos/AGENT_POLICY.md, die Geheimnisse außerhalb des Baums.',
  },
  effect: 'writes',
  input,
  fields: {
    entity: { help: { en: 'Company that the deals belong to.', de: 'Firma, der die Deals gehören.' }, value: 'SLUG' },
    channel: {
      help: { en: 'Row of the policy that says how Zoho is reached.', de: 'Zeile der Richtlinie, die sagt, wie Zoho erreicht wird.' },
      value: 'NAME',
    },
  },
  examples: [
    {
      command: 'bizos zoho pull --entity solartech',
      does: { en: 'fetches all deals into _INBOX/zoho/solartech/', de: 'holt alle Deals nach _INBOX/zoho/solartech/' },
    },
  ],
  run: async (context, { entity, channel }) => {
    const workspace = await openWorkspace(context);
    const { root, language, timeZone } = workspace;
    let slug: string | undefined;
    try {
      slug = entity === undefined ? undefined : workspace.entity(entity).slug;
    } finally {
      workspace.close();
    }
    const { zoho, module } = await reach(root, channel, context);
    const label = { en: 'Fetching deals', de: 'Hole Deals' };
    const pulled = await pullDeals(zoho, {
      module,
      wait: async (ms) => void (await wait(ms)),
      progress: (done, total) => context.progress(label, done, total),
    });
    const iso = new Date(wallOf(context.now(), timeZone)).toISOString();
    const at = `${iso.slice(0, 10)}_${iso.slice(11, 13)}${iso.slice(14, 16)}-${iso.slice(17, 19)}`;
    const path = ['_INBOX', 'zoho', ...(slug === undefined ? [] : [slug]), `Deals_${at}.csv`].join('/');
    createNew(join(root, path), Buffer.from(`\ufeff${pulled.csv}`), { root });
    const german = language === 'de';
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.zoho-pull/1', path, deals: pulled.deals, fields: pulled.fields }),
      report: () => ({
        title: german ? 'Momentaufnahme aus Zoho' : 'Snapshot of Zoho',
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: 'Deals', value: wholeNumber(pulled.deals, language) },
              { label: german ? 'Datei' : 'File', value: path },
            ],
          },
          { kind: 'commands', items: [{ command: 'bizos scan pipeline', does: german ? 'prüft sie' : 'scans them' }] },
        ],
      }),
    };
  },
};

async function reach(root: string, channel: string, context: Context): Promise<{ zoho: ReturnType<typeof openZoho>; module: string }> {
  const { value, problems } = await readChannels(root);
  const row = value.find(({ name }) => name === channel.toLowerCase());
  const dataCentre = row?.kind === 'zoho' ? row.settings['data centre'] : undefined;
  if (!row || dataCentre === undefined)
    throw new BizosError(
      2,
      { en: `The policy sets up no Zoho as "${channel}".`, de: `Die Richtlinie richtet kein Zoho als „${channel}“ ein.` },
      {
        en: 'Add to the table Channels of bizos/AGENT_POLICY.md: | zoho | data centre | eu |',
        de: 'Ergänze in der Tabelle Channels von bizos/AGENT_POLICY.md: | zoho | data centre | eu |',
      },
      problems,
    );
  const secrets = openSecrets(root, context.environment);
  const secret = (usual: string, setting: string): string => {
    const name = row.settings[setting] || usual;
    const found = secrets.get(name);
    if (found) return found;
    throw new BizosError(
      4,
      { en: `Zoho needs the secret ${name}, which is not set.`, de: `Zoho braucht das Geheimnis ${name}; es ist nicht gesetzt.` },
      {
        en: `Set ${name} in the environment or in .env (git-ignored).`,
        de: `Setze ${name} in der Umgebung oder in .env (von git ignoriert).`,
      },
    );
  };
  const module = /^[A-Za-z]\w{0,49}$/.test(row.settings.module ?? '') ? row.settings.module : 'Deals';
  const zoho = openZoho({
    dataCentre,
    clientId: secret('ZOHO_CLIENT_ID', 'client id secret'),
    clientSecret: secret('ZOHO_CLIENT_SECRET', 'client secret secret'),
    refreshToken: secret('ZOHO_REFRESH_TOKEN', 'secret'),
    accountsRoot: row.settings['accounts root'],
    apiRoot: row.settings['api root'],
    now: () => context.now(),
  });
  return { zoho, module };
}
