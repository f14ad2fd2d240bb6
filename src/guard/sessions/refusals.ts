import { BizosError } from '../../core/problem.ts';
import type { Session } from '../../core/session.ts';
import type { Text } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import type { FallenLease } from '../leases/lock.ts';
import type { Conflict } from '../leases/table.ts';

/** Another session holds what is asked for: who, since when, until when, what to do. */
export function heldRefusal(conflicts: readonly Conflict[], until: (session: string) => string | undefined): BizosError {
  const [{ wanted, held, by, liveness }] = conflicts;
  const end = until(by.session);
  const expired = liveness === 'expired';
  const more =
    conflicts.length > 1 ? { en: ` (and ${conflicts.length - 1} more)`, de: ` (und ${conflicts.length - 1} weitere)` } : { en: '', de: '' };
  return new BizosError(
    3,
    {
      en: `${held.pattern}${more.en} is held by ${by.session} (${by.agent}, ${by.holder.host}) since ${shortMoment(by.since)}${end ? `, until ${shortMoment(end)} unless renewed` : ''}; ${wanted.rule} asks for ${wanted.pattern}.`,
      de: `${held.pattern}${more.de} hält ${by.session} (${by.agent}, ${by.holder.host}) seit ${shortMoment(by.since)}${end ? `, bis ${shortMoment(end)}, wenn nicht erneuert` : ''}; ${wanted.rule} verlangt ${wanted.pattern}.`,
    },
    expired
      ? {
          en: `It has expired. See what it left, and take it over: bizos session recover ${by.session}`,
          de: `Sie ist abgelaufen. Sieh, was sie hinterließ, und übernimm sie: bizos session recover ${by.session}`,
        }
      : {
          en: `Wait for it (--wait 5m), look at it (bizos session show ${by.session}), or work in another company.`,
          de: `Warte darauf (--wait 5m), sieh sie an (bizos session show ${by.session}), oder arbeite in einer anderen Firma.`,
        },
  );
}

/** `held by 2026-11-20-crm-ops-1a2b3c until 2026-11-20 01:30 UTC`, `held by nobody`. */
export function heldWords(holders: readonly { readonly session: string; readonly until: string }[]): Text {
  const said = (until: string): string => holders.map((one) => `${one.session} ${until} ${shortMoment(one.until)}`).join(', ');
  return holders.length === 0
    ? { en: 'held by nobody', de: 'von niemandem gehalten' }
    : { en: `held by ${said('until')}`, de: `gehalten von ${said('bis')}` };
}

/** Minutes are enough for people; the zone is said. */
export function shortMoment(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** The remote can't be asked, so nobody can promise that another clone has not got it. */
export function unreachable(why: string): BizosError {
  return new BizosError(
    4,
    {
      en: `The remote can't be reached, so another clone might hold the same: ${why}`,
      de: `Das Remote ist nicht erreichbar; ein anderer Klon könnte dasselbe halten: ${why}`,
    },
    {
      en: 'Try again, or work on with --offline: the lease then counts on this machine only.',
      de: 'Versuche es noch einmal, oder arbeite mit --offline weiter: Die Reservierung gilt dann nur auf dieser Maschine.',
    },
  );
}

/** Nobody of that name may write. */
export function unknownAgent(agent: string, policy: ZonePolicy): BizosError {
  const list = policy.agents.map((zones) => zones.agent).join(', ') || '–';
  return new BizosError(
    2,
    { en: `There is no agent "${agent}" in AGENT_GOALS.md.`, de: `In AGENT_GOALS.md gibt es keinen Agenten „${agent}“.` },
    { en: `Take one of: ${list}`, de: `Nimm einen von: ${list}` },
  );
}

/** The agent has no zone there. */
export function noZones(agent: string, entity: string | undefined): BizosError {
  const place = entity === undefined ? { en: '', de: '' } : { en: ` in ${entity}`, de: ` in ${entity}` };
  return new BizosError(
    3,
    {
      en: `${agent} may write nothing${place.en}: its zones in AGENT_GOALS.md give it no path there.`,
      de: `${agent} darf${place.de} nichts schreiben: Seine Zonen in AGENT_GOALS.md geben ihm dort keinen Pfad.`,
    },
    { en: 'See who owns what: bizos zones map', de: 'Sieh, wem was gehört: bizos zones map' },
  );
}

/** No session has that id; the running ones are named. */
export function unknownSession(id: string, near: readonly Session[]): BizosError {
  const list = near.map((session) => session.id).join(', ');
  return new BizosError(
    2,
    { en: `There is no session "${id}".`, de: `Es gibt keine Sitzung „${id}“.` },
    list === ''
      ? { en: 'None is running. See: bizos session list --all', de: 'Es läuft keine. Siehe: bizos session list --all' }
      : { en: `Running: ${list}`, de: `Es laufen: ${list}` },
  );
}

/** The call belongs to no session, or to several. */
export function noSession(several: number): BizosError {
  return several > 1
    ? new BizosError(
        2,
        {
          en: `${several} sessions were begun from here; which one is meant?`,
          de: `${several} Sitzungen wurden hier begonnen; welche ist gemeint?`,
        },
        {
          en: 'Name it, or set BIZOS_SESSION. See: bizos session list',
          de: 'Nenne sie, oder setze BIZOS_SESSION. Siehe: bizos session list',
        },
      )
    : new BizosError(
        2,
        { en: 'No session was begun from here.', de: 'Hier wurde keine Sitzung begonnen.' },
        {
          en: 'Begin one: bizos session start --agent AGENT --entity COMPANY --goal "…"',
          de: 'Beginne eine: bizos session start --agent AGENT --entity FIRMA --goal "…"',
        },
      );
}

/** The lease is gone: an old holder writes nothing more. `to`: who has what it held. */
export function lostLease(id: string, to: FallenLease['to'] = []): BizosError {
  const [first] = to;
  return new BizosError(
    3,
    first
      ? {
          en: `${id} no longer holds its lease: ${first.pattern} is held by ${first.session} (${first.agent}, ${first.host}).`,
          de: `${id} hält ihre Reservierung nicht mehr: ${first.pattern} hält ${first.session} (${first.agent}, ${first.host}).`,
        }
      : {
          en: `${id} no longer holds its lease: it expired and was taken over, or was ended.`,
          de: `${id} hält ihre Reservierung nicht mehr: Sie lief ab und wurde übernommen, oder wurde beendet.`,
        },
    {
      en: 'Write nothing more in it. Begin a new session; what is uncommitted shows: bizos session recover',
      de: 'Schreibe nichts mehr darin. Beginne eine neue Sitzung; was nicht committet ist, zeigt: bizos session recover',
    },
  );
}

/** A session that is alive is nobody else's to take. */
export function stillAlive(id: string, until: string | undefined): BizosError {
  return new BizosError(
    3,
    {
      en: `${id} is alive${until ? ` (until ${shortMoment(until)} unless renewed)` : ''} and can't be taken over.`,
      de: `${id} ist am Leben${until ? ` (bis ${shortMoment(until)}, wenn nicht erneuert)` : ''} und kann nicht übernommen werden.`,
    },
    { en: 'Ask its holder to end it, or wait until it expires.', de: 'Bitte ihren Halter, sie zu beenden, oder warte, bis sie abläuft.' },
  );
}
