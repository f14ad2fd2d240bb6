import { realpathSync } from 'node:fs';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { type Piece, wholeText } from '../../core/pieces.ts';
import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { renewLease } from '../../guard/leases/renew.ts';
import { leasePlace } from '../../guard/sessions/place.ts';
import { enclosingSession } from '../../guard/sessions/state.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { findRoot } from '../../tree/root.ts';
import type { Context, Operation, Outcome } from '../../workspace/operation.ts';
import { failureLines } from '../failure.ts';
import { judged } from '../judged.ts';

/** A document larger than this is not sent whole: a host would drown in it. Characters. */
const DOCUMENT_MAX = 100_000;

/** What writes and needs no session: it begins one. */
const BEGINS = new Set(['session start', 'session recover', 'session take-over']);

/** Runs an operation for an agent: the report as Markdown, the document beside it; what failed as an error that names the remedy. */
export async function answer(operation: Operation, context: Context, input: unknown, language: Language): Promise<CallToolResult> {
  try {
    return said(await inSession(operation, context, (within) => operation.run(within, input as never)));
  } catch (error) {
    const { exit, lines } = failureLines(error, context.language ?? language);
    return {
      isError: true,
      content: [{ type: 'text', text: lines.join('\n') }],
      structuredContent: { schema: 'bizos.error/1', exit, lines },
    };
  }
}

/** Reads run freely; whatever writes or sends runs inside the agent's session and its zone, or not at all. Throws BizosError (exit 3). */
async function inSession<T>(operation: Operation, context: Context, run: (within: Context) => Promise<T>): Promise<T> {
  const found = findRoot(context.root ?? context.cwd);
  if (found === undefined) return run(context);
  const place = leasePlace(realpathSync(found), context);
  const session = enclosingSession(place, context.environment.BIZOS_SESSION || undefined, process.ppid);
  // Any call is a sign of life.
  if (session) await renewLease(place, session.id).catch(() => undefined);
  const within = session ? { ...context, environment: { ...context.environment, BIZOS_SESSION: session.id } } : context;
  if (operation.effect === 'reads' || BEGINS.has(operation.name)) return run(within);
  if (!session) throw noSession(operation.name);
  return judged(operation, within, process.ppid, () => run(within));
}

function noSession(operation: string): BizosError {
  return new BizosError(
    3,
    { en: `"${operation}" changes something, and there is no session.`, de: `„${operation}“ ändert etwas, und es gibt keine Sitzung.` },
    {
      en: 'Begin one first: session_start with agent and goal; session_end when you are done.',
      de: 'Beginne zuerst eine: session_start mit agent und goal; session_end, wenn du fertig bist.',
    },
  );
}

function said(outcome: Outcome): CallToolResult {
  const text = outcome.plain ? [...outcome.plain()].join('') : renderMarkdown(outcome.report(), {});
  const json = outcome.json();
  const document = Symbol.iterator in json ? wholeText(json as Iterable<Piece>) : JSON.stringify(json);
  const content = [{ type: 'text' as const, text: outcome.exit === 0 ? text : `${text}\n\nExit code ${outcome.exit}.` }];
  if (document.length > DOCUMENT_MAX) return { content };
  return { content, structuredContent: JSON.parse(document) as Record<string, unknown> };
}
