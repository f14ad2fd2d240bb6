import * as z from 'zod/mini';
import { SEVERITIES } from '../../../core/finding.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Stage, StageCategory } from '../../../core/stage.ts';
import { stageKey } from '../../../core/stage.ts';
import { same } from '../../../core/text.ts';
import { DEAL_FIELDS, type DealField } from '../../../sources/crm/deals.ts';
import type { Operation } from '../../../workspace/operation.ts';
import type { PipelinePolicy } from '../policy.ts';

/** What `bizos scan pipeline` takes. */
export const scanInput = z.object({
  entity: z.optional(z.array(z.string())),
  input: z.optional(z.string()),
  asOf: z.optional(z.string()),
  window: z.optional(z.string()),
  map: z._default(z.array(z.string()), []),
  stage: z._default(z.array(z.string()), []),
  currency: z.optional(z.string()),
  dateOrder: z.optional(z.enum(['dmy', 'mdy'])),
  top: z._default(z.int().check(z.minimum(0), z.maximum(1000)), 3),
  explain: z.optional(z.string()),
  rejects: z.optional(z.string()),
  md: z.optional(z.union([z.boolean(), z.string()])),
  html: z.optional(z.union([z.boolean(), z.string()])),
  failOn: z.optional(z.enum(SEVERITIES)),
});

export type ScanInput = z.infer<typeof scanInput>;

/** Help for each field of the input. */
export const scanFields: Operation<typeof scanInput>['fields'] = {
  entity: {
    value: 'SLUG',
    help: {
      en: 'one company of the group; repeat for several (default: all that have an export)',
      de: 'eine Firma der Gruppe; mehrfach möglich (sonst: alle mit Export)',
    },
  },
  input: {
    value: 'FILE',
    help: {
      en: 'this CSV or XLSX export instead of the inbox; - is standard input',
      de: 'dieser CSV- oder XLSX-Export statt des Eingangs; - ist die Standardeingabe',
    },
  },
  asOf: {
    value: 'DATE',
    help: {
      en: 'the moment of the scan: YYYY-MM-DD, YYYY-MM-DDTHH:MM or today',
      de: 'der Stichtag: JJJJ-MM-TT, JJJJ-MM-TTThh:mm oder today',
    },
  },
  window: {
    value: 'DAYS',
    help: {
      en: 'deals closed in so many days count for rates: 365d, all (default: the policy)',
      de: 'so viele Tage zählen für Quoten: 365d, all (sonst: die Richtlinie)',
    },
  },
  map: {
    value: 'FIELD=COLUMN',
    help: {
      en: `which column a field stands in; fields: ${DEAL_FIELDS.join(' ')}`,
      de: `in welcher Spalte ein Feld steht; Felder: ${DEAL_FIELDS.join(' ')}`,
    },
  },
  stage: {
    value: 'NAME=KIND',
    help: {
      en: "what a stage of the export means: 'Verbal yes=open', =won, =lost",
      de: "was eine Stage des Exports bedeutet: 'Zusage=open', =won, =lost",
    },
  },
  currency: {
    value: 'CODE',
    help: { en: 'currency of the amounts (ISO 4217), such as MYR', de: 'Währung der Beträge (ISO 4217), etwa MYR' },
  },
  dateOrder: {
    value: 'ORDER',
    help: {
      en: 'how slashed dates are read where no date of the export decides: dmy or mdy',
      de: 'wie Daten mit Schrägstrich gelesen werden, wenn der Export es nicht verrät: dmy oder mdy',
    },
  },
  top: { value: 'N', help: { en: 'findings shown per rule', de: 'gezeigte Befunde je Regel' } },
  explain: {
    value: 'METRIC',
    help: { en: 'the rows behind one metric, such as win_rate', de: 'die Zeilen hinter einer Kennzahl, etwa win_rate' },
  },
  rejects: {
    value: 'FILE',
    help: {
      en: 'write every rejected row with its reason to this CSV file',
      de: 'schreibt jede abgelehnte Zeile mit Grund in diese CSV-Datei',
    },
  },
  md: {
    value: 'FILE',
    help: {
      en: 'write the report as Markdown: all companies into FILE, or without it each into its reports/YYYY-MM-DD-pipeline.md',
      de: 'schreibt den Bericht als Markdown: alle Firmen in FILE, ohne FILE jede in ihr reports/JJJJ-MM-TT-pipeline.md',
    },
  },
  html: {
    value: 'FILE',
    help: {
      en: 'write the report as one HTML page with plots; FILE as for --md',
      de: 'schreibt den Bericht als eine HTML-Seite mit Diagrammen; FILE wie bei --md',
    },
  },
  failOn: {
    value: 'SEVERITY',
    help: {
      en: 'exit 1 when there is a finding of this severity or worse',
      de: 'Exit-Code 1, wenn es einen Befund dieser Schwere oder schlimmer gibt',
    },
  },
};

