/** How a record stood from a moment on. Moments are milliseconds since the epoch. */
export interface RecordStand {
  readonly at: number;
  /** Where it stands in its process, as the field's policy calls it; empty where nothing tells. */
  readonly stage: string;
  readonly state: 'open' | 'won' | 'lost';
  /** Place of the stage in the process, from 0; undefined where the policy knows none. Further on is more. */
  readonly rank?: number;
}

/** What the snapshots of a source tell about one record. */
export interface RecordLife {
  /** Its id in the source, as findings and actions name their subject. */
  readonly key: string;
  /** How it stood, oldest first. */
  readonly stands: readonly RecordStand[];
  /** The last sign of life from the other side that the source knows. */
  readonly lastSign?: number;
}

/**
 * Records of one company over time: the face that a field of the business gives them, so that the loop can see what became of them without
 * knowing what they are. Built when it is asked.
 */
export interface RecordBook {
  /** Kind of subject that its keys are of: `deal`. */
  readonly kind: string;
  /** The newest snapshot. */
  readonly asOf: number;
  /** Undefined for a record that the newest snapshot does not have. */
  life(key: string): RecordLife | undefined;
  /** Every record that was open in this stage at a moment. */
  standingIn(stage: string, at: number): Iterable<RecordLife>;
}

/** How a record stood at a moment; undefined before anything is known of it. */
export function standAt({ stands }: Pick<RecordLife, 'stands'>, at: number): RecordStand | undefined {
  let found: RecordStand | undefined;
  for (const stand of stands) if (stand.at <= at) found = stand;
  return found;
}
