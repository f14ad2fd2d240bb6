import { createHash } from 'node:crypto';
import type { ActionDraft, Message } from '../../../core/action.ts';
import { severityRank } from '../../../core/finding.ts';
import { isoDate } from '../../../core/moment.ts';
import type { Problem } from '../../../core/problem.ts';
import { stageKey } from '../../../core/stage.ts';
import type { Language } from '../../../core/text.ts';
import { checkDraft } from '../../../sources/model/check.ts';
import type { ActionWriter, AskedDrafts } from '../../../workspace/action.ts';
import { contactAddress } from './contact-address.ts';
import { type CompanyFacts, dealsOf, type FoundDeal, factsOf } from './deals-of.ts';
import { type DraftTemplate, type DraftValues, fillTemplate, outsideText, readDraftTemplate } from './draft-template.ts';
import { mailModel, type WordMail } from './mail-model.ts';
import { mailWay } from './ways.ts';

/** Whose text this is: nothing longer than this is quoted to a customer. */
const QUOTED_MAX = 200;
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
}

/** A draft, or why there is none: the deal has no usable address, or the template is wrong. */
export type MailDraft = { readonly draft: ActionDraft; readonly notes: readonly Problem[] } | { readonly problem: Problem };

/**
 * The follow-up for one deal, from its template. The address is the export's own column and nothing else; the deal's words stand as quoted
 * lines, or not at all where they hold links, addresses, hidden characters or words to a machine. One mail a deal, stage and silence.
 */
export function followUpMail(facts: MailFacts): MailDraft {
  const { deal, template } = facts;
  const to = contactAddress(facts.email);
  if (to === undefined) return { problem: noAddress() };
  const { values, left } = valuesOf(facts);
  const { message, problem } = fillTemplate(template, values);
  if (!message) return { problem: problem ?? noAddress() };
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
  const quoted = { deal: shown(facts.name), account: shown(facts.account) };
  const owner = outsideText(facts.owner, 80);
  const own = { owner: PERSON.test(owner) && shown(owner) !== '' ? owner : '', company: facts.company, stage: facts.deal.stage };
  return { values: { own: { ...own, stage: shown(own.stage) }, quoted }, left: quoted.deal === '' && facts.name !== '' };
}

/** Drafts for every deal with a finding that asks for one, the worst first. */
export const writer: ActionWriter = {
  async draft(context, workspace, asked) {
    const { companies, problems } = await factsOf(context, workspace, new Set(asked.findings.map(({ entity }) => entity)));
    const word = await mailModel(workspace, context.environment);
    problems.push(...word.problems);
    const drafts: ActionDraft[] = [];
    for (const company of companies) {
      const mails = mailFactsOf(company, asked, workspace.root, company.entity.language ?? workspace.language);
      for (const facts of mails) {
        const made = followUpMail(facts);
        if ('problem' in made)
          problems.push({ ...made.problem, place: made.problem.place ?? { row: company.prepared.facts.deals.row[facts.deal.i] } });
        else {
          problems.push(...made.notes);
          drafts.push(drafts.length < word.most ? await worded(made.draft, facts, word, problems) : made.draft);
        }
      }
    }
    return { drafts, problems: together(problems) };
  },
};

/** The facts of every mail of a company: findings of one deal together, the worst first. */
function mailFactsOf(company: CompanyFacts, asked: AskedDrafts, root: string, language: Language): MailFacts[] {
  const { entity, prepared } = company;
  const { deals } = prepared.facts;
  const findings = asked.findings
    .filter((finding) => finding.entity === entity.slug)
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || (b.worth ?? 0) - (a.worth ?? 0));
  return dealsOf(company, findings).map((deal) => ({
    entity: entity.slug,
    company: entity.name,
    deal,
    name: deals.name(deal.i),
    account: deals.account(deal.i),
    owner: deals.owner.words[deals.owner.at[deal.i]],
    email: deals.email(deal.i),
    lastTouch: isoDate(Number.isNaN(deals.lastActivity[deal.i]) ? deals.created[deal.i] : deals.lastActivity[deal.i]),
    language,
    template: readDraftTemplate(root, deal.stage, language),
    channel: mailWay(asked.channels),
  }));
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

function leftOut(): Problem {
  return {
    code: 'draft-quote-left-out',
    level: 'note',
    message: {
      en: 'The name of a deal is nothing to show a customer (a link, an address, markup or hidden characters); the mail does without.',
      de: 'Der Name eines Deals ist nichts für Kunden (Link, Adresse, Auszeichnung oder verborgene Zeichen); die Mail kommt ohne aus.',
    },
    remedy: { en: 'Look at the deal in the CRM: who wrote that?', de: 'Sieh dir den Deal im CRM an: Wer hat das geschrieben?' },
  };
}
