import { createHash } from 'node:crypto';
import type { ActionDraft, Message } from '../../../core/action.ts';
import { severityRank } from '../../../core/finding.ts';
import { isoDate } from '../../../core/moment.ts';
import type { Place, Problem } from '../../../core/problem.ts';
import { stageKey } from '../../../core/stage.ts';
import type { Language } from '../../../core/text.ts';
import { SETTINGS } from '../../../loop/policy/columns.ts';
import type { AgentPolicy } from '../../../loop/policy/policy.ts';
import { POLICY_DOCUMENT } from '../../../net/channel-table.ts';
import { checkDraft, type DraftLimits } from '../../../sources/model/check.ts';
import type { ActionWriter, AskedDrafts } from '../../../workspace/action.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { placeOfDeal } from '../facts.ts';
import { contactAddress } from './contact-address.ts';
import { type CompanyFacts, dealsOf, type FoundDeal, factsOf } from './deals-of.ts';
import { type DraftTemplate, type DraftValues, fillTemplate, lineThat, outsideText } from './draft-template.ts';
import { mailLimits, wordsOf } from './mail-limits.ts';
import { mailModel, type WordMail } from './mail-model.ts';
import { shippedStages, stageTemplate } from './stage-template.ts';
import { mailWay } from './ways.ts';

