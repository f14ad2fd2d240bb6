import type { SessionState } from '../../core/session.ts';
import type { Text } from '../../core/text.ts';

/** Words for how a session stands. */
export const STATES: Readonly<Record<SessionState['state'], Text>> = {
  alive: { en: 'alive', de: 'lebt' },
  expired: { en: 'expired', de: 'abgelaufen' },
  dead: { en: 'dead', de: 'tot' },
  lost: { en: 'without a lease', de: 'ohne Reservierung' },
  ended: { en: 'ended', de: 'beendet' },
};
