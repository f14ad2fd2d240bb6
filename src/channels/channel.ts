import type { Text } from '../core/text.ts';

/** Text that goes out. It is plain: each channel escapes it for itself, and nothing in it is ever a command, a link or a mark. */
export interface Outgoing {
  /** Where it goes: a chat id, an address, a URL's name in the policy, a deal's id. Never taken from a deal's text. */
  readonly to: readonly string[];
  readonly subject?: string;
  /** Paragraphs and lists; `quoted` is text from outside, shown as such. */
  readonly blocks: readonly Block[];
  /** Buttons below the message: what a press sends back (at most 64 bytes). */
  readonly buttons?: readonly (readonly { readonly label: string; readonly data: string }[])[];
  /** For channels that take data rather than words (webhook, CRM): the document itself. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'quoted'; readonly text: string };

/**
 * What became of a send. `unknown`: it may have arrived (time-out, connection cut after the request), so a person decides, never the
 * program. `later`: not taken, and it is safe to try again after the wait. `refused`: not taken, and trying again changes nothing.
 */
export type Delivery =
  | { readonly state: 'sent'; readonly reference: string }
  | { readonly state: 'later'; readonly why: Text; readonly afterMs: number }
  | { readonly state: 'refused'; readonly why: Text }
  | { readonly state: 'unknown'; readonly why: Text };

/** A way out, opened with its settings and secrets. Only the loop's dispatcher holds one. */
export interface Channel {
  readonly name: string;
  /** The other side takes an idempotency key: the same key twice is one delivery, so an unknown one may be sent again. */
  readonly takesKeys: boolean;
  /** Sends one message whole (several parts where its limits ask for it; then a reference names them all). Never throws for what the other side does. */
  send(message: Outgoing, key: string): Promise<Delivery>;
  /** For a send of unknown outcome: whether the other side has it, where it can be asked (some can be asked only with the message). */
  reconcile?(key: string, message?: Outgoing): Promise<'sent' | 'not-sent' | 'unknown'>;
  /** Tries the way without telling anyone anything: who am I, does the secret hold, is the chat there. */
  test(): Promise<Delivery>;
  close(): Promise<void>;
}

/** Where a channel's settings come from. Secrets: the environment, `.env` outside git, or the OS keychain; never the tree. */
export interface ChannelSetting {
  /** Rows of the policy table for this channel: `chat`, `allowed users`, `host` … */
  readonly policy: Readonly<Record<string, string>>;
  /** Gives a secret by its name (`TELEGRAM_BOT_TOKEN`); undefined where it is not set. */
  secret(name: string): string | undefined;
  now(): number;
  readonly signal?: AbortSignal;
}

/** What a person did in a chat: pressed a button below a message, or wrote something. Only of those whom the policy allows. */
export type Answer =
  | {
      readonly kind: 'press';
      readonly id: string;
      readonly from: number;
      readonly chat: number;
      /** Message that the button stands below. */
      readonly message: number;
      readonly data: string;
    }
  | {
      readonly kind: 'reply';
      readonly from: number;
      readonly chat: number;
      readonly message: number;
      /** Message that this one answers; undefined where it answers none. */
      readonly answers?: number;
      /** As written: text from outside. */
      readonly text: string;
    };

/** What one look for answers brought. `next` is the offset for the next look, which also tells the other side that these were dealt with. */
export interface Polled {
  /** `busy`: somebody else reads this bot's answers, or a webhook does. */
  readonly state: 'read' | 'busy' | 'later' | 'refused';
  readonly next: number;
  readonly answers: number;
  /** How many came from people or chats that the policy doesn't name; they were told so and count for nothing. */
  readonly strangers: number;
  readonly why?: Text;
  readonly afterMs?: number;
}

/** A channel that people can answer in. */
export interface AnsweringChannel extends Channel {
  /**
   * Waits up to `seconds` for answers after `offset` (0 at first; the caller keeps `next`) and gives each to `take`, whose words the
   * person is shown. Where `take` throws, the person is told that it failed and the error goes on to the caller; `next` was not given
   * then, so the same answer comes again. Never throws for what the other side does.
   */
  poll(offset: number, seconds: number, take: (answer: Answer) => Promise<string>): Promise<Polled>;
}

/** Whether people can answer in this channel. */
export function canAnswer(channel: Channel): channel is AnsweringChannel {
  return 'poll' in channel;
}
