/** Which promise a lease gives where it was taken: over all clones of the remote, on this machine alone, or none that anyone holds. */
export type Guarantee = 'across-clones' | 'this-machine' | 'advisory';

/** A registered stretch of work of one agent, as its file `_SESSIONS/active/ID.md` says. Moments are ISO instants. */
export interface Session {
  readonly id: string;
  readonly agent: string;
  /** Folder name of the company (`02_Solartech`); undefined: all that the agent's scope has. */
  readonly entity?: string;
  readonly goal: string;
  readonly host: string;
  readonly started: string;
  readonly leaseMs: number;
  /** Fencing token: only grows; what an older holder writes or commits is refused. */
  readonly token: number;
  /** Commit that the session began at; undefined in a repository without one. */
  readonly base?: string;
  readonly notes: readonly string[];
  readonly ended?: string;
  readonly outcome?: string;
}

/** How a session is doing right now; from its lease, not from its file. */
export interface SessionState {
  readonly session: Session;
  readonly state: 'alive' | 'expired' | 'dead' | 'lost' | 'ended';
  readonly lastAlive: string;
  readonly until: string;
  readonly guarantee: Guarantee;
}
