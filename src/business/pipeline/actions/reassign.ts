import type { ActionDraft, ActionFinding } from '../../../core/action.ts';
import { isoDate } from '../../../core/moment.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Language } from '../../../core/text.ts';
import type { ActionWriter } from '../../../workspace/action.ts';
import { contactAddress } from './contact-address.ts';
import { factsOf } from './deals-of.ts';
import { outsideText } from './draft-template.ts';
import { type Handover, handoverOf } from './handover.ts';
import { noRecord } from './stage-update.ts';
import { crmWay, groupWay, recordId, takesRecord } from './ways.ts';

/** What a reassignment and its notice are written from. */
export interface ReassignFacts {
  readonly entity: string;
  readonly finding: ActionFinding;
  readonly handover: Handover;
  /** Ids of the deals, in the handover's order. */
  readonly ids: readonly string[];
  readonly language: Language;
  readonly crm: string;
  readonly notice: { readonly channel: string; readonly to: readonly string[] };
}

/**
 * Two drafts: the change of owner in the CRM, with a note on each deal that both owners see there, and the notice to both through the
 * channel of the group.
 */
export function reassign(facts: ReassignFacts): [change: ActionDraft, notice: ActionDraft] {
  const { finding, handover, language, entity } = facts;
  const [from, to] = [outsideText(handover.from, 80), outsideText(handover.to, 80)];
  const n = handover.deals.length;
  const de = language === 'de';
  const deals = { en: n === 1 ? '1 deal passes' : `${n} deals pass`, de: n === 1 ? '1 Deal geht' : `${n} Deals gehen` };
  const why = {
    en: `${deals.en} from ${from} (${handover.before[0]} open, limit ${handover.limit}) to ${to} (${handover.before[1]} open)`,
    de: `${deals.de} von ${from} (${handover.before[0]} offen, Grenze ${handover.limit}) an ${to} (${handover.before[1]} offen)`,
  };
  const common = {
    kind: 'reassign',
    entity,
    findings: [finding.id],
    subject: finding.subject,
    owner: handover.from,
    stage: '',
    why,
    evidence: {
      from: handover.from,
      to: handover.to,
      deals: [...facts.ids],
      open_before: [...handover.before].map(String),
      open_after: [...handover.after].map(String),
    },
  };
  const since = isoDate(finding.since);
  const change: ActionDraft = {
    ...common,
    template: 'handover',
    occasion: ['reassign', handover.from, since].join(' '),
    channel: facts.crm,
    message: {
      to: facts.ids.map(recordId),
      subject: de ? 'Neuer Inhaber' : 'New owner',
      blocks: [{ kind: 'text', text: `${why[language]}.` }],
      data: { owner: recordId(handover.toId), note: true },
    },
  };
  const notice: ActionDraft = {
    ...common,
    template: 'notice',
    occasion: ['reassign-notice', handover.from, since].join(' '),
    channel: facts.notice.channel,
    message: {
      to: facts.notice.to,
      subject: de ? `Übergabe von ${from} an ${to}` : `Handover from ${from} to ${to}`,
      blocks: [
        { kind: 'heading', text: de ? `Für ${from} und ${to}` : `For ${from} and ${to}` },
        { kind: 'text', text: `${why[language]}.` },
        { kind: 'list', items: facts.ids.map((id) => outsideText(id, 80)) },
        {
          kind: 'text',
          text: de
            ? 'Bitte sprecht die Deals kurz durch, bevor jemand einen Kunden anruft.'
            : 'Please talk the deals over before anybody calls a customer.',
        },
      ],
    },
  };
  return [change, notice];
}

/** Handovers for owners with too much. */
export const writer: ActionWriter = {
  async draft(context, workspace, asked) {
    const { companies, problems } = await factsOf(context, workspace, new Set(asked.findings.map(({ entity }) => entity)));
    const drafts: ActionDraft[] = [];
    const crm = crmWay(asked.channels);
    const notice = groupWay(workspace, asked.channels);
    for (const { entity, prepared } of companies) {
      for (const finding of asked.findings.filter((one) => one.entity === entity.slug && one.subject.kind === 'owner')) {
        const handover = handoverOf(prepared, finding.subject.id);
        if (!handover) {
          problems.push(nobody(entity.slug));
          continue;
        }
        const ids = handover.deals.map((i) => prepared.facts.deals.id(i));
        const receiver = recordId(handover.toId);
        const known = /^\d{5,25}$/.test(receiver) || contactAddress(receiver) !== undefined;
        if (!known || !ids.every((id) => takesRecord(asked.channels, crm, recordId(id)))) {
          problems.push(known ? noRecord(ids.length) : noOwnerId());
          continue;
        }
        drafts.push(
          ...reassign({ entity: entity.slug, finding, handover, ids, language: entity.language ?? workspace.language, crm, notice }),
        );
      }
    }
    return { drafts, problems };
  },
};

function nobody(entity: string): Problem {
  return {
    code: 'reassign-nobody',
    level: 'note',
    message: {
      en: `In ${entity} nobody who is active has room for more deals.`,
      de: `In ${entity} hat niemand, der aktiv ist, Platz für weitere Deals.`,
    },
    remedy: {
      en: 'Close or park deals that go nowhere, or raise "Open deals per owner".',
      de: 'Schließe oder parke Deals, die nirgends hinführen, oder erhöhe „Open deals per owner“.',
    },
  };
}

function noOwnerId(): Problem {
  return {
    code: 'draft-owner-id',
    level: 'warning',
    message: {
      en: 'The export does not say the id or address of the new owner in the CRM: no handover was proposed.',
      de: 'Der Export nennt weder Kennung noch Adresse des neuen Inhabers im CRM: Es wurde keine Übergabe vorgeschlagen.',
    },
    remedy: {
      en: 'Export the owner’s id, or name its column: "| owner_id | Deal Owner.id |" in the table "Field | Column".',
      de: 'Exportiere die Kennung des Inhabers, oder nenne ihre Spalte: „| owner_id | Deal Owner.id |“ in der Tabelle „Field | Column“.',
    },
  };
}
