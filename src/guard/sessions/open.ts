import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { policyHere } from '../policy/compiled.ts';
import { leasePlace } from './place.ts';
import { noSession } from './refusals.ts';
import { currentSession, sessionsNow } from './state.ts';

/** What every operation on sessions needs of a tree. */
export interface OpenSessions {
  readonly root: string;
  readonly language: Language;
  readonly policy: ZonePolicy;
  readonly place: LeasePlace;
  /** Folder name of the company with a slug (`solartech` → `02_Solartech`). Throws BizosError (exit 2) where there is none. */
  folderOf(slug: string): string;
}

/** Opens the tree around the call for its sessions. Throws BizosError (exit 2) where there is no tree. */
export async function openSessions(context: Context): Promise<OpenSessions> {
  const workspace = await openWorkspace(context);
  const { root, language, entities } = workspace;
  workspace.close();
  const { value: policy } = await policyHere(root);
  return {
    root,
    language,
    policy,
    place: leasePlace(root, context),
    folderOf(slug) {
      const wanted = slug.toLowerCase();
      const found = entities.find(
        (entity) => entity.slug === wanted || entity.folder.slice(entity.folder.lastIndexOf('/') + 1).toLowerCase() === wanted,
      );
      if (found) return found.folder.slice(found.folder.lastIndexOf('/') + 1);
      throw new BizosError(
        2,
        { en: `There is no company "${slug}".`, de: `Es gibt keine Firma „${slug}“.` },
        {
          en: `Take one of: ${entities.map((entity) => entity.slug).join(', ')}`,
          de: `Nimm eine von: ${entities.map((entity) => entity.slug).join(', ')}`,
        },
      );
    },
  };
}

/** The session that a call means: the one named, else the one that the call belongs to. Throws BizosError (exit 2) where that is unclear. */
export function meantSession({ place }: OpenSessions, context: Context, named: string | undefined): string {
  if (named !== undefined && named !== '') return named;
  const current = currentSession(place, context.environment.BIZOS_SESSION);
  if (current) return current.id;
  throw noSession(sessionsNow(place).leases.filter(({ here }) => here).length);
}

/** `30m`, `2h`, `90s` in milliseconds. Throws BizosError (exit 2) for anything else. */
export function spanMs(flag: string, words: string): number {
  const m = /^(\d{1,6})\s*(s|m|h)$/.exec(words.trim());
  if (m) return Number(m[1]) * { s: 1000, m: 60_000, h: 3_600_000 }[m[2] as 's' | 'm' | 'h'];
  throw new BizosError(
    2,
    { en: `${flag} ${words}: this is no span of time.`, de: `${flag} ${words}: Das ist keine Zeitspanne.` },
    { en: `Write it like ${flag} 30m, ${flag} 2h or ${flag} 90s`, de: `Schreibe es wie ${flag} 30m, ${flag} 2h oder ${flag} 90s` },
  );
}
