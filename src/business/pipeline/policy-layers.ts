import type { Target } from '../../core/metric.ts';
import { currencyExponent } from '../../core/money.ts';
import type { Checked, Problem } from '../../core/problem.ts';
import { StageBook, stageKey } from '../../core/stage.ts';
import type { MetricRow } from '../../tree/kinds.ts';
import { labelKey, rowProblem } from '../../tree/tables.ts';
import { metricIdOf } from './metric-names.ts';
import type { PipelinePolicy, PipelineSettings } from './policy.ts';
import type { CrmStructure } from './policy-reader.ts';
import { SETTINGS } from './settings-reader.ts';

/** What targets are taken from, the least particular first: agents' tables, the group's, the company's own. */
export type TargetSource = readonly MetricRow[];

/**
 * Lays structures over each other, the shipped one first, the entity's own last: a stage table replaces the one below it,
 * other tables do so row by row. `currency` is what settings in money count in. Throws when the first layer lacks a setting:
 * that is the shipped template, which a test holds complete.
 */
export function layPolicies(
  layers: readonly CrmStructure[],
  targetSources: readonly TargetSource[],
  currency: string,
): Checked<PipelinePolicy> {
  const problems: Problem[] = [];
  const top = <T>(pick: (layer: CrmStructure) => readonly T[]): readonly T[] => layers.map(pick).findLast((rows) => rows.length > 0) ?? [];
  const stages = top((layer) => layer.stages);
  const known = new Set(stages.map(({ name }) => stageKey(name)));
  const stageNames = new Map<string, readonly [string, string]>();
  for (const layer of layers) {
    for (const [crm, stage] of layer.stageNames) {
      if (known.has(stageKey(stage))) stageNames.set(stageKey(crm), [crm, stage]);
      else if (layer !== layers[0]) problems.push(unknownStage(crm, stage, layer.file));
    }
  }
  const rules: Record<string, PipelinePolicy['rules'][string]> = {};
  for (const layer of layers) for (const { rule, severity, place } of layer.rules) rules[rule] = { severity, place };
  return {
    value: {
      stages,
      stageNames: [...stageNames.values()],
      columns: Object.assign({}, ...layers.map(({ columns }) => columns)) as PipelinePolicy['columns'],
      requiredFields: top((layer) => layer.requiredFields),
      settings: readSettings(layers, currency, problems),
      rules,
      riskWeights: Object.assign({}, ...layers.map(({ riskWeights }) => riskWeights)) as Record<string, number>,
      targets: layTargets([...layers.map(({ metrics }) => metrics), ...targetSources], currency),
    },
    problems,
  };
}

function unknownStage(crm: string, stage: string, file: string): Problem {
  return rowProblem(
    'stage-name-unknown',
    { file },
    `"${crm}" is said to be the stage "${stage}", which the stage table does not have.`,
    `„${crm}“ soll die Stufe „${stage}“ sein, die es in der Stufentabelle nicht gibt.`,
    '"| Payment Done | Closed Won |"',
  );
}

function readSettings(layers: readonly CrmStructure[], currency: string, problems: Problem[]): PipelineSettings {
  const settings: Partial<Record<keyof PipelineSettings, unknown>> = {};
  for (const layer of layers) {
    for (const { name, value, place } of layer.settings) {
      const reader = SETTINGS.find(({ names }) => names.includes(labelKey(name)));
      if (!reader) {
        problems.push(
          rowProblem(
            'setting-unknown',
            place,
            `There is no setting "${name}".`,
            `Es gibt keine Einstellung „${name}“.`,
            `one of: ${SETTINGS.map(({ names }) => names[0]).join(', ')}`,
          ),
        );
        continue;
      }
      const read = reader.read(value, currency);
      if (read === undefined)
        problems.push(
          rowProblem(
            'setting-unreadable',
            place,
            `"${value}" can't be read as "${name}".`,
            `„${value}“ ist als „${name}“ nicht lesbar.`,
            `"| ${reader.names[0]} | ${reader.example} |"`,
          ),
        );
      else settings[reader.key] = read;
    }
  }
  const missing = SETTINGS.filter(({ key }) => settings[key] === undefined).map(({ names }) => names[0]);
  if (missing.length > 0) throw new Error(`the shipped policy lacks settings: ${missing.join(', ')}`);
  return settings as PipelineSettings;
}

/** Targets by metric id; later sources overrule earlier ones. Parts labelled small and large become metrics of their own. */
function layTargets(sources: readonly TargetSource[], currency: string): Record<string, Target> {
  const targets: Record<string, Target> = {};
  for (const rows of sources) {
    for (const row of rows) {
      const id = metricIdOf(row.name);
      if (!id) continue;
      for (const [i, part] of row.target.entries()) {
        if (!part.target) continue;
        const target = scaled(part.target, part.unit, currency, id);
        const sized =
          id === 'win_rate' && /small|klein/i.test(part.label ?? '')
            ? 'win_rate_small'
            : id === 'win_rate' && /large|groß|gross/i.test(part.label ?? '')
              ? 'win_rate_large'
              : undefined;
        if (sized) targets[sized] = target;
        if (i === 0) targets[id] = target;
      }
    }
  }
  return targets;
}

/** Money in tables is read in hundredths; the currency may have other minor units. Plain numbers for a value metric are whole units. */
function scaled(target: Target, unit: string, currency: string, id: string): Target {
  const isMoney = id === 'open_value' || id === 'sales_velocity';
  if (unit === 'money') return { ...target, value: (target.value / 100) * 10 ** currencyExponent(currency) };
  return isMoney && unit === 'number' ? { ...target, value: target.value * 10 ** currencyExponent(currency) } : target;
}

/** The stage book of a policy. */
export function stageBookOf(policy: PipelinePolicy): StageBook {
  const byKey = new Map(policy.stages.map((stage) => [stageKey(stage.name), stage]));
  const aliases = policy.stageNames.flatMap(([crm, name]) => {
    const stage = byKey.get(stageKey(name));
    return stage ? [[crm, stage] as const] : [];
  });
  return new StageBook(policy.stages, aliases);
}
