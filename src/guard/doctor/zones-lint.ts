import type { TreeCheck } from '../../workspace/check.ts';
import { policyHere } from '../policy/compiled.ts';
import { lintZones } from '../policy/lint.ts';
import { pathsOf } from '../policy/tree-paths.ts';

/** Whether two agents may write one file, and whether every zone can be read. */
export const zoneOverlap: TreeCheck = {
  explanation: {
    code: 'zone-overlap',
    title: { en: 'Two agents may write the same file', de: 'Zwei Agenten dürfen dieselbe Datei schreiben' },
    explain: {
      en: 'Zones have no order: where two meet, nobody can say whose word counts, and only one of the two sessions can run at a time.',
      de: 'Zonen haben keine Reihenfolge: Wo zwei sich treffen, kann niemand sagen, wessen Wort gilt, und nur eine der beiden Sitzungen kann jeweils laufen.',
    },
    example: {
      en: '`bizos/*/reports/` of one agent and `bizos/02_Solartech/**/week.md` of another.',
      de: '`bizos/*/reports/` des einen Agenten und `bizos/02_Solartech/**/week.md` des anderen.',
    },
    remedy: {
      en: 'Give each file to one agent, or name the fields that each of them writes.',
      de: 'Gib jede Datei einem Agenten, oder nenne die Felder, die jeder davon schreibt.',
    },
  },
  async run(look) {
    const { value, problems } = await policyHere(look.root);
    const found = lintZones(value, await pathsOf(look.root)).problems.filter(({ level }) => level === 'error');
    return [...problems.filter(({ level }) => level === 'error'), ...found].map((problem) => ({ problem }));
  },
};
