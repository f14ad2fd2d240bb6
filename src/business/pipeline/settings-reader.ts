import { parseDuration } from '../../core/duration.ts';
import { DAY_MS, parseIsoMoment } from '../../core/moment.ts';
import { currencyExponent } from '../../core/money.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { labelKey, rowProblem } from '../../tree/tables.ts';
import { readCurrent, readNumber } from '../../tree/values.ts';
import type { PipelineSettings, RiskRange, SlaClock } from './policy.ts';

/** How one setting is written: its names, an example for the error, and how its words are read (undefined: they can't be). */
export interface SettingReader<K extends keyof PipelineSettings = keyof PipelineSettings> {
  readonly key: K;
  readonly names: readonly string[];
  readonly example: string;
  readonly read: (text: string, currency: string) => PipelineSettings[K] | undefined;
}

const setting = <K extends keyof PipelineSettings>(
  key: K,
  names: readonly string[],
  example: string,
  read: SettingReader<K>['read'],
): SettingReader => ({ key, names, example, read }) as unknown as SettingReader;

const none = (text: string): boolean => /^(?:none|keine?r?|-|–|auto|n\/a)$/i.test(text.trim());
const all = (text: string): boolean => /^(?:all|alle|alles)$/i.test(text.trim());

function days(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration ? duration.ms / DAY_MS : undefined;
}

/** Whole days, one at least. */
function wholeDays(text: string): number | undefined {
  const value = days(text);
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : undefined;
}

