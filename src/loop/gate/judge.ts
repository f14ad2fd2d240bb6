import type { ActionRules, Audience, Autonomy } from '../../core/action.ts';
import type { Text } from '../../core/text.ts';
import { type AgentPolicy, gateRow } from '../policy/policy.ts';

/** Everything that the gate looks at. */
export interface GateQuestion {
  readonly agent: string;
  /** Phase of the agent, from `AGENT_GOALS.md`. */
  readonly phase: Autonomy;
  readonly policy: AgentPolicy;
  /** Undefined: no field of the business brings this kind (any more). */
  readonly kind: ActionRules | undefined;
  readonly act: string;
  readonly entity: string;
  readonly audience: Audience;
  readonly channel: string;
  readonly to: readonly string[];
  /** A person pressed the kill switch for this agent, or for all. */
  readonly paused: boolean;
  /** How many of this kind left for this company today. */
  readonly sentToday: number;
  /** Approvals in a row without an edit that the pattern has. */
  readonly streak: number;
  /** A person's answer for exactly this content: valid, none, or why it doesn't count. */
  readonly approval: 'valid' | 'none' | 'approval-forged' | 'approval-replayed' | 'approval-expired' | 'approval-changed';
}

/** What the gate says. `hold` waits for a person, or for another day. */
export interface GateVerdict {
  readonly decision: 'refuse' | 'hold' | 'go';
  /** Code of `bizos explain`. */
  readonly code: string;
  readonly reason: Text;
  /** Line of `AGENT_POLICY.md` that decided, where one did. */
  readonly line?: number;
}

/**
 * Decides whether an action may leave now. A function of its arguments alone. What reaches people outside the group always waits for a person,
 * unless a committed row lets the kind go alone there, the agent and the row are in phase 3, and the pattern is proven.
 */
export function judge(question: GateQuestion): GateVerdict {
  return wrong(question) ?? allowed(question);
}

function wrong({
  policy,
  kind,
  act,
  entity,
  audience,
  channel,
  to,
  paused,
  agent,
  phase,
  sentToday,
}: GateQuestion): GateVerdict | undefined {
  if (paused) return verdict('hold', 'gate-paused', `${agent} is paused.`, `${agent} ist angehalten.`);
  if (!kind || kind.audience !== audience)
    return verdict(
      'refuse',
      'gate-kind',
      `No field of the business brings the action "${act}" like this.`,
      `Kein Bereich bringt die Aktion „${act}“ so mit.`,
    );
  const way = policy.channels.find(({ name }) => name === channel);
  if (!way && channel !== 'file')
    return verdict('refuse', 'gate-channel', `The policy has no channel "${channel}".`, `Die Richtlinie hat keinen Kanal „${channel}“.`);
  if (to.length === 0)
    return verdict('refuse', 'gate-recipient', 'It names nobody that it would reach.', 'Sie nennt niemanden, den sie erreicht.');
  if (audience === 'inside' && way && way.kind !== 'file') {
    const named = new Set(Object.values(way.settings).flatMap((value) => value.split(/[\s,;]+/)));
    if (to.some((one) => !named.has(one)))
      return verdict(
        'refuse',
        'gate-recipient',
        `It would reach somebody whom the channel "${channel}" does not name.`,
        `Sie erreichte jemanden, den der Kanal „${channel}“ nicht nennt.`,
      );
  }
  const row = gateRow(policy, act, entity);
  if (!row)
    return verdict(
      'refuse',
      'gate-no-row',
      `The policy has no row for "${act}" in ${entity}.`,
      `Die Richtlinie hat keine Zeile für „${act}“ in ${entity}.`,
    );
  const reach = Math.min(phase, row.phase);
  if (kind.phase > reach)
    return verdict(
      'refuse',
      'gate-phase',
      `"${act}" needs phase ${kind.phase}; here it is ${reach}.`,
      `„${act}“ braucht Phase ${kind.phase}; hier gilt ${reach}.`,
      row.line,
    );
  if (row.daily !== null && sentToday >= row.daily)
    return verdict(
      'hold',
      'gate-limit',
      `${sentToday} of ${row.daily} have left today.`,
      `Heute sind ${sentToday} von ${row.daily} hinausgegangen.`,
      row.line,
    );
  return undefined;
}

function allowed({ policy, kind, act, entity, audience, phase, streak, approval }: GateQuestion): GateVerdict {
  const row = gateRow(policy, act, entity);
  const line = row?.line;
  if (approval === 'valid')
    return verdict('go', 'gate-approved', 'A person approved exactly this.', 'Ein Mensch hat genau das freigegeben.', line);
  if (approval !== 'none')
    return verdict(
      'hold',
      approval,
      'The answer that is there does not count; a person is asked again.',
      'Die vorhandene Antwort zählt nicht; ein Mensch wird neu gefragt.',
      line,
    );
  if (audience === 'inside' && kind?.phase === 1)
    return verdict('go', 'gate-inside', 'It tells people of the group.', 'Sie sagt Menschen der Gruppe etwas.', line);
  if (Math.min(phase, row?.phase ?? 1) < 3)
    return verdict('hold', 'gate-ask', 'A person decides in this phase.', 'In dieser Phase entscheidet ein Mensch.', line);
  if (audience === 'outside' && !row?.outside)
    return verdict(
      'hold',
      'gate-outside',
      'It reaches people outside the group; a person decides.',
      'Sie erreicht Menschen außerhalb der Gruppe; ein Mensch entscheidet.',
      line,
    );
  const needed = row?.approvals ?? Number.POSITIVE_INFINITY;
  if (streak < needed)
    return verdict(
      'hold',
      'gate-unproven',
      `The pattern has ${streak} of ${needed} approvals in a row.`,
      `Das Muster hat ${streak} von ${needed} Freigaben hintereinander.`,
      line,
    );
  return verdict(
    'go',
    'gate-proven',
    `The pattern has ${streak} approvals in a row.`,
    `Das Muster hat ${streak} Freigaben hintereinander.`,
    line,
  );
}

function verdict(decision: GateVerdict['decision'], code: string, en: string, de: string, line?: number): GateVerdict {
  return { decision, code, reason: { en, de }, ...(line !== undefined && { line }) };
}
