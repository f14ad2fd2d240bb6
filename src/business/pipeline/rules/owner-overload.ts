import type { GroupRule } from './rule.ts';

export const ownerOverload: GroupRule = {
  about: 'group',
  code: 'owner-overload',
  title: { en: 'Owner overloaded', de: 'Inhaber überlastet' },
  explain: {
    en: 'One person has more open deals than anybody can follow up; the SLAs of all of them will slip.',
    de: 'Eine Person hat mehr offene Deals, als jemand verfolgen kann; die SLAs aller werden reißen.',
  },
  example: { en: '63 open deals; the policy allows 40.', de: '63 offene Deals; die Richtlinie erlaubt 40.' },
  remedy: { en: 'Hand over the oldest and the smallest deals.', de: 'Gib die ältesten und die kleinsten Deals ab.' },
  tally: (n) => ({
    en: `${n} overloaded ${n === '1' ? 'owner' : 'owners'}`,
    de: `${n} ${n === '1' ? 'überlasteter' : 'überlastete'} Inhaber`,
  }),
  evidenceKeys: {
    open_deals: { en: 'open deals of the owner', de: 'offene Deals des Inhabers' },
    open_deals_max: { en: 'most that the policy allows', de: 'Höchstzahl laut Richtlinie' },
  },
  needs: ['owner'],
  find({ prepared }, severity) {
    const limit = prepared.policy.settings.ownerOpenDealsMax;
    const found = prepared.facts.deals.owner.words.flatMap((owner, k) => {
      const count = prepared.ownerCount[k];
      if (owner === '' || count <= limit) return [];
      return [
        {
          severity,
          subject: { kind: 'owner' as const, id: owner, name: owner },
          evidence: { open_deals: count, open_deals_max: limit },
          value: prepared.ownerValue[k],
          summary: { en: `${count} open deals; ${limit} are the limit`, de: `${count} offene Deals; ${limit} sind die Grenze` },
        },
      ];
    });
    return found.sort((a, b) => Number(b.evidence.open_deals) - Number(a.evidence.open_deals));
  },
  brief: (e) => ({ en: `${e.open_deals} deals, limit ${e.open_deals_max}`, de: `${e.open_deals} Deals, Grenze ${e.open_deals_max}` }),
};
