import type { WallMs } from '../../core/moment.ts';
import { type Experiment, LoggedExperiment } from './experiment.ts';
import { type InJson, type JsonPlace, jsonText } from './experiment-json.ts';
import { FieldTable } from './label-sweep.ts';
import type { LogEntry, LogOutline } from './log-scan.ts';
import { isOverdue } from './overdue.ts';

/** What is told of all experiments of a log. */
type Told = 'id' | 'title' | 'state' | 'ends' | 'layer' | 'entity' | 'date' | 'started' | 'completed' | 'learning';

/** An experiment with the log that it stands in. */
export interface Listed extends Pick<Experiment, Told>, InJson {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Running, and past its end. */
  readonly overdue: boolean;
  /** Whether it taught something. */
  readonly hasLearning: boolean;
  /** What the field with a meaning (`MEANING`) says, as people read it. */
  given(meaning: number): string | undefined;
}

/** What the experiments of a log share. */
export interface Where {
  readonly file: string;
  readonly now: WallMs;
}

/** An experiment as the text of its log says it, with what the day makes of it. */
export class ListedExperiment extends LoggedExperiment implements Listed {
  constructor(
    table: FieldTable,
    k: number,
    private readonly where: Where,
  ) {
    super(table, k);
  }

  get file(): string {
    return this.where.file;
  }

  get overdue(): boolean {
    return isOverdue(this, this.where.now);
  }

  get hasLearning(): boolean {
    return this.learning !== undefined;
  }

  jsonPlace(): JsonPlace {
    const text = jsonText(this, this.where.file);
    return { text, from: 0, to: text.length };
  }
}

/** An entry of a log as an experiment. */
export function listed(outline: LogOutline, entry: LogEntry, file: string, now: WallMs): ListedExperiment {
  return new ListedExperiment(new FieldTable(outline, Int32Array.of(entry.place)), 0, { file, now });
}
