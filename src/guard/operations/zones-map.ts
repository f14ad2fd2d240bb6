import * as z from 'zod/mini';
import { placeText } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import type { EntryChange, ZoneRule } from '../../core/zone.ts';
import type { Operation } from '../../workspace/operation.ts';
import { holdersOf } from '../sessions/holders.ts';
import { openSessions } from '../sessions/open.ts';

const input = z.object({ agent: z.optional(z.string()) });

/** `bizos zones map`. */
export const zonesMap: Operation<typeof input> = {
  name: 'zones map',
  summary: { en: 'Who owns what, as a tree.', de: 'Wem was gehört, als Baum.' },
  effect: 'reads',
  input,
  fields: { agent: { value: 'AGENT', help: { en: 'only this agent', de: 'nur dieser Agent' } } },
  examples: [{ command: 'bizos zones map', does: { en: 'the whole map', de: 'die ganze Karte' } }],
  async run(context, { agent }) {
    const { policy, place, language } = await openSessions(context);
    const rows = policy.agents
      .filter((zones) => agent === undefined || zones.agent === agent)
      .flatMap((zones) => zones.rules.map((rule) => ({ agent: zones.agent, rule, keys: zones.keys.length })))
      .sort((a, b) => (a.rule.pattern < b.rule.pattern ? -1 : a.rule.pattern > b.rule.pattern ? 1 : 0));
    const de = language === 'de';
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.zones-map/1',
        zones: rows.map(({ agent: owner, rule }) => ({
          agent: owner,
          pattern: rule.pattern,
          entities: rule.entities ?? null,
          access: rule.access ?? null,
          fields: rule.fields ?? null,
          sections: rule.sections ?? null,
          entries: rule.entries ?? null,
          tree: rule.tree ?? null,
          rule: rule.place,
        })),
        human: policy.human.map((rule) => ({
          pattern: rule.pattern,
          access: rule.access ?? null,
          fields: rule.fields ?? null,
          rule: rule.place,
        })),
        guarded: policy.guarded.map(({ pattern }) => pattern),
        agents: policy.agents.map((zones) => ({ agent: zones.agent, keys: zones.keys.length, exclusive: zones.exclusive ?? false })),
      }),
      report: () => ({
        title: de ? 'Wem was gehört' : 'Who owns what',
        language,
        blocks: [
          {
            kind: 'verbatim',
            text: treeOf(
              rows.map(({ agent: owner, rule }) => ({
                pattern: rule.pattern,
                words: wordsOf(
                  owner,
                  rule,
                  holdersOf(place, rule.pattern).map(({ session }) => session),
                  de,
                ),
              })),
            ),
          },
          {
            kind: 'text',
            text: de
              ? `${policy.guarded.length} Muster bewachen die Wache selbst (AGENT_GOALS.md, .claude/, .github/, Hooks, Freigaben …): nur Menschen schreiben sie.`
              : `${policy.guarded.length} patterns guard the guard itself (AGENT_GOALS.md, .claude/, .github/, hooks, approvals …): only people write them.`,
            tone: 'quiet',
          },
          ...(policy.human.length > 0
            ? [
                {
                  kind: 'list' as const,
                  items: policy.human.map(
                    (rule) => `${de ? 'Menschen' : 'people'}: ${rule.pattern} ${rule.access ?? ''} ${placeText(rule.place, language)}`,
                  ),
                },
              ]
            : []),
        ],
      }),
    };
  },
};

/** What may be done to an entry, as a zone is written. */
const ENTRY_CHANGES: Readonly<Record<EntryChange, Text>> = {
  append: { en: 'append', de: 'anfügen' },
  change: { en: 'change', de: 'ändern' },
  move: { en: 'move', de: 'verschieben' },
  remove: { en: 'remove', de: 'entfernen' },
};

function wordsOf(owner: string, rule: ZoneRule, held: readonly string[], de: boolean): string {
  const parts = [
    ...Object.entries(rule.fields ?? {}).map(([name, access]) => `${name}: ${access}`),
    ...Object.entries(rule.sections ?? {}).map(([name, access]) => `§ ${name}: ${access}`),
    ...(rule.entries
      ? [
          `${rule.entries.whose === 'own' ? (de ? 'eigene Einträge' : 'own entries') : de ? 'Einträge' : 'entries'}: ${rule.entries.may.map((one) => ENTRY_CHANGES[one][de ? 'de' : 'en']).join(', ')}`,
        ]
      : []),
    ...(rule.access === 'read' ? [de ? 'nur lesen' : 'read only'] : []),
  ];
  const scope = rule.entities && /\[entity\]|<entity>/.test(rule.pattern) ? ` (${rule.entities.join(', ')})` : '';
  return `${owner}${scope}${parts.length > 0 ? `  [${parts.join('; ')}]` : ''}${held.length > 0 ? `  ${de ? 'gehalten von' : 'held by'} ${held.join(', ')}` : ''}`;
}

/** Patterns as an indented tree: what they share stands once. */
function treeOf(rows: readonly { readonly pattern: string; readonly words: string }[]): string {
  const lines: string[] = [];
  let above: readonly string[] = [];
  for (const { pattern, words } of rows) {
    const parts = pattern.replace(/\/$/, '/**').split('/');
    let shared = 0;
    while (shared < parts.length - 1 && above[shared] === parts[shared]) shared++;
    for (let depth = shared; depth < parts.length - 1; depth++) lines.push(`${'  '.repeat(depth)}${parts[depth]}/`);
    lines.push(`${'  '.repeat(parts.length - 1)}${parts[parts.length - 1]}  ${words}`);
    above = parts.slice(0, -1);
  }
  return lines.join('\n');
}
