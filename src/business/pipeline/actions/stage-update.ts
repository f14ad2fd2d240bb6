import type { ActionDraft } from '../../../core/action.ts';
import type { Problem } from '../../../core/problem.ts';
import { stageKey } from '../../../core/stage.ts';
import type { Language } from '../../../core/text.ts';
import type { ActionWriter, AskedDrafts } from '../../../workspace/action.ts';
import { dealsOf, type FoundDeal, factsOf } from './deals-of.ts';
import { crmWord, proposeStage, type StageProposal, usualNextStages } from './stage-proposal.ts';
import { crmWay, recordId, takesRecord } from './ways.ts';

/** What the write-back of one deal is made of. */
export interface StageUpdateFacts {
  readonly entity: string;
  readonly deal: FoundDeal;
  readonly owner: string;
  /** What the CRM calls the present and the proposed stage. */
  readonly from: string;
  readonly to: string;
  readonly proposal: StageProposal;
  readonly language: Language;
  readonly channel: string;
}

/** The change of one deal's stage in the CRM, with its evidence as a note. Nothing that somebody wrote into the deal goes with it. */
export function stageUpdate(facts: StageUpdateFacts): ActionDraft {
  const { deal, proposal, language } = facts;
  const de = language === 'de';
  return {
    kind: 'stage-update',
    entity: facts.entity,
    findings: deal.findings.map(({ id }) => id),
    subject: deal.findings[0].subject,
    ...(facts.owner === '' ? {} : { owner: facts.owner }),
    template: proposal.template,
    stage: deal.stage,
    occasion: ['stage-update', deal.id, stageKey(deal.stage), proposal.template, stageKey(proposal.to.name)].join(' '),
    channel: facts.channel,
    message: {
      to: [recordId(deal.id)],
      subject: `${recordId(deal.id)}: ${facts.from} → ${facts.to}`,
      blocks: [
        { kind: 'heading', text: `${de ? 'Stufe' : 'Stage'}: ${facts.from} → ${facts.to}` },
        { kind: 'text', text: `${de ? 'Grund' : 'Reason'}: ${proposal.why[language]}.` },
      ],
      data: { stage: facts.to, note: true },
    },
    why: {
      en: `${deal.id}: ${facts.from} → ${facts.to}: ${proposal.why.en}`,
      de: `${deal.id}: ${facts.from} → ${facts.to}: ${proposal.why.de}`,
    },
    evidence: { ...proposal.evidence, from: facts.from, to: facts.to },
  };
}

/** Proposed stages for deals with a finding, where the evidence speaks for one. */
export const writer: ActionWriter = {
  async draft(context, workspace, asked: AskedDrafts) {
    const { companies, problems } = await factsOf(context, workspace, new Set(asked.findings.map(({ entity }) => entity)));
    const drafts: ActionDraft[] = [];
    const channel = crmWay(asked.channels);
    let strange = 0;
    for (const company of companies) {
      const { entity, prepared } = company;
      const { deals } = prepared.facts;
      const usual = usualNextStages(prepared);
      for (const deal of dealsOf(
        company,
        asked.findings.filter((finding) => finding.entity === entity.slug),
      )) {
        const proposal = proposeStage(prepared, deal.i, usual);
        if (!proposal) continue;
        if (!takesRecord(asked.channels, channel, recordId(deal.id))) {
          strange++;
          continue;
        }
        const language = entity.language ?? workspace.language;
        const owner = deals.owner.words[deals.owner.at[deal.i]];
        const from = deals.stage.words[deals.stage.at[deal.i]];
        drafts.push(
          stageUpdate({ entity: entity.slug, deal, owner, from, to: crmWord(prepared, proposal.to), proposal, language, channel }),
        );
      }
    }
    return { drafts, problems: strange > 0 ? [...problems, noRecord(strange)] : problems };
  },
};

/** Deals whose id in the export is not the one that the CRM's interface takes. */
export function noRecord(count: number): Problem {
  return {
    code: 'draft-crm-id',
    level: 'warning',
    count,
    message: {
      en: 'The export has no id that the CRM can be written to with: nothing was proposed for these.',
      de: 'Der Export hat keine Kennung, mit der man ins CRM schreiben kann: Für diese wurde nichts vorgeschlagen.',
    },
    remedy: {
      en: 'Export the record id, or name its column: "| id | Record Id |" in the table "Field | Column".',
      de: 'Exportiere die Record Id, oder nenne ihre Spalte: „| id | Record Id |“ in der Tabelle „Field | Column“.',
    },
  };
}
