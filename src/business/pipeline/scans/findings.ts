import { type Finding, findingId, SEVERITIES, type Severity, severityRank } from '../../../core/finding.ts';
import type { AttentionLine, PipelineScan } from '../result.ts';
import { RULES } from '../rules/index.ts';
import type { DealRule, GroupRule, Rule, RuleFacts } from '../rules/rule.ts';
import { FirstOf } from './heap.ts';

/** A rule that the policy has switched on, with its severity there. */
export interface ActiveRule<R extends Rule = Rule> {
  readonly rule: R;
  readonly severity: Severity;
}

/** From this severity on a deal needs somebody now. */
const HIGH = severityRank('high');

interface GroupFinding {
  readonly finding: Finding;
  readonly value: number;
}

interface Candidate {
  readonly rank: number;
  readonly amount: number;
  /** Place among the open deals. */
  readonly at: number;
}

const sooner = (a: Candidate, b: Candidate): boolean => {
  if (a.rank !== b.rank) return a.rank > b.rank;
  if (a.amount !== b.amount) return a.amount > b.amount;
  return a.at < b.at;
};

/**
 * Every finding of a scan, kept as bits: which rules hold for which open deal. Findings are made from them one at a time when
 * somebody asks, so a million deals with a million findings take four bytes each.
 */
export class Findings {
  private readonly group: readonly GroupFinding[];
  private readonly rules: readonly ActiveRule<DealRule>[];
  /** Bit k: the k-th deal rule holds. Along the open deals. */
  private readonly holds: Uint32Array;
  /** Along the open deals: the severest rank of a finding plus one; 0 without any. */
  private readonly severest: Uint8Array;
  readonly counts: PipelineScan['counts'];
  readonly attention: PipelineScan['attention'];

  constructor(
    private readonly look: RuleFacts,
    active: readonly ActiveRule[],
    private readonly entity: string,
  ) {
    this.rules = active.filter((entry): entry is ActiveRule<DealRule> => entry.rule.about === 'deal');
    if (this.rules.length > 32) throw new Error('more than 32 deal rules: the bits of a finding do not hold them');
    this.group = active
      .filter((entry): entry is ActiveRule<GroupRule> => entry.rule.about === 'group')
      .flatMap(({ rule, severity }) =>
        rule.find(look, severity).map(({ value, ...draft }) => ({
          value,
          finding: { id: findingId('pipeline', entity, rule.code, draft.subject.id), rule: rule.code, ...draft },
        })),
      );
    const { open } = look.prepared;
    this.holds = new Uint32Array(open.length);
    this.severest = new Uint8Array(open.length);
    this.counts = this.askAll();
    this.attention = this.sumUp();
  }

  /** Asks every rule about every open deal, once. */
  private askAll(): PipelineScan['counts'] {
    const { look, rules, holds, severest } = this;
    const { open, facts } = look.prepared;
    const { amount } = facts.deals;
    const lines = new Map<string, { rule: string; severity: Severity; count: number; value: number }>();
    const add = (rule: string, severity: Severity, count: number, value: number): void => {
      if (count === 0) return;
      const line = lines.get(`${rule} ${severity}`) ?? { rule, severity, count: 0, value: 0 };
      lines.set(`${rule} ${severity}`, { ...line, count: line.count + count, value: line.value + value });
    };
    for (const { finding, value } of this.group) add(finding.rule, finding.severity, 1, value);
    for (const [k, { rule, severity }] of rules.entries()) {
      const counts = new Uint32Array(SEVERITIES.length);
      const values = new Float64Array(SEVERITIES.length);
      const usual = severityRank(severity);
      const note = (at: number, found: Severity): void => {
        const rank = found === severity ? usual : severityRank(found);
        holds[at] |= 1 << k;
        if (rank >= severest[at]) severest[at] = rank + 1;
        counts[rank]++;
        if (amount[open[at]] > 0) values[rank] += amount[open[at]];
      };
      for (let at = 0; at < open.length; at++) {
        const found = rule.applies(look, open[at], severity);
        if (found !== undefined) note(at, found);
      }
      for (const [rank, word] of SEVERITIES.entries()) add(rule.code, word, counts[rank], values[rank]);
    }
    const order = new Map(RULES.map(({ code }, k) => [code, k]));
    return [...lines.values()].sort(
      (a, b) => severityRank(b.severity) - severityRank(a.severity) || (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0),
    );
  }

