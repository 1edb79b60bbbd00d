import type { AnswerMoney, CommonParameters } from '@gatrix/analytics-protocol/insights';
import type { z } from 'zod';
import type { Span } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';

export interface Found<Data> {
  readonly data: Data;
  readonly nextCursor?: string | undefined;
  /** What the data is of, where that is not the range asked for; null where it is of no range. */
  readonly span?: Span | null | undefined;
  /** Where the data has amounts. */
  readonly money?: AnswerMoney | undefined;
}

/** One report: what it takes, what it gives, and how it is found. Adding one is one file and one line of `index.ts`. */
export interface Report<Parameters extends CommonParameters, Data> {
  readonly name: string;
  readonly summary: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly data: z.ZodType<Data>;
  /** Set where it reads sessions or sealed days: which those are is asked before it is planned. */
  readonly readsSessions?: true | ((parameters: Parameters) => boolean);
  /** Set where it tells persons apart in filters of its own: which ids are one is asked before it is planned. */
  readonly readsPersons?: true;
  /** The segments that it is about, by id. */
  readonly segmentsOf?: (parameters: Parameters) => readonly string[];
  /** Set where its answer follows from the events of the range and of its sessions alone, and so can be kept. */
  readonly followsEvents?: true;
  find(plan: Plan, parameters: Parameters, runner: Runner): Promise<Found<Data>>;
  /** Adds what follows from who is who, too, and so is never kept. */
  readonly addPersons?: (plan: Plan, parameters: Parameters, data: Data, runner: Runner) => Promise<Data>;
}
