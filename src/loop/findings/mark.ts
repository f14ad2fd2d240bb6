import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { Context, Outcome } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { momentWords } from '../approvals/moment-words.ts';
import { personAt } from '../approvals/person.ts';
import type { EntryData } from '../ledger/entries/index.ts';
import { appendEntries } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/read.ts';
import { type FindingState, foldFindings } from './state.ts';

/**
 * Marks a finding as a person at the terminal. Throws BizosError (exit 3) for anybody who is no person, (2) where no finding, several or a resolved
 * one begin like this.
 */
export async function markFinding(context: Context, id: string, mark: EntryData<'mark'>['mark'], forMs?: number): Promise<Outcome> {
  const workspace = await openWorkspace(context);
  const { root, language, timeZone } = workspace;
  workspace.close();
  const { by } = personAt(context, root);
  const state = findingCalled(root, id);
  const until = forMs === undefined ? undefined : new Date(context.now() + forMs).toISOString();
  appendEntries({ root, who: 'people', now: () => context.now() }, [
    { kind: 'mark', data: { finding: state.id, mark, by, ...(until !== undefined && { until }) } },
  ]);
  return {
    exit: 0,
    json: () => ({ schema: 'bizos.finding-mark/1', finding: state.id, mark, until: until ?? null }),
    report: () => ({
      title: `${language === 'de' ? 'Befund' : 'Finding'} ${state.id}`,
      language,
      blocks: [
        {
          kind: 'text',
          tone: 'good',
          text: said(mark, until === undefined ? undefined : momentWords(Date.parse(until), timeZone), language),
        },
      ],
    }),
  };
}

/** The finding with an id, or with a beginning that only it has. Throws BizosError (exit 2) otherwise. */
function findingCalled(root: string, id: string): FindingState {
  const found = [...foldFindings(readLedger(root).entries).values()].filter((state) => state.id.startsWith(id.toLowerCase()));
  const open = found.filter(({ standing }) => standing !== 'resolved');
  if (open.length === 1) return open[0];
  throw new BizosError(
    2,
    open.length > 1
      ? { en: `${open.length} findings begin with "${id}".`, de: `${open.length} Befunde beginnen mit „${id}“.` }
      : found.length > 0
        ? { en: `The finding "${id}" is resolved.`, de: `Der Befund „${id}“ ist erledigt.` }
        : { en: `There is no finding "${id}".`, de: `Es gibt keinen Befund „${id}“.` },
    { en: 'See: bizos findings list', de: 'Siehe: bizos findings list' },
  );
}

function said(mark: EntryData<'mark'>['mark'], until: string | undefined, language: Language): string {
  const german = language === 'de';
  if (mark === 'snoozed') return german ? `Zurückgestellt bis ${until}.` : `Snoozed until ${until}.`;
  if (mark === 'acknowledged')
    return german ? 'Zur Kenntnis genommen: still, bis er schlimmer wird.' : 'Acknowledged: silent until it gets worse.';
  return german ? 'Die Marke ist weg; er wird wieder gemeldet.' : 'The mark is gone; it is told again.';
}
