import type { Message } from '../../../core/action.ts';
import type { Problem } from '../../../core/problem.ts';
import type { AgentPolicy } from '../../../loop/policy/policy.ts';
import { openSecrets } from '../../../net/secrets.ts';
import type { Draft } from '../../../sources/model/draft.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { MailFacts } from './follow-up-mail.ts';
import { mailLimits, wordsOf } from './mail-limits.ts';

/** Who words mails besides the template: at most so many a run, with what is wrong with how it is set up. */
export interface WordMail {
  /** Mails that the model is asked for in a run; 0 where none is set up. */
  readonly most: number;
  readonly problems: readonly Problem[];
  write(facts: MailFacts, template: Omit<Message, 'to'>): Promise<Draft>;
}

/** The model of the policy; one that writes nothing where there is none, or its key is not on this machine. */
export async function mailModel(workspace: Workspace, environment: Readonly<Record<string, string | undefined>>): Promise<WordMail> {
  const policy = workspace.documents<AgentPolicy>('agent-policy')[0]?.value;
  const model = policy?.model;
  if (!policy || !model) return none([]);
  const key = model.secret === undefined ? undefined : openSecrets(workspace.root, environment).get(model.secret);
  if (model.secret !== undefined && key === undefined) return none([noKey(model.secret)]);
  const { writeDraft } = await import('../../../sources/model/draft.ts');
  return {
    most: policy.settings.planned ?? 0,
    problems: [],
    write: (facts, template) =>
      writeDraft(
        { api: model.api, baseUrl: model.endpoint, model: model.name, ...(key === undefined ? {} : { key }) },
        {
          language: facts.language,
          task: taskOf(facts),
          facts: { deal: facts.name, account: facts.account, stage: facts.deal.stage, last_activity: facts.lastTouch },
          template: wordsOf(template),
          limits: mailLimits(facts),
        },
      ),
  };
}

/** Our own words. What the customer's name or deal says stands in the data, never here. */
function taskOf({ company, language, deal }: MailFacts): string {
  const rules = deal.findings.map(({ rule }) => rule).join(', ');
  return [
    `You write one short, polite follow-up e-mail from ${company} to a customer whose deal has not moved (${rules}).`,
    'Ask how things stand and offer help. Promise nothing, name no price, no date and no discount. Sign with the company only.',
    language === 'de' ? 'Address the reader as "Sie".' : '',
  ].join(' ');
}

function none(problems: readonly Problem[]): WordMail {
  return { most: 0, problems, write: async () => ({ text: '', by: 'template', problems: [] }) };
}

function noKey(secret: string): Problem {
  return {
    code: 'draft-model-key',
    level: 'warning',
    message: {
      en: `The secret ${secret} of the model is not set here: the templates were taken.`,
      de: `Das Geheimnis ${secret} des Modells ist hier nicht gesetzt: Es gelten die Vorlagen.`,
    },
    remedy: {
      en: `Set ${secret} in the environment, in .env or in the keychain, or take the model out of bizos/AGENT_POLICY.md.`,
      de: `Setze ${secret} in der Umgebung, in .env oder im Schlüsselbund, oder nimm das Modell aus bizos/AGENT_POLICY.md.`,
    },
  };
}
