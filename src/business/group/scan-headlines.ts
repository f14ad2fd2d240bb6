import type { MetricStatus, Unit } from '../../core/metric.ts';
import { formatMoneyShort } from '../../core/money.ts';
import type { FactLine } from '../../core/report.ts';
import { decimalNumber, type Language, wholeNumber } from '../../core/text.ts';
import type { Store } from '../../index/store.ts';

/** A number of the last scan that was kept. */
export interface Headline {
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  readonly unit: Unit;
  readonly currency?: string;
  readonly status: MetricStatus;
}

const SHOWN = ['open_deals', 'open_value', 'win_rate', 'top2_owner_share', 'follow_up_compliance'];

/** The headline numbers of each company's newest kept scan, by slug. A memo of another form is passed over: it is only a cache. */
export function readHeadlines(store: Store): Map<string, Headline[]> {
  const found = new Map<string, Headline[]>();
  const rows = store
    .prepare(
      "SELECT entity, value ->> '$.json', max(made) FROM scan_memo WHERE json_valid(value) AND value ->> '$.json' IS NOT NULL GROUP BY entity",
    )
    .raw()
    .all() as [string, string][];
  for (const [entity, json] of rows) {
    const metrics = metricsIn(json);
    const shown = SHOWN.flatMap((id) => metrics.filter((metric) => metric.id === id && metric.value !== null));
    if (shown.length > 0) found.set(entity, shown);
  }
  return found;
}

/** The metrics of a scan's JSON (`bizos.scan/1`), kept as a whole document or as its members without the braces around them. */
function metricsIn(json: string): Headline[] {
  try {
    const { metrics, currency } = JSON.parse(json.startsWith('{') ? json : `{${json}}`) as { metrics?: unknown; currency?: string };
    return Array.isArray(metrics) ? (metrics as Headline[]).map((metric) => ({ currency, ...metric })) : [];
  } catch {
    return [];
  }
}

/** The numbers as lines for people. */
export function headlineFacts(headlines: readonly Headline[], language: Language): FactLine[] {
  return headlines.map(({ label, value, unit, currency, status }) => ({
    label,
    value: shown(value ?? 0, unit, currency, language),
    tone: status === 'met' ? 'good' : status === 'missed' ? 'bad' : 'plain',
    status:
      status === 'met'
        ? language === 'de'
          ? 'erreicht'
          : 'met'
        : status === 'missed'
          ? language === 'de'
            ? 'verfehlt'
            : 'missed'
          : undefined,
  }));
}

function shown(value: number, unit: Unit, currency: string | undefined, language: Language): string {
  if (unit === 'ratio') return `${decimalNumber(value * 100, 1, language)} %`;
  if (unit === 'money') return formatMoneyShort({ minor: value, currency: currency ?? 'XXX' }, language);
  return wholeNumber(value, language);
}
