import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A tool call that the model makes; a text ends its turn. */
export type Turn = { readonly name: string; readonly input: object } | string;

/** A stand-in for the model behind Claude Code: it plays a list of turns and keeps what the host told it. */
export interface Model {
  readonly url: string;
  /** What the host sent after each turn: the last message of each request, as JSON. */
  readonly heard: readonly string[];
  close(): void;
}

/**
 * Starts a server on this machine that speaks the streamed form of the Messages API (`message_start` … `message_stop`), as far as the
 * host needs it. Each request that offers tools gets the next turn; others, and those after the last, get a text.
 */
export async function startModel(turns: readonly Turn[]): Promise<Model> {
  const heard: string[] = [];
  let next = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const asked = body.startsWith('{') ? (JSON.parse(body) as { tools?: unknown[]; messages?: unknown[]; model?: string }) : {};
      if (!request.url?.startsWith('/v1/messages') || asked.messages === undefined) {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        return;
      }
      const offersTools = (asked.tools?.length ?? 0) > 2;
      if (offersTools) heard.push(JSON.stringify(asked.messages));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const turn = offersTools ? (turns[next++] ?? 'done') : 'done';
      for (const [event, more] of eventsOf(turn, next, asked.model ?? ''))
        response.write(`event: ${event}\ndata: ${JSON.stringify({ type: event, ...more })}\n\n`);
      response.end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, close: () => server.close() };
}

function eventsOf(turn: Turn, number: number, model: string): readonly (readonly [event: string, more: object])[] {
  const text = typeof turn === 'string';
  const usage = { input_tokens: 1, output_tokens: 1 };
  const begun = {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const block = text ? { type: 'text', text: '' } : { type: 'tool_use', id: `toolu_${number}`, name: turn.name, input: {} };
  const delta = text ? { type: 'text_delta', text: turn } : { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) };
  return [
    ['message_start', { message: begun }],
    ['content_block_start', { index: 0, content_block: block }],
    ['content_block_delta', { index: 0, delta }],
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason: text ? 'end_turn' : 'tool_use', stop_sequence: null }, usage: { output_tokens: 1 } }],
    ['message_stop', {}],
  ];
}
