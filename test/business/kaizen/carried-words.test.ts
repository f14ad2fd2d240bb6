import { describe, expect, it } from 'vitest';
import { jsonOf } from '../group/fake-context.ts';
import { ask, gitIn, logOf, treeWithLog } from './log-tree.ts';

const IDEAS = '# L\n\n## Active Experiments\n\n(none yet)\n\n## Experiment Candidates\n\n';
const field = (log: string, label: string): string => new RegExp(`\\*\\*${label}:\\*\\*\\n([\\s\\S]*?)\\n\\n\\*\\*`).exec(log)?.[1] ?? '';
const titleIn = (log: string): string => /^### \[\S+\] (.*)$/m.exec(log)?.[1] ?? '';

describe('a candidate takes along', () => {
  it.each([
    [
      '- Call weekly\n- If we pay fast, then cash rises\n\n  (Ben: ask the bank first)\n',
      2,
      'Pay fast',
      'If we pay fast, then cash rises.\n\n(Ben: ask the bank first)',
      '- Call weekly\n',
    ],
    ['- One\n  more of it\n  - a part\n  - another\n- Two\n', 1, 'One more of it', 'One more of it\n\n- a part\n- another', '- Two\n'],
    ['1. One\n\n   - a part\n\n2. Two\n', 1, 'One', 'One\n\n- a part', '\n2. Two\n'],
    ['- One\n\nWords of the part.\n', 1, 'One', 'One', '(none yet)\n\nWords of the part.\n'],
    [
      '- Read [the note](../docs/n.md) with **Ana**\n- Two\n',
      1,
      'Read the note with Ana',
      'Read [the note](../docs/n.md) with **Ana**',
      '- Two\n',
    ],
    ['- **Decision:** drop <b>it\n- Two\n', 1, 'Decision: drop <b>it', '\\*\\*Decision:\\*\\* drop \\<b>it', '- Two\n'],
  ])('%j', async (ideas, number, title, words, left) => {
    const folder = treeWithLog(IDEAS + ideas);
    await ask(folder, 'kaizen start-candidate', { number });
    const log = logOf(folder);
    expect([titleIn(log).replaceAll('\\', ''), field(log, 'Hypothesis')]).toEqual([title, words]);
    expect(log.slice(log.indexOf('Candidates\n\n') + 12)).toBe(left);
  });

  it('its layer, also a bold one', async () => {
    const folder = treeWithLog(`${IDEAS}- **System:** alerts\n- **Model**: weights\n`);
    expect(jsonOf(await ask(folder, 'kaizen start-candidate', { number: 2 }))).toMatchObject({ title: 'Weights' });
    expect(jsonOf(await ask(folder, 'kaizen start-candidate', { number: 1 }))).toMatchObject({ title: 'Alerts' });
    expect(logOf(folder).match(/(?<=Layer:\*\* )\w+/g)).toEqual(['Model', 'System']);
  });
});

describe('what an experiment says already stays Markdown', () => {
  const HYPOTHESIS =
    'If we use the **new** [checklist](../docs/list.md), then:\n\n- one\n  - nested\n\n| Stage | Now |\n|---|---|\n| a | 1 |';
  const LOG = `# L\n\n## Active Experiments\n\n### [K-BIZ-001] The way\n**Status:** Completed\n\n**Hypothesis:**\n${HYPOTHESIS}\n\n**Expected Result:** **bold** things\n\n**Actual Result:**\nfine\n\n**Learning:**\nSee [it](x.md)\n\n**Decision:** (pending)\n`;

  it.each(['\n', '\r\n'])('in its successor, whose lines end in %j', async (eol) => {
    const folder = treeWithLog(LOG.replaceAll('\n', eol));
    await ask(folder, 'kaizen decide', { id: 'K-BIZ-001', decision: 'iterate', learning: 'l' });
    const log = logOf(folder).replaceAll(eol, '\n');
    const [next] = log.split('## Completed');
    expect([field(next, 'Hypothesis'), field(next, 'Expected Result')]).toEqual([HYPOTHESIS, '**bold** things']);
  });

  it('as the reason of its rule; a learning that is said now is the reason itself', async () => {
    const folder = treeWithLog(LOG);
    await ask(folder, 'kaizen decide', { id: 'K-BIZ-001', decision: 'adopt', rule: 'Use it' });
    expect(logOf(folder, 'bizos/BIZOS_RULES.md')).toContain('**Why:**\nSee [it](x.md)\n');
    gitIn(folder, 'checkout', '-q', '.');
    const someone = { input: async (): Promise<string> => 'Asked for', choose: nobody, chooseMany: nobody, confirm: nobody };
    const log = LOG.replace('See [it](x.md)', '(pending)');
    const other = treeWithLog(log);
    await ask(other, 'kaizen decide', { id: 'K-BIZ-001', decision: 'adopt', rule: 'Use it' }, { ask: someone });
    expect(logOf(other, 'bizos/BIZOS_RULES.md')).toContain('**Why:**\nAsked for\n');
  });

  async function nobody(): Promise<never> {
    throw new Error('nobody was to be asked');
  }
});

describe('a decision', () => {
  it.each([
    ['adopt', 'next'],
    ['drop', 'next'],
    ['iterate', 'rule'],
    ['drop', 'rule'],
  ])('%s refuses the words of --%s, which would go nowhere', async (decision, flag) => {
    const folder = treeWithLog();
    const before = logOf(folder);
    await expect(
      ask(folder, 'kaizen decide', { id: 'K-BIZ-003', decision, learning: 'l', [flag]: 'If we do then it is' }),
    ).rejects.toMatchObject({ exit: 2 });
    expect(logOf(folder)).toBe(before);
  });

  it('says of a rule that was there that it was', async () => {
    const folder = treeWithLog();
    const log = logOf(folder);
    const decision = { id: 'K-BIZ-003', decision: 'adopt', learning: 'l', rule: 'Sell by phone first' };
    expect(JSON.stringify((await ask(folder, 'kaizen decide', decision)).report())).toContain('new, linked both ways');
    const rules = logOf(folder, 'bizos/BIZOS_RULES.md');
    gitIn(folder, 'checkout', '-q', 'bizos/KAIZEN_LOG.md');
    expect(logOf(folder)).toBe(log);
    expect(JSON.stringify((await ask(folder, 'kaizen decide', decision)).report())).toContain('was there already, linked both ways');
    expect(logOf(folder, 'bizos/BIZOS_RULES.md')).toBe(rules);
  });
});
