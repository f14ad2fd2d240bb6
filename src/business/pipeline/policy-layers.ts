import type { Checked, Place, Problem } from '../../core/problem.ts';
import { StageBook, stageKey } from '../../core/stage.ts';
import { labelKey, rowProblem } from '../../tree/tables.ts';
import type { PipelinePolicy, PipelineSettings } from './policy.ts';
import type { CrmStructure } from './policy-reader.ts';
import { SETTINGS, settingUnreadable } from './settings-reader.ts';
import { layTargets, type TargetSource } from './target-layers.ts';

export type { TargetSource } from './target-layers.ts';

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
    for (const [crm, stage, line] of layer.stageNames) {
      if (known.has(stageKey(stage))) stageNames.set(stageKey(crm), [crm, stage]);
      else if (layer !== layers[0]) problems.push(unknownStage(crm, stage, { file: layer.file, line }));
    }
  }
  const requiredFields = top((layer) => layer.requiredFields);
  for (const { from, line } of requiredFields) {
    // The shipped structure's own demands fall away with its stages, and nobody has to be told.
    if (from !== null && !known.has(from) && requiredFields !== layers[0].requiredFields)
      problems.push(requiredUnknown(from, line, stages, layers));
  }
  return {
    value: {
      stages,
      stageNames: [...stageNames.values()],
      columns: Object.assign({}, ...layers.map(({ columns }) => columns)) as PipelinePolicy['columns'],
      requiredFields,
      settings: readSettings(layers, currency, problems),
      rules: layRules(layers),
      riskWeights: layWeights(layers),
      targets: layTargets([...layers.map(({ metrics }) => metrics), ...targetSources], currency, problems),
    },
    problems,
  };
}

/** Unknown names were said by the reader of the document; here they count for nothing. */
function layRules(layers: readonly CrmStructure[]): PipelinePolicy['rules'] {
  const known = new Set(layers[0]?.rules.map(({ rule }) => rule));
  const rules: Record<string, PipelinePolicy['rules'][string]> = {};
  for (const { rule, severity, place } of layers.flatMap((layer) => layer.rules)) {
    if (severity === 'off') delete rules[rule];
    else if (known.has(rule)) rules[rule] = { severity, place };
  }
  return rules;
}

function layWeights(layers: readonly CrmStructure[]): Record<string, number> {
  const known = Object.keys(layers[0]?.riskWeights ?? {});
  const laid = Object.assign({}, ...layers.map(({ riskWeights }) => riskWeights)) as Record<string, number>;
  return Object.fromEntries(known.map((factor) => [factor, laid[factor]]));
}

function requiredUnknown(
  from: string,
  line: number,
  stages: readonly { readonly name: string }[],
  layers: readonly CrmStructure[],
): Problem {
  const file = layers.findLast(({ requiredFields }) => requiredFields.length > 0)?.file;
  const names = stages.map(({ name }) => name).join(', ');
  return rowProblem(
    'required-stage-unknown',
    { file, line },
    `Fields are asked for from "${from}" onwards, and there is no such stage.`,
    `Felder werden ab „${from}“ verlangt, und diese Stufe gibt es nicht.`,
    `Name one of: ${names}.`,
    `Nenne eine von: ${names}.`,
  );
}

function unknownStage(crm: string, stage: string, place: Place): Problem {
  return rowProblem(
    'stage-name-unknown',
    place,
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
      // What no currency could make readable was said by the reader of the document.
      if (reader?.read(value, 'XXX') === undefined) continue;
      const read = reader.read(value, currency);
      if (read === undefined) problems.push(settingUnreadable(reader, name, value, place));
      else settings[reader.key] = read;
    }
  }
  const missing = SETTINGS.filter(({ key }) => settings[key] === undefined).map(({ names }) => names[0]);
  if (missing.length > 0) throw new Error(`the shipped policy lacks settings: ${missing.join(', ')}`);
  return settings as PipelineSettings;
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
