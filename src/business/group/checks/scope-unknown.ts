import type { AgentGoals } from '../../../tree/kinds/agent-goals.ts';
import { labelKey } from '../../../tree/tables.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';

/** Words that mean every company. */
const ALL = /^(?:all|every|alle|jede)\b/;

/** Agents whose scope names a company that is not there. */
export const scopeUnknown: TreeCheck = {
  explanation: {
    code: 'scope-unknown',
    title: { en: 'An agent is set on a company that is not there', de: 'Ein Agent gilt für eine Firma, die es nicht gibt' },
    explain: {
      en: 'The Entity Scope of an agent names a company that has no folder. The agent would do nothing for it, and nobody would notice.',
      de: 'Der Geltungsbereich eines Agenten nennt eine Firma ohne Ordner. Der Agent täte nichts für sie, und niemand merkte es.',
    },
    example: {
      en: '**Solartec** under Entity Scope, and the company is called Solartech.',
      de: '**Solartec** im Geltungsbereich, und die Firma heißt Solartech.',
    },
    remedy: {
      en: 'Correct the name, or make the company with bizos init --entity NAME.',
      de: 'Berichtige den Namen, oder lege die Firma mit bizos init --entity NAME an.',
    },
  },
  run(look) {
    const known = new Set(look.entities.flatMap(({ name, slug, folder }) => [labelKey(name), slug, labelKey(folder.replace(/^.*\//, ''))]));
    const faults: Fault[] = [];
    for (const { document, kind, value } of look.documents) {
      if (kind !== 'agent-goals') continue;
      for (const agent of (value as AgentGoals).agents) {
        for (const name of agent.scope.map((word) => word.replace(/\s*\(.*\)$/, '').trim())) {
          if (name === '' || ALL.test(labelKey(name)) || known.has(labelKey(name))) continue;
          faults.push({
            problem: {
              code: 'scope-unknown',
              level: 'warning',
              message: {
                en: `${agent.name} is to look after "${name}", and there is no such company.`,
                de: `${agent.name} soll sich um „${name}“ kümmern, und diese Firma gibt es nicht.`,
              },
              place: { file: document.path, line: agent.line },
              remedy: {
                en: 'Correct the name, or make the company with bizos init --entity NAME.',
                de: 'Berichtige den Namen, oder lege die Firma mit bizos init --entity NAME an.',
              },
            },
          });
        }
      }
    }
    return faults;
  },
};
