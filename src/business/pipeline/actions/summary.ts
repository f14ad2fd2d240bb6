import type { ActionDraft, MessageBlock } from '../../../core/action.ts';
import { dayOf, isoDate, type WallMs, wallOf } from '../../../core/moment.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Language, Text } from '../../../core/text.ts';
import { isInScope } from '../../../tree/agent-scope.ts';
import type { AgentGoals } from '../../../tree/kinds/agent-goals.ts';
import type { ActionWriter, AskedDrafts } from '../../../workspace/action.ts';
import type { Context } from '../../../workspace/operation.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PipelineScan } from '../result.ts';
import { RULES } from '../rules/index.ts';
import { scanPipeline } from '../scans/pipeline.ts';
import { factsOf } from './deals-of.ts';
import { outsideText } from './draft-template.ts';
import { groupWay } from './ways.ts';
import { lastWeek, overSla, type WeekResult, type WonLost, weekDays, weekResult } from './week.ts';

/** Recommendations of a summary at most: more than three nobody follows. */
const ADVICE_MAX = 3;

/** What a summary is written from. */
export interface SummaryFacts {
  readonly entity: string;
  readonly name: string;
  readonly currency: string;
  readonly result: WeekResult;
  readonly overSla: ReadonlyMap<string, number>;
  readonly counts: PipelineScan['counts'];
  readonly language: Language;
  readonly way: { readonly channel: string; readonly to: readonly string[] };
  /** The moment that the newest export is of. */
  readonly exported: WallMs;
}

/** What was won and lost in a week, against the week before, and why deals were lost. */
export function winLossSummary(facts: SummaryFacts): ActionDraft {
  const { result, language } = facts;
  const de = language === 'de';
  const lost = result.reasons.map(({ reason, count }) => `${count} × ${outsideText(reason, 80)}`);
  const known = knownOf(facts);
  const blocks: MessageBlock[] =
    known === 'nothing'
      ? []
      : [
          { kind: 'list', items: lines(result.all, facts) },
          { kind: 'text', text: `${de ? 'Woche davor' : 'Week before'}: ${lines(result.before, facts).join('; ')}.` },
          ...(lost.length === 0
            ? []
            : ([
                { kind: 'text', text: de ? 'Gründe der verlorenen:' : 'Why they were lost:' },
                { kind: 'quoted', text: lost.join('\n') },
              ] as const)),
        ];
  return draftOf('win-loss-summary', facts, { en: 'Won and lost', de: 'Gewonnen und verloren' }, blocks);
}

/** How each owner did in a week, and what the scan's rules recommend, the most urgent first. */
export function teamSummary(facts: SummaryFacts): ActionDraft {
  const { result, language } = facts;
  const de = language === 'de';
  const items = result.owners.map((one) => {
    const late = facts.overSla.get(one.owner) ?? 0;
    const [won, lost] = lines(one, facts);
    const week = knownOf(facts) === 'nothing' ? '' : `${won}; ${lost}; `;
    return `${outsideText(one.owner, 80)}: ${week}${one.open} ${de ? 'offen' : 'open'}${late > 0 ? `, ${late} ${de ? 'über ihrer SLA' : 'over their SLA'}` : ''}`;
  });
  const blocks: MessageBlock[] = [{ kind: 'list', items }];
  const advice = recommendations(facts.counts, language);
  if (advice.length > 0) blocks.push({ kind: 'heading', text: de ? 'Empfehlungen' : 'Recommendations' }, { kind: 'list', items: advice });
  return draftOf('team-summary', facts, { en: 'The team’s week', de: 'Die Woche des Teams' }, blocks);
}

/** What the rules with the severest and most findings say to do. */
function recommendations(counts: PipelineScan['counts'], language: Language): string[] {
  const rules = [...new Set(counts.map(({ rule }) => rule))];
  return rules.slice(0, ADVICE_MAX).flatMap((code) => {
    const rule = RULES.find((one) => one.code === code);
    const n = counts.filter((line) => line.rule === code).reduce((sum, { count }) => sum + count, 0);
    return rule ? [`${rule.tally(String(n))[language]}: ${rule.remedy[language]}`] : [];
  });
}

