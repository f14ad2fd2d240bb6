import type { AgentRun } from './run.ts';

/** A run for programs: `bizos.agent-run/1`. */
export function runJson(run: AgentRun): object {
  const { agent, entities, duties, scanned, round, actions, counts, problems } = run;
  return {
    schema: 'bizos.agent-run/1',
    run: run.session === undefined ? null : run.run,
    dry: run.session === undefined,
    agent: agent.agent.slug,
    phase: run.phase,
    paused: run.paused,
    session: run.session ?? null,
    commit: run.commit ?? null,
    moment: new Date(run.moment).toISOString(),
    entities: entities.map(({ slug }) => slug),
    duties: duties.map(({ what }) => what),
    scans: scanned.companies.map(({ scan, entity, asOf, findings, metrics }) => ({
      scan,
      entity,
      asOf: new Date(asOf).toISOString(),
      findings: findings.length,
      metrics: metrics.length,
    })),
    sources: scanned.sources,
    changes: round.taken.changes.map(({ id, change, seen, state }) => ({
      finding: id,
      change,
      rule: (seen ?? state)?.rule ?? null,
      entity: (seen ?? state)?.entity ?? null,
      severity: (seen ?? state)?.severity ?? null,
    })),
    told: round.taken.tell.map(({ id }) => id),
    actions: actions.map(({ action, draft, standing, code, why }) => ({
      action,
      kind: draft.kind,
      entity: draft.entity,
      channel: draft.channel,
      to: draft.message.to,
      findings: draft.findings,
      standing,
      code: code ?? null,
      why: why ?? null,
    })),
    recorded: run.recorded,
    counts,
    problems,
  };
}
