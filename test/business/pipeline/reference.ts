import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../src/business/pipeline/rules/index.ts';
import { DEAL_EVIDENCE } from '../../../src/business/pipeline/rules/rule.ts';
import type { Metric } from '../../../src/core/metric.ts';

/** The metrics as a Markdown table for `docs/pipeline.md`: what each is, by its own definition. */
export function metricReference(metrics: readonly Metric[]): string {
  const lines = metrics.map(({ id, label, unit, definition }) => `| \`${id}\` | ${cell(label.en)} | ${unit} | ${cell(definition.en)} |`);
  return ['| id | name | unit | definition |', '|---|---|---|---|', ...lines].join('\n');
}

/** The rules as Markdown for `docs/pipeline.md`, each with why, example, remedy and evidence, out of its own declaration. */
export function ruleReference(): string {
  const parts = RULES.map((rule) => {
    const needs =
      rule.needs && rule.needs.length > 0
        ? `\n\nNeeds the ${rule.needs.length === 1 ? 'column' : 'columns'} ${rule.needs.map((field) => `\`${field}\``).join(', ')}.`
        : '';
    const keys = Object.entries(rule.evidenceKeys).map(([key, text]) => `- \`${key}\`: ${text.en}`);
    return [
      `### \`${rule.code}\`: ${rule.title.en}`,
      `${rule.explain.en}${needs}`,
      `- Example: ${rule.example.en}`.concat(`\n- What to do: ${rule.remedy.en}`),
      `Evidence${rule.about === 'deal' ? ' (besides that of every deal)' : ''}:`,
      keys.join('\n'),
    ].join('\n\n');
  });
  const common = Object.entries(DEAL_EVIDENCE).map(([key, text]) => `- \`${key}\`: ${text.en}`);
  return [`Every finding about a deal carries:\n\n${common.join('\n')}`, ...parts].join('\n\n');
}

/** The settings as the shipped policy has them, its own table. */
export function settingReference(): string {
  const policy = readFileSync(join(import.meta.dirname, '..', '..', '..', 'templates', 'policies', 'CRM_STRUCTURE.md'), 'utf8');
  const table = /^## Settings\n\n([\s\S]*?)\n\n## /m.exec(policy);
  if (!table) throw new Error('the shipped policy has no section "Settings"');
  return table[1];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