/** Whose text this is: nothing longer than this is quoted to a customer. */
const QUOTED_MAX = 200;
/** What stands for a deal whose name is nothing to show a customer. */
const UNNAMED: Readonly<Record<Language, string>> = { en: 'your project', de: 'Ihr Vorhaben' };
const PERSON = /^[\p{L}\p{M}][\p{L}\p{M}\p{N} .,'’()-]{0,79}$/u;

/** What a follow-up is written from: one deal, its contact, its template. */
export interface MailFacts {
  readonly entity: string;
  readonly company: string;
  readonly deal: FoundDeal;
  readonly name: string;
  readonly account: string;
  readonly owner: string;
  /** As the export has it. */
  readonly email: string;
  /** Day of the last thing that happened with the deal; empty where nothing tells. */
  readonly lastTouch: string;
  readonly language: Language;
  readonly template: DraftTemplate;
  readonly channel: string;
  /** What the policy lets a draft hold; links and addresses that the template itself has are ours and count as allowed. */
  readonly limits: Pick<DraftLimits, 'links' | 'charactersMax'>;
}

/** A draft, or why there is none: the deal has no usable address, the template is wrong, or what it became is not to be sent. */
export type MailDraft = { readonly draft: ActionDraft; readonly notes: readonly Problem[] } | { readonly problems: readonly Problem[] };

/**
 * The follow-up for one deal, from its template. The address is the export's own column and nothing else; the deal's words stand as quoted
 * lines, or neutral words for them where they hold links, addresses, hidden characters or words to a machine. The whole is checked as a model's words
 * are. One mail a deal, stage and silence.
 */
export function followUpMail(facts: MailFacts): MailDraft {
  const { deal, template } = facts;
  const to = contactAddress(facts.email);
  if (to === undefined) return { problems: [noAddress()] };
  const { values, left } = valuesOf(facts);
  const { message, problem } = fillTemplate(template, values);
  if (!message) return { problems: problem ? [problem] : [] };
  const wrong = checkDraft(`${message.subject ?? ''}\n${wordsOf(message)}`, mailLimits(facts));
  if (wrong.length > 0) return { problems: wrong.map((one) => unfit(template.file, lineOf(one, facts, values), one)) };
  const worst = deal.findings[0];
  const text = createHash('sha256').update(template.text).digest('hex').slice(0, 8);
  const draft: ActionDraft = {
    kind: 'follow-up-mail',
    entity: facts.entity,
    findings: deal.findings.map(({ id }) => id),
    subject: worst.subject,
    ...(facts.owner === '' ? {} : { owner: facts.owner }),
    // Trust is earned for these very words: a template that was changed begins anew.
    template: `${template.name}@${text}`,
    stage: deal.stage,
    occasion: ['follow-up', deal.id, stageKey(deal.stage), facts.lastTouch].join(' '),
    channel: facts.channel,
    message: { to: [to], ...message },
    why: { en: `${deal.id}: ${worst.summary.en}`, de: `${deal.id}: ${worst.summary.de}` },
    evidence: { rules: deal.findings.map(({ rule }) => rule), last_touch: facts.lastTouch || null, words_by: 'template' },
  };
  return { draft, notes: left ? [leftOut()] : [] };
}

/** What the template may name; what can't be shown to a customer is empty. */
function valuesOf(facts: MailFacts): { values: DraftValues; left: boolean } {
  const limits = { links: [], recipients: [], charactersMax: QUOTED_MAX };
  const shown = (text: string): string => {
    const line = outsideText(text, QUOTED_MAX);
    return line !== '' && checkDraft(line, limits).length === 0 && text.search(/[<>{}`]|^[/=+@]/) < 0 ? line : '';
  };
  const deal = shown(facts.name);
  // A template's sentence leads up to the name: without one it would end in the air.
  const quoted = { deal: deal || UNNAMED[facts.language], account: shown(facts.account) };
  const owner = outsideText(facts.owner, 80);
  const own = { owner: PERSON.test(owner) && shown(owner) !== '' ? owner : '', company: facts.company, stage: facts.deal.stage };
  return { values: { own: { ...own, stage: shown(own.stage) }, quoted }, left: deal === '' && facts.name !== '' };
}

/** Drafts for every deal with a finding that asks for one, the worst first. */
export const writer: ActionWriter = {
  async draft(context, workspace, asked) {
    const [{ path, value: policy } = { path: POLICY_DOCUMENT }] = workspace.documents<AgentPolicy>('agent-policy');
    const charactersMax = policy?.settings.draftCharacters;
    if (charactersMax === undefined) return { drafts: [], problems: [noLimit({ file: path, line: policy?.settingLines?.table })] };
    const limits = { charactersMax, links: policy?.model?.links ?? [] };
    const { companies, problems } = await factsOf(context, workspace, new Set(asked.findings.map(({ entity }) => entity)));
    const word = await mailModel(workspace, context.environment);
    problems.push(...word.problems);
    const drafts: ActionDraft[] = [];
    for (const company of companies) {
      for (const facts of await mailFactsOf(company, asked, workspace, limits, problems)) {
        const made = followUpMail(facts);
        if ('problems' in made) {
          const place = placeOfDeal(company.prepared.facts, facts.deal.i);
          problems.push(...made.problems.map((one) => ({ ...one, place: one.place ?? place })));
        } else {
          problems.push(...made.notes);
          drafts.push(drafts.length < word.most ? await worded(made.draft, facts, word, problems) : made.draft);
        }
      }
    }
    return { drafts, problems: together(problems) };
  },
};

/** The facts of every mail of a company: findings of one deal together, the worst first. */
async function mailFactsOf(
  company: CompanyFacts,
  asked: AskedDrafts,
  workspace: Workspace,
  limits: MailFacts['limits'],
  problems: Problem[],
): Promise<MailFacts[]> {
  const { entity, prepared } = company;
  const { deals } = prepared.facts;
  const language = entity.language ?? workspace.language;
  const shipped = await shippedStages();
  const findings = asked.findings
    .filter((finding) => finding.entity === entity.slug)
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || (b.worth ?? 0) - (a.worth ?? 0));
  return dealsOf(company, findings).map((deal) => {
    const at = deals.stage.at[deal.i];
    const found = stageTemplate(workspace.root, { stage: prepared.stageOfWord[at], word: deals.stage.words[at] }, language, shipped);
    if (found.problem) problems.push(found.problem);
    return {
      entity: entity.slug,
      company: entity.name,
      deal,
      name: deals.name(deal.i),
      account: deals.account(deal.i),
      owner: deals.owner.words[deals.owner.at[deal.i]],
      email: deals.email(deal.i),
      lastTouch: isoDate(Number.isNaN(deals.lastActivity[deal.i]) ? deals.created[deal.i] : deals.lastActivity[deal.i]),
      language,
      template: found.template,
      channel: mailWay(asked.channels),
      limits,
    };
  });
}

/** The draft in a model's words where one is set up and its words pass; such words are shown each time and never become a pattern. */
async function worded(draft: ActionDraft, facts: MailFacts, word: WordMail, problems: Problem[]): Promise<ActionDraft> {
  const made = await word.write(facts, draft.message);
  problems.push(...made.problems);
  if (made.by === 'template') return draft;
  const message: Message = { ...draft.message, blocks: made.text.split(/\n{2,}/).map((text) => ({ kind: 'text', text })) };
  const hash = createHash('sha256').update(made.text).digest('hex').slice(0, 16);
  return { ...draft, message, template: `${facts.template.name}+model@${hash}`, evidence: { ...draft.evidence, words_by: 'model' } };
}

/** The same problem of many deals as one, counted, at its first place. */
function together(problems: readonly Problem[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.code} ${problem.place?.file ?? ''} ${problem.place?.line ?? ''} ${problem.message.en}`;
    const known = found.get(key);
    found.set(key, known ? { ...known, count: (known.count ?? 1) + (problem.count ?? 1) } : problem);
  }
  return [...found.values()];
}

function noAddress(): Problem {
  return {
    code: 'draft-no-address',
    level: 'warning',
    message: {
      en: 'A deal has no mail address of its contact in the export: no follow-up was drafted.',
      de: 'Ein Deal hat im Export keine Mailadresse seines Kontakts: Es wurde kein Nachfassen entworfen.',
    },
    remedy: {
      en: 'Add the column to the export, or name it: "| email | Contact Email |" in the table "Field | Column".',
      de: 'Nimm die Spalte in den Export auf oder nenne sie: „| email | Kontakt E-Mail |“ in der Tabelle „Field | Column“.',
    },
  };
}

function noLimit(place: Place): Problem {
  const [en, de] = SETTINGS.draftCharacters.names;
  return {
    code: 'policy-setting',
    level: 'warning',
    place,
    message: {
      en: `bizos/AGENT_POLICY.md lacks the setting "${en}": no follow-up was drafted.`,
      de: `In bizos/AGENT_POLICY.md fehlt die Einstellung „${de}“: Es wurde kein Nachfassen entworfen.`,
    },
    remedy: {
      en: `Add the row "| ${en} | 2000 |" below Settings.`,
      de: `Ergänze unter Einstellungen die Zeile „| ${de} | 2000 |“.`,
    },
  };
}

/** The line of the template that is wrong by itself; undefined where only the whole is, as a mail that is too long. */
function lineOf({ code }: Problem, facts: MailFacts, values: DraftValues): number | undefined {
  return lineThat(facts.template, values, (words) => words !== '' && checkDraft(words, mailLimits(facts)).some((one) => one.code === code));
}

/** What is wrong with a mail that our own template made is for the template's owner to mend. */
function unfit(file: string, line: number | undefined, wrong: Problem): Problem {
  return {
    ...wrong,
    place: { file, line },
    remedy: {
      en: `No mail was drafted from it. Mend ${file}; docs/drafts.md says what a mail may hold.`,
      de: `Daraus wurde keine Mail entworfen. Bessere ${file} aus; docs/drafts.md sagt, was eine Mail enthalten darf.`,
    },
  };
}

function leftOut(): Problem {
  return {
    code: 'draft-quote-left-out',
    level: 'note',
    message: {
      en: 'The name of a deal is nothing to show a customer (a link, an address, markup or hidden characters); the mail says "your project" instead.',
      de: 'Der Name eines Deals ist nichts für Kunden (Link, Adresse, Auszeichnung oder verborgene Zeichen); die Mail sagt „Ihr Vorhaben“ stattdessen.',
    },
    remedy: { en: 'Look at the deal in the CRM: who wrote that?', de: 'Sieh dir den Deal im CRM an: Wer hat das geschrieben?' },
  };
}