function count(text: string): number | undefined {
  const value = readNumber(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function positive(text: string): number | undefined {
  const value = count(text);
  return value !== undefined && value > 0 ? value : undefined;
}

function share(text: string): number | undefined {
  const m = /^([\d.,]+)\s*%$/.exec(text.trim());
  const value = m ? readNumber(m[1]) / 100 : readNumber(text);
  return value >= 0 && value <= 1 ? value : undefined;
}

/** `50% to 200%`: the second more than the first. */
function range(text: string): RiskRange | undefined {
  const m = /^([\d.,]+)\s*%\s*(?:to|bis|-|–)\s*([\d.,]+)\s*%$/i.exec(text.trim());
  const [from, full] = m ? [readNumber(m[1]) / 100, readNumber(m[2]) / 100] : [];
  return from !== undefined && full !== undefined && full > from ? { from, full } : undefined;
}

function yes(text: string): boolean | undefined {
  if (/^(?:yes|ja|true|on)$/i.test(text.trim())) return true;
  return /^(?:no|nein|false|off)$/i.test(text.trim()) ? false : undefined;
}

/** An amount in the currency that the company counts in; one in another currency can't be read. */
function money(text: string, currency: string): number | undefined {
  const [amount, ...more] = readCurrent(text);
  if (!amount || more.length > 0 || amount.label !== undefined || amount.value === null || amount.value < 0) return undefined;
  if (amount.unit === 'number') return Math.round(amount.value * 10 ** currencyExponent(currency));
  if (amount.unit !== 'money') return undefined;
  return amount.currency === currency || currency === 'XXX' ? amount.value : undefined;
}

const CLOCKS: Readonly<Record<string, SlaClock>> = {
  'stage entered': 'stage_entered',
  'last activity': 'last_activity',
  modified: 'modified',
  created: 'created',
  'stufe erreicht': 'stage_entered',
  'stage erreicht': 'stage_entered',
  'letzte aktivität': 'last_activity',
  geändert: 'modified',
  angelegt: 'created',
};

function listOf<T>(text: string, read: (word: string) => T | undefined): T[] | undefined {
  if (none(text)) return [];
  const words = text.split(/[,;]/).map((word) => read(labelKey(word)));
  return words.includes(undefined) ? undefined : (words as T[]);
}

const RESETS: Readonly<Record<string, 'activity' | 'modified'>> = {
  activity: 'activity',
  aktivität: 'activity',
  modified: 'modified',
  änderung: 'modified',
};

/** Every row that the `Setting | Value` table may hold. */
export const SETTINGS: readonly SettingReader[] = [
  setting('windowDays', ['window', 'zeitraum'], '365 days', (text) => (all(text) ? null : days(text))),
  setting('largeDealFrom', ['large deal from', 'großer deal ab'], '100,000', money),
  setting('slaClocks', ['sla clocks', 'sla-uhren'], 'stage entered, last activity', (text) => listOf(text, (word) => CLOCKS[word])),
  setting('slaResets', ['sla reset by', 'sla zurückgesetzt durch'], 'activity', (text) => listOf(text, (word) => RESETS[word])),
  setting('plannedActivityProtects', ['planned activity protects', 'geplante aktivität schützt'], 'yes', yes),
  setting('weekendsCount', ['weekends count', 'wochenenden zählen'], 'yes', yes),
  setting('holidays', ['holidays', 'feiertage'], '2026-01-01, 2026-02-17', (text) =>
    listOf(text, (word) => (Number.isNaN(parseIsoMoment(word)) ? undefined : word)),
  ),
  setting('approachingShare', ['approaching from', 'annäherung ab'], '80%', share),
  setting('stalledEscalation', ['escalate at', 'verschärfen ab'], '3', count),
  setting('closingPushes', ['closing date pushes', 'verschiebungen des abschlusses'], '3', count),
  setting('silentDays', ['silent after', 'still nach'], '30 days', days),
  setting('ownerOpenDealsMax', ['open deals per owner', 'offene deals je inhaber'], '40', count),
  setting('ownerShareMax', ['owner share', 'anteil eines inhabers'], '35%', share),
  setting('earlyWarningScore', ['early warning from', 'frühwarnung ab'], '70', count),
  setting('earlyWarningOdds', ['early warning odds', 'frühwarnung chancen'], '2', count),
  setting('stageTimeRisk', ['time in stage at risk', 'zeit in der stufe als risiko'], '50% to 200%', range),
  setting('ownerLoadRisk', ['owner load at risk', 'last eines inhabers als risiko'], '50% to 150%', range),
  setting('overdueRiskDays', ['overdue at full risk', 'überfällig mit vollem risiko'], '30 days', wholeDays),
  setting('riskFitMinimum', ['risk fit minimum', 'mindestzahl für risikomodell'], '200', count),
  setting('sampleMinimum', ['sample minimum', 'kleinste stichprobe'], '10', count),
  setting('averageWeight', ['average weighs', 'durchschnitt wiegt'], '10', positive),
  setting('amountMissingMax', ['amounts missing up to', 'beträge fehlen bis'], '50%', share),
  setting('amountMissingFitMax', ['amounts missing in a fit', 'beträge fehlen im modell'], '10%', share),
  setting('forecastFitMinimum', ['forecast fit minimum', 'mindestzahl für prognose'], '100', count),
  setting('forecastMonths', ['forecast months', 'prognosemonate'], '3', count),
  setting('forecastCheckDays', ['forecast checked over', 'prognose geprüft über'], '30 days', wholeDays),
  setting('forecastChecks', ['forecasts checked', 'geprüfte prognosen'], '12', count),
  setting('commitFrom', ['commit from', 'commit ab'], '70%', share),
  setting('bestCaseFrom', ['best case from', 'best case ab'], '30%', share),
  setting('quotaPerMonth', ['quota per month', 'quote pro monat', 'monatsziel'], '500,000', (text, currency) =>
    none(text) ? null : money(text, currency),
  ),
  setting('exportStaleDays', ['export stale after', 'export veraltet nach'], '7 days', days),
  setting('exportShrinkMax', ['export shrinks by', 'export schrumpft um'], '30%', share),
  setting('dateOrder', ['date order', 'datumsreihenfolge'], 'day/month', (text) =>
    none(text) ? null : /^(?:day|tag|dd|dmy)/i.test(text.trim()) ? 'dmy' : /^(?:month|monat|mm|mdy)/i.test(text.trim()) ? 'mdy' : undefined,
  ),
  setting('decimal', ['decimal sign', 'dezimalzeichen'], 'comma', (text) =>
    none(text) ? null : /^(?:comma|komma|,)/i.test(text.trim()) ? ',' : /^(?:point|punkt|\.)/i.test(text.trim()) ? '.' : undefined,
  ),
];

/** What is wrong with a row of the `Setting | Value` table as far as it can be told without the company's currency. */
export function settingProblem(name: string, value: string, place: Place): Problem | undefined {
  const reader = SETTINGS.find(({ names }) => names.includes(labelKey(name)));
  if (!reader) {
    const names = SETTINGS.map(({ names: [first] }) => first).join(', ');
    return rowProblem(
      'setting-unknown',
      place,
      `There is no setting "${name}".`,
      `Es gibt keine Einstellung „${name}“.`,
      `Take one of: ${names}.`,
      `Nimm eine von: ${names}.`,
    );
  }
  return reader.read(value, 'XXX') === undefined ? settingUnreadable(reader, name, value, place) : undefined;
}

/** A value that its setting can't be read from. */
export function settingUnreadable({ names, example }: SettingReader, name: string, value: string, place: Place): Problem {
  return rowProblem(
    'setting-unreadable',
    place,
    `"${value}" can't be read as "${name}".`,
    `„${value}“ ist als „${name}“ nicht lesbar.`,
    `"| ${names[0]} | ${example} |"`,
  );
}
