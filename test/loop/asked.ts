import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvalsPoll } from '../../src/loop/approvals/operations/poll.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import { actionKinds } from '../../src/loop/index.ts';
import { agentPolicy } from '../../src/loop/policy/needed.ts';
import type { Context } from '../../src/workspace/operation.ts';
import { openWorkspace } from '../../src/workspace/workspace.ts';
import { call, contextIn, exampleTree, jsonOf } from '../business/group/fake-context.ts';
import { TOKEN, telegramServer } from '../channels/telegram-server.ts';
import { actionOf, KINDS, mail, outFolder, plan, world } from './fixture.ts';

export const NOW = Date.parse('2026-11-20T01:00:00Z');
export const kinds = [...actionKinds, ...KINDS.slice(1).map((kind) => ({ ...kind, rules: ['none'], load: actionKinds[1].load }))];

/** Commits everything as a person does, or with the trailer of a session. */
export function committed(root: string, session?: string): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  const message = `policy${session === undefined ? '' : `\n\nBizOS-Session: ${session}`}`;
  for (const words of [
    ['add', '-A'],
    [...who, 'commit', '-qm', message],
  ])
    spawnSync('git', words, { cwd: root });
}

/** A tree whose agent is in phase 2 and asks in Telegram, with one mail to a customer that waits. */
export async function asked(given: Parameters<typeof mail>[0] = {}) {
  const server = await telegramServer();
  const root = exampleTree({ exports: false });
  const policy = [
    '# Agent policy',
    '## Alerts\n\n| Rule | For | Clear after | Repeat | Severity from |\n|---|---|---|---|---|\n| * | 0 h | 24 h | 7 days | high |',
    `## Channels\n\n| Channel | Setting | Value |\n|---|---|---|\n| file | kind | file |\n| team | kind | telegram |\n| team | chat | 42 |\n| team | allowed users | 7, 8 |\n| team | api root | ${server.url} |`,
    '## Gate\n\n| Action | Entity | Phase | Approvals | Daily limit | Outside alone |\n|---|---|---|---|---|---|\n| * | * | 2 | 10 | 20 | no |',
    '## Settings\n\n| Setting | Value |\n|---|---|\n| Alert channel | file |\n| Approval channel | team |\n| Approval expires after | 24 h |\n| Postpone by | 24 h |\n| Findings listed in a message | 20 |\n| Attempts to send | 5 |\n| Actions planned in a run | 50 |',
  ].join('\n\n');
  writeFileSync(join(root, 'bizos/AGENT_POLICY.md'), `${policy}\n`);
  const goals = join(root, 'bizos/AGENT_GOALS.md');
  writeFileSync(
    goals,
    readFileSync(goals, 'utf8')
      .replace('**Phase 1 (Current):**', '**Phase 1:**')
      .replace(/\*\*Phase 2(?: \(Next\))?:\*\*/, '**Phase 2 (Current):**'),
  );
  committed(root);
  // Two writers within one millisecond would stand in either order.
  let ticks = 0;
  const at = (now: number): Context =>
    contextIn(root, {
      now: () => now + ticks++,
      environment: { ...contextIn(root).environment, TELEGRAM_BOT_TOKEN: TOKEN },
      actionKinds: async () => kinds,
    });
  const id = plan(root, mail({ channel: 'file', ...given }), NOW);
  const workspace = await openWorkspace(at(NOW));
  const read = agentPolicy(workspace);
  workspace.close();
  const run = (now: number) => dispatchDue(world(root, { policy: read, kinds, now: () => now }));
  await run(NOW);
  // 24 s are one look; a minute is three of them.
  const poll = async (now = NOW + 1000, span = '0.4m') => jsonOf(await call(approvalsPoll, at(now), { for: span })) as unknown as Poll;
  let updates = 0;
  const press = (data: string, more: { from?: object; chat?: number } = {}) => {
    updates++;
    server.updates.push({
      update_id: updates,
      callback_query: {
        id: `q${updates}`,
        from: { id: 7, is_bot: false, first_name: 'Z', ...more.from },
        message: { message_id: 1, date: 1, chat: { id: more.chat ?? 42, type: 'private' } },
        chat_instance: '1',
        data,
      },
    });
  };
  const button = (verb: string, message = server.shown.length - 1): string =>
    server.shown[message].buttons.find(({ callback_data }) => callback_data.startsWith(verb))?.callback_data ?? '';
  return { server, root, id, policy: read, at, run, poll, press, button };
}
export type Server = Awaited<ReturnType<typeof telegramServer>>;
export interface Poll {
  asked: number;
  sent: number;
  waiting: number;
  strangers: number;
  presses: { result: string; code?: string; by: string; words: string }[];
}
export const left = (root: string): number =>
  existsSync(outFolder(root)) ? readdirSync(outFolder(root)).filter((name) => name.endsWith('.json')).length : 0;
export const counted = (root: string, id: string): number => actionOf(root, id).counted.length;