function lines(sum: WonLost, { currency, language }: SummaryFacts): [won: string, lost: string] {
  const money = (minor: number): string => formatMoneyShort({ minor, currency }, language);
  const de = language === 'de';
  return [
    `${sum.won} ${de ? 'gewonnen' : 'won'} (${money(sum.wonValue)})`,
    `${sum.lost} ${de ? 'verloren' : 'lost'} (${money(sum.lostValue)})`,
  ];
}

function draftOf(kind: string, facts: SummaryFacts, title: Text, blocks: readonly MessageBlock[]): ActionDraft {
  const { result, language, way } = facts;
  const [first, last] = weekDays(result.week);
  const heading = `${facts.name}: ${title[language]}, ${result.week.name}`;
  return {
    kind,
    entity: facts.entity,
    findings: [],
    subject: { kind: 'entity', id: facts.entity, name: facts.name },
    template: kind,
    stage: '',
    occasion: `${kind} ${result.week.name}`,
    channel: way.channel,
    message: {
      to: way.to,
      subject: heading,
      blocks: [
        { kind: 'heading', text: heading },
        { kind: 'text', text: language === 'de' ? `${first} bis ${last}` : `${first} to ${last}` },
        ...gap(facts),
        ...blocks,
      ],
    },
    why: { en: `The week ${result.week.name} is over.`, de: `Die Woche ${result.week.name} ist vorbei.` },
    evidence: { week: result.week.name, won: result.all.won, lost: result.all.lost },
  };
}

/** How much of the week the newest export can know: it was made before, in, or after it. */
function knownOf({ exported, result: { week } }: SummaryFacts): 'nothing' | 'a part' | 'all' {
  // An export says the day that it was made, seldom the hour: that of the last day counts for the whole.
  if (dayOf(exported) >= dayOf(week.to) - 1) return 'all';
  return exported < week.from ? 'nothing' : 'a part';
}

/** What the numbers can't know is said before them: no export of the week is not the same as nothing won. */
function gap(facts: SummaryFacts): MessageBlock[] {
  const known = knownOf(facts);
  if (known === 'all') return [];
  const day = isoDate(facts.exported);
  const text: Text =
    known === 'nothing'
      ? {
          en: `The newest export is of ${day}: what was won or lost in this week is not in it.`,
          de: `Der neueste Export ist vom ${day}: Was in dieser Woche gewonnen oder verloren wurde, steht nicht darin.`,
        }
      : {
          en: `The newest export is of ${day}: the days after it are not in the numbers.`,
          de: `Der neueste Export ist vom ${day}: Die Tage danach fehlen in den Zahlen.`,
        };
  return [{ kind: 'text', text: text[facts.language] }];
}

/** The summary of each company in the agent's scope, for the last week that is over. */
function writerOf(words: (facts: SummaryFacts) => ActionDraft): ActionWriter {
  return {
    async draft(context: Context, workspace: Workspace, asked: AskedDrafts) {
      const { companies, problems } = await factsOf(context, workspace, scopeOf(workspace, asked.agent));
      const way = groupWay(workspace, asked.channels);
      const drafts = companies.map(({ entity, gathered, prepared }) => {
        const week = lastWeek(wallOf(asked.moment, entity.timeZone ?? workspace.timeZone));
        return words({
          entity: entity.slug,
          name: entity.name,
          currency: prepared.facts.deals.currency,
          result: weekResult(prepared, week),
          overSla: overSla(prepared),
          counts: scanPipeline(gathered.facts, gathered.policy, gathered.moment).counts,
          language: entity.language ?? workspace.language,
          way,
          exported: gathered.sources.sources[0].snapshot,
        });
      });
      return { drafts, problems };
    },
  };
}

export const winLossWriter: ActionWriter = writerOf(winLossSummary);
export const teamWriter: ActionWriter = writerOf(teamSummary);

/** Slugs of the companies in an agent's scope. */
function scopeOf(workspace: Workspace, slug: string): Set<string> {
  const agent = workspace
    .documents<AgentGoals>('agent-goals')
    .flatMap(({ value }) => value.agents)
    .find((one) => one.slug === slug);
  return new Set(agent ? workspace.entities.filter((entity) => isInScope(agent.scope, entity)).map((entity) => entity.slug) : []);
}
