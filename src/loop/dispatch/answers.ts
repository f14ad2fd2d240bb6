import { type Answer, type AnsweringChannel, type Channel, canAnswer, type Polled } from '../../channels/channel.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { type ChannelRow, POLICY_DOCUMENT } from '../../net/channel-table.ts';
import { decidePress, type Pressed } from '../approvals/press.ts';
import { approvalChannel } from '../policy/approval-channel.ts';
import { committedPolicy, type Deciders, deciders } from '../policy/committed.ts';
import type { AgentPolicy } from '../policy/policy.ts';
import { notOpen, OpenChannels, type OpeningWorld } from './world.ts';

/** What it takes to hear answers. */
export interface AnswersWorld extends OpeningWorld {
  readonly policy: AgentPolicy;
  readonly language: Language;
}

/** What was heard. */
export interface Heard {
  /** `none`: the policy has no channel that people can answer in. */
  readonly state: Polled['state'] | 'none';
  /** `press`: the other side's id of it. */
  readonly pressed: readonly (Pressed & { readonly by: string; readonly press: string })[];
  /** What came from people or chats that the policy does not name. */
  readonly strangers: number;
  readonly problems: readonly Problem[];
  /** Worth another look after so long, where the other side said so. Milliseconds. */
  readonly afterMs?: number;
}

/** Looks behind the end of the time, for what is there already: strangers who write without pause keep nobody busy. */
const LATE_LOOKS = 20;

/** One look takes at most so long, seconds (the Bot API allows 50). */
const LOOK_S = 25;

/**
 * Listens to the approval channel by long polling, for so many seconds (0: only what is there already), and writes down what people decide. Each
 * press is answered; one by somebody whom no person's commit lets in decides nothing. Where this process dies after a decision, the same press comes again and is refused as answered: nothing counts twice.
 * Throws BizosError (exit 4) where the ledger can't be written; that press comes again.
 */
export async function hearAnswers(world: AnswersWorld, seconds: number): Promise<Heard> {
  const row = approvalChannel(world.policy);
  if (!row) return { state: 'none', pressed: [], strangers: 0, problems: [] };
  const channels = new OpenChannels(world);
  try {
    const channel = await opened(channels, row.name);
    if (channel instanceof BizosError) return { state: 'refused', pressed: [], strangers: 0, problems: [notOpen(row.name, channel)] };
    if (canAnswer(channel)) return await listen(world, row, channel, seconds, deciders(world.policy, await committedPolicy(world.root)));
    return { state: 'none', pressed: [], strangers: 0, problems: [] };
  } finally {
    await channels.close();
  }
}

/** The channel, or why it can't be opened: a wrong setting, a secret that git tracks or that is not set. */
async function opened(channels: OpenChannels, name: string): Promise<Channel | BizosError> {
  try {
    return await channels.get(name);
  } catch (error) {
    if (error instanceof BizosError) return error;
    throw error;
  }
}

async function listen(world: AnswersWorld, row: ChannelRow, channel: AnsweringChannel, seconds: number, who: Deciders): Promise<Heard> {
  const { root, policy, language } = world;
  const pressed: (Pressed & { by: string; press: string })[] = [];
  const take = async (answer: Answer): Promise<string> => {
    if (answer.kind !== 'press') return '';
    const by = `telegram-${answer.from}`;
    const counts = who === 'allowed' || who.has(String(answer.from));
    const one = counts ? decidePress({ root, policy, by, now: () => world.now(), language }, answer.data) : uncommitted(language);
    pressed.push({ ...one, by, press: answer.id });
    return one.words;
  };
  const loose = (): Problem[] => (pressed.some(({ code }) => code === 'approval-uncommitted') ? [uncommittedPress(row)] : []);
  const end = world.now() + seconds * 1000;
  let strangers = 0;
  // The clock may be set back or stand still: what has been waited for is counted as well.
  for (let next = 0, left = seconds, late = 0; ; ) {
    const wait = Math.max(0, Math.min(LOOK_S, Math.ceil((end - world.now()) / 1000), left));
    const polled = await channel.poll(next, wait, take);
    strangers += polled.strangers;
    if (polled.state !== 'read') {
      const { state, afterMs } = polled;
      return {
        state,
        pressed,
        strangers,
        problems: [notHeard(channel.name, polled), ...loose()],
        ...(afterMs !== undefined && { afterMs }),
      };
    }
    // The next look tells the other side that these were dealt with, so one is always made behind an answer.
    const quiet = polled.next === next;
    next = polled.next;
    if (quiet) left -= Math.max(wait, 1);
    const over = left <= 0 || world.now() >= end;
    if (over && (quiet || ++late >= LATE_LOOKS)) return { state: 'read', pressed, strangers, problems: loose() };
  }
}

/** A press by somebody, or over a channel, that stands in no policy which a person committed. */
function uncommitted(language: Language): Pressed {
  return {
    words: {
      en: 'Not counted: a person has to commit this setting of bizos/AGENT_POLICY.md first.',
      de: 'Zählt nicht: Erst muss ein Mensch diese Einstellung in bizos/AGENT_POLICY.md festschreiben.',
    }[language],
    result: 'refused',
    code: 'approval-uncommitted',
  };
}

function uncommittedPress({ name, line }: ChannelRow): Problem {
  return {
    code: 'approval-uncommitted',
    level: 'warning',
    place: { file: POLICY_DOCUMENT, line },
    message: {
      en: `A press in channel ${name} did not count: what lets it through is in no commit of a person.`,
      de: `Ein Klick im Kanal ${name} zählte nicht: Was ihn zulässt, steht in keinem Commit eines Menschen.`,
    },
    remedy: {
      en: `Look at it: git diff HEAD -- ${POLICY_DOCUMENT} (and git log); if it is yours, commit it yourself.`,
      de: `Sieh es an: git diff HEAD -- ${POLICY_DOCUMENT} (und git log); ist es von dir, schreib es selbst fest.`,
    },
  };
}

function notHeard(channel: string, { why, state }: Polled): Problem {
  return {
    code: 'channel-not-heard',
    level: state === 'refused' ? 'error' : 'warning',
    message: {
      en: `Answers in channel ${channel} could not be read: ${why?.en ?? state}`,
      de: `Antworten im Kanal ${channel} waren nicht zu lesen: ${why?.de ?? state}`,
    },
    remedy: {
      en: `Nothing is lost; presses wait there for a day. Try it: bizos channel test ${channel}`,
      de: `Nichts ist verloren; Antworten warten dort einen Tag. Probiere: bizos channel test ${channel}`,
    },
  };
}
