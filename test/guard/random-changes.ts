import fc from 'fast-check';

/** An agent with every form of zone: whole files, a folder, parts of files, entries of a log. */
export const GOALS = `# Agent Goals

## Desk Agent

**Mission:** looks after deals.

### Entity Scope

**Solartech**
**Hippos**

### Write Zones

- \`bizos/[entity]/_ENTITY.md\`
- \`bizos/[entity]/reports/\`
- \`bizos/[entity]/crm/*.md\` with \`stage: write\`, \`body: write\`, \`icp_score: read\`
- \`bizos/KAIZEN_LOG.md\` with \`own entries: append, move\`
`;

/** A deal with a field for writing and one for reading. */
export const DEAL = (stage: string, score: number, body: string): string =>
  `---\nstage: ${stage}\nicp_score: ${score}\n---\n\n# Deal\n\n${body}\n`;
/** A log that several agents share. */
export const LOG = (entries: readonly string[]): string => `# Kaizen Log\n\n## Active Experiments\n\n${entries.join('\n')}\n## Completed\n`;
/** One entry of it. */
export const ENTRY = (id: string, by: string, words: string): string => `### [${id}] ${words}\n\n**Agent:** ${by}\n**Status:** Proposed\n`;

/** A change: file, its text after (undefined: taken away). */
export const changes: fc.Arbitrary<{ readonly path: string; readonly text: string | undefined }> = fc.oneof(
  fc.record({
    path: fc.constantFrom(
      'bizos/02_Solartech/_ENTITY.md',
      'bizos/03_Hippos/_ENTITY.md',
      'bizos/02_Solartech/TTL_KPIS.md',
      'bizos/02_Solartech/reports/new.md',
      'bizos/BIZOS_RULES.md',
      '.claude/settings.json',
      'CLAUDE.md',
      'bizos/AGENT_GOALS.md',
      'bizos/02_solartech/reports/case.md',
      'bizos/02_Solartech/reports/aux.md',
    ),
    text: fc.constantFrom('# One\n', '# Two\n\ntext\n'),
  }),
  fc.record({
    path: fc.constantFrom('bizos/02_Solartech/reports/old.md', 'bizos/BIZOS_PATTERNS.md', 'bizos/02_Solartech/crm/a.md'),
    text: fc.constant(undefined),
  }),
  fc
    .tuple(fc.constantFrom('New', 'Offer'), fc.constantFrom(1, 2), fc.constantFrom('as it was', 'changed'))
    .map(([stage, score, body]) => ({ path: 'bizos/02_Solartech/crm/a.md', text: DEAL(stage, score, body) })),
  fc
    .subarray([
      ENTRY('K-BIZ-001', 'desk', 'mine'),
      ENTRY('K-BIZ-002', 'crm-ops', 'theirs'),
      ENTRY('K-BIZ-003', 'desk', 'new'),
      ENTRY('K-BIZ-004', 'crm-ops', 'forged'),
      ENTRY('K-BIZ-002', 'crm-ops', 'rewritten'),
    ])
    .map((entries) => ({ path: 'bizos/KAIZEN_LOG.md', text: LOG(entries) })),
);
