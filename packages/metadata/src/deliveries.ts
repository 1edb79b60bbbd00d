import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type ClaimOptions, claimDue, latestEnd } from './claim-due.ts';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { Database, DeliveryRow, DeliveryStatus } from './database.ts';
import { isDuplicate } from './errors.ts';

/** A message on its way to a channel. Times are UTC milliseconds. */
export interface Delivery {
  readonly id: string;
  readonly projectId: string;
  readonly channelId: string;
  /** The alert, or what else it is about. */
  readonly subjectId: string | null;
  /** Says which two deliveries are one. */
  readonly idempotencyKey: string;
  readonly message: JsonValue;
  /** `unknown`: the process ended while it was sent, and nobody can tell whether it was. */
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly dueAt: number;
  /** What the receiver said last: an HTTP or SMTP status, and words. */
  readonly answerStatus: number | null;
  readonly answer: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export type NewDelivery = Pick<
  Delivery,
  'projectId' | 'channelId' | 'subjectId' | 'idempotencyKey' | 'message'
>;

export type DeliveryEnd = Pick<Delivery, 'status' | 'answerStatus' | 'answer'> & {
  /** When it is tried again; null where it is over. */
  readonly retryAt: number | null;
};

export interface Deliveries {
  /** Undefined where there is one with this key already. */
  create(delivery: NewDelivery): Promise<Delivery | undefined>;
  get(id: string): Promise<Delivery | undefined>;
  /** Newest first; `before`: those behind this one of the list. */
  list(
    projectId: string,
    page: {
      readonly limit: number;
      readonly before?: Delivery | undefined;
      readonly channelId?: string | undefined;
      readonly subjectId?: string | undefined;
      readonly status?: DeliveryStatus | undefined;
    },
  ): Promise<readonly Delivery[]>;
  /** Takes what is to be sent, each for one caller; what has not begun within `leaseMs` is taken again. */
  claimDue(options: ClaimOptions): Promise<readonly Delivery[]>;
  /** What began to be sent longer than its lease ago: whoever did it is dead. Also what began before the clock stepped back. */
  abandoned(options: ClaimOptions): Promise<readonly Delivery[]>;
  /** What is sent, where that was still to be written; only while it waits. */
  write(id: string, message: JsonValue): Promise<void>;
  /** Begins an attempt, for one caller of many; `leaseMs`: how long it takes at most. */
  begin(id: string, leaseMs: number): Promise<Delivery | undefined>;
  /** Ends the attempt that this delivery was begun with; false where it is no longer that. */
  end(delivery: Delivery, end: DeliveryEnd): Promise<boolean>;
  /** To be sent anew, with the same key; undefined while it is on its way. */
  replay(id: string): Promise<Delivery | undefined>;
  dropFinishedBefore(time: number): Promise<void>;
}

export function createDeliveries(db: Kysely<Database>, now: () => number): Deliveries {
  const rows = () => db.selectFrom('analytics_deliveries').selectAll();
  const get = async (id: string) => {
    const row = await rows().where('id', '=', id).executeTakeFirst();
    return row && deliveryOf(row);
  };
  return {
    get,
    create: async (delivery) => {
      const row = newDeliveryRow(delivery, now());
      try {
        await db.insertInto('analytics_deliveries').values(row).execute();
      } catch (error) {
        if (isDuplicate(error)) return undefined;
        throw error;
      }
      return deliveryOf(row);
    },
    list: async (projectId, { limit, before, channelId, subjectId, status }) => {
      let query = rows().where('project_id', '=', projectId);
      if (channelId !== undefined) query = query.where('channel_id', '=', channelId);
      if (subjectId !== undefined) query = query.where('subject_id', '=', subjectId);
      if (status !== undefined) query = query.where('status', '=', status);
      if (before) {
        const at = instantText(before.createdAt);
        query = query.where(({ eb, and, or }) =>
          or([eb('created_at', '<', at), and([eb('created_at', '=', at), eb('id', '<', before.id)])]),
        );
      }
      const listed = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return listed.map(deliveryOf);
    },
    claimDue: async (options) => {
      const claim = await claimDue(db, 'analytics_deliveries', now(), options, { status: 'pending' });
      if (claim === undefined) return [];
      return (await rows().where('claim', '=', claim).execute()).map(deliveryOf);
    },
    abandoned: async ({ leaseMs, limit }) => {
      const time = now();
      const query = rows()
        .where('status', '=', 'sending')
        .where(({ eb, or }) =>
          or([eb('due_at', '<=', instantText(time)), eb('due_at', '>', latestEnd(time, leaseMs))]),
        );
      return (await query.limit(limit).execute()).map(deliveryOf);
    },
    write: async (id, message) => {
      await db
        .updateTable('analytics_deliveries')
        .set({ message: JSON.stringify(message) })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .execute();
    },
    begin: async (id, leaseMs) => {
      const result = await db
        .updateTable('analytics_deliveries')
        .set((eb) => ({
          status: 'sending' as const,
          attempts: eb('attempts', '+', 1),
          claim: null,
          due_at: instantText(now() + leaseMs),
        }))
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .executeTakeFirst();
      return result.numUpdatedRows > 0n ? get(id) : undefined;
    },
    end: async ({ id, attempts }, { status, answerStatus, answer, retryAt }) => {
      const time = now();
      const result = await db
        .updateTable('analytics_deliveries')
        .set({
          ...{ status, answer_status: answerStatus, answer: answer?.slice(0, 500) ?? null },
          due_at: instantText(retryAt ?? time),
          finished_at: retryAt === null ? instantText(time) : null,
        })
        .where('id', '=', id)
        .where('status', '=', 'sending')
        .where('attempts', '=', attempts)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    replay: async (id) => {
      const result = await db
        .updateTable('analytics_deliveries')
        .set({ status: 'pending', due_at: instantText(now()), finished_at: null })
        .where('id', '=', id)
        .where('status', 'in', ['sent', 'failed', 'unknown'])
        .executeTakeFirst();
      return result.numUpdatedRows > 0n ? get(id) : undefined;
    },
    dropFinishedBefore: async (time) => {
      await db.deleteFrom('analytics_deliveries').where('finished_at', '<', instantText(time)).execute();
    },
  };
}

/** A row that waits to be sent. */
export function newDeliveryRow(delivery: NewDelivery, now: number): DeliveryRow {
  return {
    id: randomUUID(),
    project_id: delivery.projectId,
    channel_id: delivery.channelId,
    subject_id: delivery.subjectId,
    idempotency_key: delivery.idempotencyKey,
    message: JSON.stringify(delivery.message),
    status: 'pending',
    attempts: 0,
    due_at: instantText(now),
    claim: null,
    answer_status: null,
    answer: null,
    created_at: instantText(now),
    finished_at: null,
  };
}

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    projectId: row.project_id,
    channelId: row.channel_id,
    subjectId: row.subject_id,
    idempotencyKey: row.idempotency_key,
    message: jsonOf(row.message) ?? null,
    status: row.status,
    attempts: row.attempts,
    dueAt: instantOf(row.due_at),
    answerStatus: row.answer_status,
    answer: row.answer,
    createdAt: instantOf(row.created_at),
    finishedAt: row.finished_at === null ? null : instantOf(row.finished_at),
  };
}
