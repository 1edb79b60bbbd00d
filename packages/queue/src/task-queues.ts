import { z } from 'zod';

/** Work that follows from stored events: each task can be done twice without harm. */
export interface TaskQueue<T> {
  add(task: T): Promise<void>;
  consume(handler: (task: T) => Promise<void>, options?: { readonly concurrency?: number }): TaskConsumer;
}

export interface TaskConsumer {
  close(): Promise<void>;
}

export interface TaskQueueDefinition<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly attempts: number;
  readonly backoffMs: number;
  /** One at a time, whatever the number of workers; but for a worker that is taken for dead. */
  readonly isExclusive?: boolean;
}

/** A week of attempts, a minute apart in the end: what follows from stored events outlives any outage. */
const attempts = 10_000;

/** Profiles whose changes were stored and are to be folded anew. */
export const profileQueue = {
  name: 'analytics-profiles',
  schema: z.object({ projectId: z.string(), profileIds: z.array(z.string()) }),
  attempts,
  backoffMs: 1_000,
} satisfies TaskQueueDefinition<unknown>;
export type ProfileTask = z.infer<typeof profileQueue.schema>;

/** Days that are to be sealed: their sessions, activity and pages summed up. */
export const sealQueue = {
  // Its first name: jobs of installations that are older than the code wait under it.
  name: 'analytics-sessions',
  /** `days`: since the epoch. */
  schema: z.object({ projectId: z.string(), days: z.array(z.number().int()) }),
  attempts,
  backoffMs: 1_000,
  // Devices get their numbers here.
  isExclusive: true,
} satisfies TaskQueueDefinition<unknown>;
export type SealTask = z.infer<typeof sealQueue.schema>;

/** Projects of which some days may have to be summed up, or, deleted, something is to be erased. */
export const aggregationQueue = {
  name: 'analytics-aggregations',
  schema: z.object({ projectId: z.string(), isDeleted: z.boolean().exactOptional() }),
  attempts,
  backoffMs: 5_000,
} satisfies TaskQueueDefinition<unknown>;
export type AggregationTask = z.infer<typeof aggregationQueue.schema>;

/** Alerts of a project that are due. Those that are not evaluated in time are claimed, and come here, again. */
export const alertQueue = {
  name: 'analytics-alerts',
  schema: z.object({ alertIds: z.array(z.string()) }),
  attempts: 1,
  backoffMs: 1_000,
} satisfies TaskQueueDefinition<unknown>;
export type AlertTask = z.infer<typeof alertQueue.schema>;

/** Messages that are to be sent. Whether and when is in the metadata, so that one that is lost here comes again. */
export const deliveryQueue = {
  name: 'analytics-deliveries',
  schema: z.object({ deliveryId: z.string() }),
  attempts: 1,
  backoffMs: 1_000,
} satisfies TaskQueueDefinition<unknown>;
export type DeliveryTask = z.infer<typeof deliveryQueue.schema>;

export interface Tasks {
  readonly profiles: TaskQueue<ProfileTask>;
  readonly seals: TaskQueue<SealTask>;
  readonly aggregations: TaskQueue<AggregationTask>;
  readonly alerts: TaskQueue<AlertTask>;
  readonly deliveries: TaskQueue<DeliveryTask>;
}
