import { ownersOf } from '../metrics/open.ts';
import type { GroupRule } from './rule.ts';

export const ownerConcentration: GroupRule = {
  about: 'group',
  code: 'owner-concentration',
  title: { en: 'Pipeline hangs on one owner', de: 'Pipeline hängt an einem Inhaber' },
  explain: {
    en: 'Too much of the open pipeline belongs to one person. An illness or a resignation would cost the quarter.',
    de: 'Zu viel der offenen Pipeline gehört einer Person. Eine Krankheit oder Kündigung würde das Quartal kosten.',
  },
  example: {
    en: 'One owner holds 44 % of the open value; the policy allows 35 %.',
    de: 'Ein Inhaber hält 44 % des offenen Werts; die Richtlinie erlaubt 35 %.',
  },
  remedy: {
    en: 'Put a second person beside the owner on the largest deals.',
    de: 'Stell dem Inhaber bei den größten Deals eine zweite Person zur Seite.',
  },
  tally: (n) => ({
    en: `${n} ${n === '1' ? 'owner who holds' : 'owners who hold'} too much`,
    de: `${n} Inhaber mit zu viel davon`,
  }),
  evidenceKeys: {
    share: { en: 'share of the open pipeline, 0 to 1', de: 'Anteil an der offenen Pipeline, 0 bis 1' },
    share_max: { en: 'most that the policy allows', de: 'Höchstanteil laut Richtlinie' },
    base: {
      en: '`value`, or `count` where more of the open deals lack their amount than the policy allows',
      de: '`value`, oder `count`, wo mehr offenen Deals der Betrag fehlt, als die Richtlinie zulässt',
    },
  },
  needs: ['owner'],
  find({ prepared }, severity) {
    const { owners, byCount } = ownersOf(prepared);
    const limit = prepared.policy.settings.ownerShareMax;
    const size = (owner: (typeof owners)[number]): number => Math.max(0, byCount ? owner.count : owner.value);
    const total = owners.reduce((sum, owner) => sum + size(owner), 0);
    if (owners.length < 2) return [];
    return owners
      .filter((owner) => owner.owner !== '' && size(owner) > limit * total)
      .map((owner) => {
        const share = Math.round((size(owner) / total) * 1000) / 1000;
        const percent = Math.round(share * 100);
        const base = byCount ? { en: 'open deals', de: 'offenen Deals' } : { en: 'open value', de: 'offenen Werts' };
        return {
          severity,
          subject: { kind: 'owner' as const, id: owner.owner, name: owner.owner },
          evidence: { share, share_max: limit, base: byCount ? 'count' : 'value' },
          value: owner.value,
          summary: {
            en: `${percent} % of the ${base.en}; ${Math.round(limit * 100)} % is the limit`,
            de: `${percent} % der ${base.de}; ${Math.round(limit * 100)} % ist die Grenze`,
          },
        };
      });
  },
  brief: (e) => {
    const [share, limit] = [e.share, e.share_max].map((ratio) => Math.round(Number(ratio) * 100));
    return e.base === 'count'
      ? { en: `${share} % of deals, limit ${limit} %`, de: `${share} % der Deals, Grenze ${limit} %` }
      : { en: `${share} % of value, limit ${limit} %`, de: `${share} % des Werts, Grenze ${limit} %` };
  },
};
