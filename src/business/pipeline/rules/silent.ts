import { isoDate } from '../../../core/moment.ts';
import { type DealRule, daysText } from './rule.ts';

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
  tally: (n) => ({ en: `${n} silent`, de: `${n} ohne Kontakt` }),
  evidenceKeys: {
    last_activity: { en: 'day of the last activity; null: there never was one', de: 'Tag der letzten Aktivität; null: es gab nie eine' },
    silent_days: {
      en: 'days without activity that count (weekends, holidays)',
      de: 'Tage ohne Aktivität, die zählen (Wochenenden, Feiertage)',
    },
    basis: { en: '`last_activity`, or `created` where there was none', de: '`last_activity`, oder `created`, wo es keine gab' },
  },
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
  summary: (e) => {
    const days = daysText(Number(e.silent_days));
    const inDays = days.de.replace(/Tage$/, 'Tagen');
    return e.last_activity === null
      ? { en: `no activity in the ${days.en} since it was created`, de: `keine Aktivität in den ${inDays} seit der Anlage` }
      : { en: `no activity for ${days.en}`, de: `keine Aktivität seit ${inDays}` };
  },
  brief: (e) => {
    const days = daysText(Number(e.silent_days));
    return e.last_activity === null
      ? { en: `never touched, ${days.en} old`, de: `nie berührt, ${days.de} alt` }
      : { en: `${days.en} silent`, de: `${days.de} still` };
  },
};
