import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeCheck } from '../../workspace/check.ts';

const REMEDY = {
  en: 'Add the check: docs/ci.md has it for GitHub and GitLab.',
  de: 'Füge die Prüfung hinzu: docs/ci.md hat sie für GitHub und GitLab.',
};

/** Files in which continuous integration is set up, from the top of the repository. */
const FILES = [
  '.gitlab-ci.yml',
  '.ci/run',
  'Jenkinsfile',
  'azure-pipelines.yml',
  '.circleci/config.yml',
  'bitbucket-pipelines.yml',
  '.woodpecker.yml',
  '.forgejo/workflows',
  '.gitea/workflows',
];

/** Whether anything proves, after the fact and out of an agent's reach, that the zones were kept. */
export const doorCi: TreeCheck = {
  explanation: {
    code: 'door-ci-open',
    title: { en: 'CI does not check the write zones', de: 'Die CI prüft die Schreibzonen nicht' },
    explain: {
      en: 'Hooks on a machine can be gone round by whoever works on it. The check in CI can not: it takes the policy from the base of the branch. It is the boundary; the other doors are there so that nobody runs into it late.',
      de: 'Hooks auf einer Maschine kann umgehen, wer an ihr arbeitet. Die Prüfung in der CI nicht: Sie nimmt die Regeln vom Anfang des Branches. Sie ist die Grenze; die anderen Türen sind da, damit niemand erst spät auf sie stößt.',
    },
    example: { en: 'No file of the CI calls "bizos zones check".', de: 'Keine Datei der CI ruft „bizos zones check“ auf.' },
    remedy: REMEDY,
  },
  async run(look) {
    const top = (await look.git('rev-parse', '--show-toplevel'))?.trim();
    if (top === undefined) return [];
    const workflows = namesIn(join(top, '.github', 'workflows')).map((name) => join('.github', 'workflows', name));
    const calls = [...workflows, ...FILES].some((name) => /zones check|bizos\b.*action|uses:.*bizos/.test(textOf(join(top, name))));
    if (calls) return [];
    return [
      {
        problem: {
          code: 'door-ci-open',
          level: 'note',
          message: { en: 'No file of the CI calls "bizos zones check".', de: 'Keine Datei der CI ruft „bizos zones check“ auf.' },
          remedy: REMEDY,
        },
      },
    ];
  },
};

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
