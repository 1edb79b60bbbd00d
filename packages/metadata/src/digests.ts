import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type ClaimOptions, claimDue } from './claim-due.ts';
import { instantOf, instantText, type JsonValue, jsonOf, stringsOf } from './columns.ts';
import type { Database, DigestRow } from './database.ts';
import { type NewDelivery, newDeliveryRow } from './deliveries.ts';

/** A board or saved report that is sent again and again. Times are UTC milliseconds. */
export interface Digest {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** What it sends and when, as the management API takes it. */
  readonly definition: JsonValue;
  readonly channels: readonly string[];
  readonly isPaused: boolean;
  /** The local day that it was sent for last, or before which it does not begin: `2026-11-01`. */
  readonly sentFor: string | null;
  readonly dueAt: number;
  /** Goes up with every change, so that of two that send at once one counts. */
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewDigest = Pick<
  Digest,
  'projectId' | 'name' | 'definition' | 'channels' | 'sentFor' | 'dueAt'
> & { readonly createdBy?: string | null };

export interface Digests {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(digest: NewDigest): Promise<Digest>;
  /** Oldest first. */
  list(projectId: string): Promise<readonly Digest[]>;
  get(id: string): Promise<Digest | undefined>;
  update(
    id: string,
    patch: Partial<Pick<Digest, 'name' | 'definition' | 'channels' | 'isPaused' | 'sentFor' | 'dueAt'>>,
  ): Promise<Digest | undefined>;
  delete(id: string): Promise<boolean>;
  /** Takes those that are due, each for one caller; who does not commit within `leaseMs` loses it to another. */
  claimDue(options: ClaimOptions): Promise<readonly Digest[]>;
  /**
   * Stores for which day it was sent, when it is next, and what is sent, in one transaction; false, and nothing of it, where
   * the digest changed since it was read.
   */
  commit(
    digest: Digest,
    next: Pick<Digest, 'sentFor' | 'dueAt'>,
    deliveries: readonly NewDelivery[],
  ): Promise<boolean>;
}

export function createDigests(db: Kysely<Database>, now: () => number): Digests {
  const get = async (id: string) => {
    const row = await db.selectFrom('analytics_digests').selectAll().where('id', '=', id).executeTakeFirst();
    return row && digestOf(row);
  };
  return {
    get,
    create: async (digest) => {
      const row = newRow(digest, now());
      await db.insertInto('analytics_digests').values(row).execute();
      return digestOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_digests')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(digestOf);
    },
    update: async (id, patch) => {
      await db
        .updateTable('analytics_digests')
        .set((eb) => ({ ...changesOf(patch, now()), version: eb('version', '+', 1) }))
        .where('id', '=', id)
        .execute();
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_digests').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    claimDue: async (options) => {
      const claim = await claimDue(db, 'analytics_digests', now(), options, { is_paused: 0 });
      if (claim === undefined) return [];
      const rows = await db.selectFrom('analytics_digests').selectAll().where('claim', '=', claim).execute();
      return rows.map(digestOf);
    },
    commit: (digest, { sentFor, dueAt }, deliveries) =>
      db.transaction().execute(async (trx) => {
        const result = await trx
          .updateTable('analytics_digests')
          .set({
            ...{ sent_for: sentFor, due_at: instantText(dueAt) },
            ...{ claim: null, version: digest.version + 1 },
          })
          .where('id', '=', digest.id)
          .where('version', '=', digest.version)
          .executeTakeFirst();
        if (result.numUpdatedRows === 0n) return false;
        const rows = deliveries.map((delivery) => newDeliveryRow(delivery, now()));
        if (rows.length > 0) await trx.insertInto('analytics_deliveries').values(rows).execute();
        return true;
      }),
  };
}

function newRow(digest: NewDigest, now: number): DigestRow {
  return {
    id: randomUUID(),
    project_id: digest.projectId,
    name: digest.name,
    definition: JSON.stringify(digest.definition),
    channels: JSON.stringify(digest.channels),
    is_paused: 0,
    sent_for: digest.sentFor,
    due_at: instantText(digest.dueAt),
    claim: null,
    version: 1,
    created_by: digest.createdBy ?? null,
    created_at: instantText(now),
    updated_at: instantText(now),
  };
}

function changesOf(
  { name, definition, channels, isPaused, sentFor, dueAt }: Parameters<Digests['update']>[1],
  now: number,
): Partial<DigestRow> {
  return {
    updated_at: instantText(now),
    ...(name !== undefined && { name }),
    ...(definition !== undefined && { definition: JSON.stringify(definition) }),
    ...(channels !== undefined && { channels: JSON.stringify(channels) }),
    ...(isPaused !== undefined && { is_paused: isPaused ? 1 : 0 }),
    ...(sentFor !== undefined && { sent_for: sentFor }),
    ...(dueAt !== undefined && { due_at: instantText(dueAt), claim: null }),
  };
}

function digestOf(row: DigestRow): Digest {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    definition: jsonOf(row.definition) ?? null,
    channels: stringsOf(jsonOf(row.channels)),
    isPaused: row.is_paused === 1,
    sentFor: row.sent_for,
    dueAt: instantOf(row.due_at),
    version: row.version,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
