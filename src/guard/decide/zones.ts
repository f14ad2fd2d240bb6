import type { Facet, Verdict, ZoneRule } from '../../core/zone.ts';
import { type AgentActor, type Question, says } from './question.ts';
import type { ReadyAgent } from './ready-policy.ts';
import { accessOf } from './rules.ts';
import { actorWords, facetWords, keptBack, ownersWords, shown } from './words.ts';

/** What the zones of an agent say of a change, or of one part of it: whatever they don't name is refused. */
export function zoneVerdict(question: Question, actor: AgentActor, facet: Facet | undefined): Verdict {
  const { at, change, key, owners } = question;
  const agent = at.agents.find(({ zones }) => zones.agent === actor.agent);
  const path = shown(change.path);
  const who = actorWords(actor);
  if (!agent) {
    return says(
      question,
      false,
      'agent-unknown',
      {
        en: `There is no agent "${shown(actor.agent)}" in AGENT_GOALS.md, so it may write nothing.`,
        de: `In AGENT_GOALS.md gibt es keinen Agenten „${shown(actor.agent)}“; er darf nichts schreiben.`,
      },
      undefined,
      facet,
    );
  }
  const mine = agent.rules.filter(({ rule }) => rule.tree === change.tree);
  const kept = mine.find((row) => accessOf(row, facet) === 'read' && row.touches(key));
  const part = facetWords(facet);
  if (kept) {
    return says(
      question,
      false,
      facet ? 'zone-part-read' : 'zone-read',
      { en: `${part.en}${path} is only for ${who.en} to read.`, de: `${part.de}${path} ist für ${who.de} nur zum Lesen.` },
      kept.rule,
      facet,
    );
  }
  const given = mine.find((row) => accessOf(row, facet) === 'write' && row.covers(change.path));
  if (given)
    return says(
      question,
      true,
      'zone-allowed',
      { en: `${part.en}${path} is in the zone of ${who.en}.`, de: `${part.de}${path} liegt in der Zone von ${who.de}.` },
      given.rule,
      facet,
    );
  const near = mine.find(({ covers }) => covers(change.path));
  if (near) {
    const only = keptBack(near.rule);
    return says(
      question,
      false,
      'zone-part-only',
      {
        en: `${part.en}${path} is not for ${who.en} to write: ${only.en}.`,
        de: `${part.de}${path} darf ${who.de} nicht schreiben: ${only.de}.`,
      },
      near.rule,
      facet,
    );
  }
  const alike = mine.find(({ touches, spells }) => touches(key) && !spells(change.path));
  if (alike) {
    return says(
      question,
      false,
      'zone-spelling',
      {
        en: `${path} is spelled otherwise than the zone of ${who.en} has it.`,
        de: `${path} ist anders geschrieben als in der Zone von ${who.de}.`,
      },
      alike.rule,
      facet,
    );
  }
  const whose = ownersWords(owners.filter((name) => name !== actor.agent));
  return says(
    question,
    false,
    'zone-none',
    { en: `${path} is outside the zone of ${who.en}: ${whose.en}.`, de: `${path} liegt außerhalb der Zone von ${who.de}: ${whose.de}.` },
    agentPlace(agent),
    facet,
  );
}

/** Where the agent's zones begin: the place to look when nothing names a path. */
function agentPlace({ zones }: ReadyAgent): ZoneRule {
  return { pattern: '', place: zones.place };
}