const KINDS: Readonly<Record<string, StageCategory>> = { open: 'open', won: 'won', lost: 'lost', parked: 'parked' };

/** The policy with `--map`, `--stage` and `--window` laid over it. Throws BizosError (exit 2) that names the flag which is wrong. */
export function withFlags(policy: PipelinePolicy, input: ScanInput): PipelinePolicy {
  const columns: Partial<Record<DealField, string>> = { ...policy.columns };
  for (const word of input.map) {
    const [field, column] = splitOnce(word, '--map', "--map 'amount=Deal value'");
    if (!DEAL_FIELDS.includes(field as DealField)) {
      throw wrong(`--map ${word}: "${field}" is not a field`, `--map ${word}: „${field}“ ist kein Feld`, DEAL_FIELDS.join(' '));
    }
    columns[field as DealField] = column;
  }
  const stages: Stage[] = [...policy.stages];
  const stageNames = policy.stageNames.filter(
    ([name]) => !input.stage.some((word) => stageKey(word.slice(0, word.lastIndexOf('='))) === stageKey(name)),
  );
  for (const word of input.stage) {
    const cut = word.lastIndexOf('=');
    const [name, kind] =
      cut > 0
        ? [
            word.slice(0, cut).trim(),
            word
              .slice(cut + 1)
              .trim()
              .toLowerCase(),
          ]
        : ['', ''];
    const category = KINDS[kind];
    if (!name || !category)
      throw wrong(
        `--stage ${word}: a name and open, won or lost are needed`,
        `--stage ${word}: ein Name und open, won oder lost sind nötig`,
        "--stage 'Payment Done=won'",
      );
    const at = stages.findIndex((stage) => stageKey(stage.name) === stageKey(name));
    if (at >= 0) stages[at] = { ...stages[at], category };
    else stages.push({ name, category, order: stages.length, sla: null });
  }
  const windowDays = input.window === undefined ? policy.settings.windowDays : readWindow(input.window);
  return { ...policy, columns, stages, stageNames, settings: { ...policy.settings, windowDays } };
}

function splitOnce(word: string, flag: string, example: string): [string, string] {
  const cut = word.indexOf('=');
  if (cut <= 0 || cut === word.length - 1)
    throw wrong(`${flag} ${word}: FIELD=COLUMN is needed`, `${flag} ${word}: FELD=SPALTE ist nötig`, example);
  return [word.slice(0, cut).trim(), word.slice(cut + 1).trim()];
}

function readWindow(text: string): number | null {
  if (/^(?:all|alle|alles)$/i.test(text.trim())) return null;
  const m = /^(\d{1,6})\s*(?:d|days?|tage?)?$/i.exec(text.trim());
  if (!m || Number(m[1]) < 1)
    throw wrong(
      `--window ${text}: a number of days or "all" is needed`,
      `--window ${text}: eine Anzahl Tage oder „all“ ist nötig`,
      '--window 365d',
    );
  return Number(m[1]);
}

function wrong(en: string, de: string, hint: string): BizosError {
  return new BizosError(2, { en: `${en}.`, de: `${de}.` }, same(hint));
}