  private sumUp(): PipelineScan['attention'] {
    const { open, facts } = this.look.prepared;
    let deals = 0;
    let value = 0;
    for (let at = 0; at < open.length; at++) {
      if (this.severest[at] <= HIGH) continue;
      deals++;
      const amount = facts.deals.amount[open[at]];
      if (amount > 0) value += amount;
    }
    return { deals, value };
  }

  /** The `n` worst of each rule that found something: by severity, then by the amount at stake, then by row. */
  worstByRule(n: number): Map<string, Finding[]> {
    const worst = new Map<string, Finding[]>();
    const bySeverity = [...this.group].sort((a, b) => severityRank(b.finding.severity) - severityRank(a.finding.severity));
    for (const { finding } of bySeverity) {
      const found = worst.get(finding.rule) ?? [];
      if (found.length < n) worst.set(finding.rule, [...found, finding]);
    }
    for (const [k, first] of this.firstDeals(n).entries()) {
      const { rule } = this.rules[k];
      const found = first.inOrder();
      if (found.length > 0)
        worst.set(
          rule.code,
          found.map(({ at, rank }) => this.made(rule, at, SEVERITIES[rank])),
        );
    }
    return worst;
  }

  /** Along the deal rules: the first `n` deals of each, found in one pass. */
  private firstDeals(n: number): FirstOf<Candidate>[] {
    const { holds, rules, severest } = this;
    const { open, facts } = this.look.prepared;
    const firsts = rules.map(() => new FirstOf<Candidate>(n, sooner));
    const candidate = { rank: 0, amount: 0, at: 0 };
    const look = (at: number): void => {
      candidate.amount = facts.deals.amount[open[at]] || 0;
      candidate.at = at;
      for (let bits = holds[at]; bits !== 0; bits &= bits - 1) {
        const k = 31 - Math.clz32(bits & -bits);
        // The rule is asked again only where this deal would be kept at the severest that anything about it is.
        candidate.rank = severest[at] - 1;
        if (!firsts[k].wants(candidate)) continue;
        const { rule, severity } = rules[k];
        candidate.rank = severityRank(rule.applies(this.look, open[at], severity) ?? severity);
        if (firsts[k].wants(candidate)) firsts[k].offer({ ...candidate });
      }
    };
    for (let at = 0; at < open.length; at++) if (holds[at] !== 0) look(at);
    return firsts;
  }

  /** The `n` open deals most in need, each with all its findings: by severity, then by amount, then by row. */
  worstDeals(n: number): AttentionLine[] {
    const { open, facts } = this.look.prepared;
    const first = new FirstOf<Candidate>(n, sooner);
    const candidate = { rank: 0, amount: 0, at: 0 };
    for (let at = 0; at < open.length; at++) {
      if (this.severest[at] === 0) continue;
      candidate.rank = this.severest[at];
      candidate.amount = facts.deals.amount[open[at]] || 0;
      candidate.at = at;
      if (first.wants(candidate)) first.offer({ ...candidate });
    }
    return first.inOrder().map(({ at, rank }) => {
      const findings = [...this.ofDeal(at)].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
      const { subject, evidence } = findings[0];
      return {
        subject,
        severity: SEVERITIES[rank - 1],
        owner: evidence.owner as string | null,
        amount: evidence.amount as number | null,
        findings,
      };
    });
  }

  /** All of them: group rules first, then deal by deal in the order of the export. */
  *all(): Iterable<Finding> {
    for (const { finding } of this.group) yield finding;
    for (let at = 0; at < this.holds.length; at++) if (this.holds[at] !== 0) yield* this.ofDeal(at);
  }

  private *ofDeal(at: number): Iterable<Finding> {
    for (const [k, { rule, severity }] of this.rules.entries()) {
      if ((this.holds[at] & (1 << k)) === 0) continue;
      yield this.made(rule, at, rule.applies(this.look, this.look.prepared.open[at], severity) ?? severity);
    }
  }

  private made(rule: DealRule, at: number, severity: Severity): Finding {
    const { deals } = this.look.prepared.facts;
    const i = this.look.prepared.open[at];
    const id = deals.id(i);
    const amount = deals.amount[i];
    const evidence = {
      ...rule.evidence(this.look, i),
      owner: deals.owner.words[deals.owner.at[i]] || null,
      amount: amount > 0 || amount < 0 ? amount : null,
      row: deals.row[i],
    };
    return {
      id: findingId('pipeline', this.entity, rule.code, id),
      rule: rule.code,
      severity,
      subject: { kind: 'deal', id, name: deals.name(i) },
      summary: rule.summary(evidence),
      evidence,
    };
  }
}
