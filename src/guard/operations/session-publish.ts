import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import { NONE, remoteRefs } from '../../git/refs.ts';
import { git, gitText } from '../../git/run.ts';
import type { Operation } from '../../workspace/operation.ts';
import { remoteOf } from '../leases/contact.ts';
import { fallenLease, localLease } from '../leases/look.ts';
import { publishWith } from '../leases/renew.ts';
import { meantSession, openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { lostLease, unreachable } from '../sessions/refusals.ts';

const input = z.object({ branch: z.optional(z.string()), session: z.optional(z.string()) });

/** `bizos session publish`. */
export const sessionPublish: Operation<typeof input> = {
  name: 'session publish',
  summary: {
    en: 'Push the branch together with the lease, or not at all.',
    de: 'Pusht den Branch zusammen mit der Reservierung, oder gar nicht.',
  },
  about: {
    en: 'The lease moves in the same atomic push as the content: a holder that was taken over meanwhile can publish nothing.',
    de: 'Die Reservierung bewegt sich im selben atomaren Push wie der Inhalt: Wer inzwischen abgelöst wurde, kann nichts veröffentlichen.',
  },
  effect: 'sends',
  input,
  fields: {
    branch: { value: 'BRANCH', position: 0, help: { en: 'which branch (the current one)', de: 'welcher Branch (sonst der aktuelle)' } },
    session: { value: 'ID', help: { en: 'which session (this one)', de: 'welche Sitzung (sonst diese)' } },
  },
  examples: [{ command: 'bizos session publish', does: { en: 'push this branch', de: 'pusht diesen Branch' } }],
  async run(context, { branch, session }) {
    const sessions = await openSessions(context);
    const { place, root, language } = sessions;
    const id = meantSession(sessions, context, session);
    const call = { cwd: root };
    const lease = localLease(place, id);
    if (!lease) throw lostLease(id, fallenLease(place, id)?.to);
    const remote = await remoteOf(place);
    if (remote === undefined || lease.remote === undefined) throw notShared();
    const name = branch ?? (await gitText(['symbolic-ref', '--short', 'HEAD'], call));
    const ref = `refs/heads/${name}`;
    const after = await gitText(['rev-parse', '--verify', `${ref}^{commit}`], call);
    const before = (await remoteRefs(remote, ref, call)).get(ref) ?? NONE;
    if (before !== NONE && (await git(['merge-base', '--is-ancestor', before, after], call)).code !== 0) throw behind(remote, name);
    const done = await publishWith(place, lease, before === after ? [] : [{ ref, before, after }]);
    if (done === 'lost') throw lostLease(id, fallenLease(place, id)?.to);
    if (done === 'unreachable') throw unreachable('push');
    if (done !== 'published')
      throw done.refused === 'moved'
        ? behind(remote, name)
        : new BizosError(
            4,
            { en: `The remote refused: ${done.refused}`, de: `Das Remote hat abgelehnt: ${done.refused}` },
            { en: 'See what it says, then try again.', de: 'Sieh, was es sagt, dann noch einmal.' },
          );
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.session-publish/1',
        id,
        remote,
        branch: name,
        commit: after,
        moved: before !== after,
        guarantee: lease.guarantee,
      }),
      report: () => ({
        title: language === 'de' ? 'Veröffentlicht' : 'Published',
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: name, value: after.slice(0, 10), note: remote },
              { label: language === 'de' ? 'Garantie' : 'Guarantee', value: guaranteeWords(lease.guarantee)[language] },
            ],
          },
        ],
      }),
    };
  },
};

function notShared(): BizosError {
  return new BizosError(
    3,
    {
      en: 'The lease of this session is known on this machine only, so nothing is published under it.',
      de: 'Die Reservierung dieser Sitzung kennt nur diese Maschine; unter ihr wird nichts veröffentlicht.',
    },
    {
      en: 'Get in contact first: bizos session heartbeat. Without a shared remote, a person pushes.',
      de: 'Stelle erst Kontakt her: bizos session heartbeat. Ohne gemeinsames Remote pusht ein Mensch.',
    },
  );
}

function behind(remote: string, name: string): BizosError {
  return new BizosError(
    3,
    { en: `${remote}/${name} has commits that are not here.`, de: `${remote}/${name} hat Commits, die hier fehlen.` },
    { en: `Bring them in first: git pull --rebase ${remote} ${name}`, de: `Hole sie zuerst: git pull --rebase ${remote} ${name}` },
  );
}
