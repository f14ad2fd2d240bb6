import { isoDate } from '../../../core/moment.ts';
import type { DealRule } from './rule.ts';

export const silent: DealRule = {
  about: 'deal',
  code: 'silent',
  title: { en: 'Silent deal', de: 'Stiller Deal' },
  explain: {
    en: 'Nobody called, wrote or met for a long time, or ever. Customers buy from those who answer.',
    de: 'Lange Zeit, oder nie, hat jemand angerufen, geschrieben oder sich getroffen. Kunden kaufen bei denen, die antworten.',
  },
  example: { en: 'Last activity 45 days ago; the policy says 30.', de: 'Letzte Aktivität vor 45 Tagen; die Richtlinie sagt 30.' },
  remedy: { en: 'Call, and log the call.', de: 'Ruf an und trag den Anruf ein.' },
  needs: ['last_activity'],
  applies({ prepared }, i, severity) {
    const activity = prepared.facts.deals.lastActivity[i];
    const from = Number.isNaN(activity) ? prepared.facts.deals.created[i] : activity;
    return prepared.countingDays(from) > prepared.policy.settings.silentDays ? severity : undefined;
  },
  evidence({ prepared }, i) {
    const activity = prepared.facts.deals.lastActivity[i];
    const never = Number.isNaN(activity);
    const from = never ? prepared.facts.deals.created[i] : activity;
    return {
      last_activity: never ? null : isoDate(activity),
      silent_days: prepared.countingDays(from),
      basis: never ? 'created' : 'last_activity',
    };
  },
  summary: (e) =>
    e.last_activity === null
      ? { en: `no activity in ${e.silent_days} days since it was created`, de: `keine Aktivität in ${e.silent_days} Tagen seit der Anlage` }
      : { en: `no activity for ${e.silent_days} days`, de: `keine Aktivität seit ${e.silent_days} Tagen` },
};
