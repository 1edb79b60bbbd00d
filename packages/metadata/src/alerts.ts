import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type AlertValue, type AlertValues, createAlertValues } from './alert-values.ts';
import { type ClaimOptions, claimDue } from './claim-due.ts';
import { instantOf, instantText, type JsonValue, jsonOf, stringsOf } from './columns.ts';
import type { AlertRow, AlertState, Database } from './database.ts';
import { type NewDelivery, newDeliveryRow } from './deliveries.ts';

/** A figure that is watched. Times are UTC milliseconds; null for never. */
export interface Alert {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** What it watches and when it fires, as the management API takes it. */
  readonly definition: JsonValue;
  /** The ids of the channels that are told. */
  readonly channels: readonly string[];
  readonly state: AlertState;
  readonly stateSince: number | null;
  /** Why it cannot be evaluated as it stands. */
  readonly problem: string | null;
  /** The start of the newest bucket that was evaluated, and whether late events were looked at once more. */
  readonly lastBucket: number | null;
  readonly isRevised: boolean;
  /** The state that was told last. */
  readonly toldState: AlertState | null;
  readonly toldAt: number | null;
  readonly snoozedUntil: number | null;
  readonly dueAt: number;
  /** Goes up with every change, so that of two evaluations at once one counts. */
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewAlert = Pick<Alert, 'projectId' | 'name' | 'definition' | 'channels'> & {
  readonly createdBy?: string | null;
};

/** What an evaluation found. */
export type AlertOutcome = Pick<
  Alert,
  'state' | 'stateSince' | 'problem' | 'lastBucket' | 'isRevised' | 'toldState' | 'toldAt' | 'dueAt'
>;

export interface Alerts extends AlertValues {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(alert: NewAlert): Promise<Alert>;
  /** Oldest first. */
  list(projectId: string): Promise<readonly Alert[]>;
  get(id: string): Promise<Alert | undefined>;
  /** A new definition begins anew: what was seen by the old one is forgotten. */
  update(
    id: string,
    patch: Partial<Pick<Alert, 'name' | 'definition' | 'channels' | 'snoozedUntil'>>,
  ): Promise<Alert | undefined>;
  delete(id: string): Promise<boolean>;
  /** Takes alerts that are due, each for one caller; who does not commit within `leaseMs` loses it to another. */
  claimDue(options: ClaimOptions): Promise<readonly Alert[]>;
  /**
   * Stores an outcome, what was seen and what is to be told, in one transaction; false, and nothing of it, where the alert
   * changed since it was read.
   */
  commit(
    alert: Alert,
    outcome: AlertOutcome,
    seen: AlertValue | undefined,
    deliveries?: readonly NewDelivery[],
  ): Promise<boolean>;
}

export function createAlerts(db: Kysely<Database>, now: () => number): Alerts {
  const get = async (id: string) => {
    const row = await db.selectFrom('analytics_alerts').selectAll().where('id', '=', id).executeTakeFirst();
    return row && alertOf(row);
  };
  const values = createAlertValues(db);
  return {
    ...values,
    get,
    create: async (alert) => {
      const row = newRow(alert, now());
      await db.insertInto('analytics_alerts').values(row).execute();
      return alertOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_alerts')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(alertOf);
    },
    update: async (id, patch) => {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('analytics_alerts')
          .set((eb) => ({ ...changesOf(patch, now()), version: eb('version', '+', 1) }))
          .where('id', '=', id)
          .execute();
        if (patch.definition !== undefined)
          await trx.deleteFrom('analytics_alert_values').where('alert_id', '=', id).execute();
      });
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_alerts').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    claimDue: async (options) => {
      const claim = await claimDue(db, 'analytics_alerts', now(), options);
      if (claim === undefined) return [];
      const rows = await db.selectFrom('analytics_alerts').selectAll().where('claim', '=', claim).execute();
      return rows.map(alertOf);
    },
    commit: (alert, outcome, seen, deliveries = []) =>
      db.transaction().execute(async (trx) => {
        const result = await trx
          .updateTable('analytics_alerts')
          .set({ ...outcomeRow(outcome), claim: null, version: alert.version + 1 })
          .where('id', '=', alert.id)
          .where('version', '=', alert.version)
          .executeTakeFirst();
        if (result.numUpdatedRows === 0n) return false;
        if (seen) await createAlertValues(trx).putValue(alert.id, seen);
        const rows = deliveries.map((delivery) => newDeliveryRow(delivery, now()));
        if (rows.length > 0) await trx.insertInto('analytics_deliveries').values(rows).execute();
        return true;
      }),
  };
}

function newRow(alert: NewAlert, now: number): AlertRow {
  const time = instantText(now);
  return {
    id: randomUUID(),
    project_id: alert.projectId,
    name: alert.name,
    definition: JSON.stringify(alert.definition),
    channels: JSON.stringify(alert.channels),
    ...outcomeRow({ ...unseen, dueAt: now }),
    snoozed_until: null,
    claim: null,
    version: 1,
    created_by: alert.createdBy ?? null,
    created_at: time,
    updated_at: time,
  };
}

const unseen: Omit<AlertOutcome, 'dueAt'> = {
  state: 'no_data',
  stateSince: null,
  problem: null,
  lastBucket: null,
  isRevised: false,
  toldState: null,
  toldAt: null,
};

function changesOf(
  { name, definition, channels, snoozedUntil }: Parameters<Alerts['update']>[1],
  now: number,
): Partial<AlertRow> {
  return {
    updated_at: instantText(now),
    ...(name !== undefined && { name }),
    ...(channels !== undefined && { channels: JSON.stringify(channels) }),
    ...(snoozedUntil !== undefined && { snoozed_until: textOf(snoozedUntil) }),
    ...(definition !== undefined && {
      definition: JSON.stringify(definition),
      ...outcomeRow({ ...unseen, dueAt: now }),
    }),
  };
}

const textOf = (at: number | null) => (at === null ? null : instantText(at));
const timeOf = (text: string | null) => (text === null ? null : instantOf(text));

function outcomeRow(outcome: AlertOutcome) {
  return {
    state: outcome.state,
    state_since: textOf(outcome.stateSince),
    problem: outcome.problem?.slice(0, 500) ?? null,
    last_bucket: textOf(outcome.lastBucket),
    is_revised: outcome.isRevised ? 1 : 0,
    told_state: outcome.toldState,
    told_at: textOf(outcome.toldAt),
    due_at: instantText(outcome.dueAt),
  };
}

function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    definition: jsonOf(row.definition) ?? null,
    channels: stringsOf(jsonOf(row.channels)),
    state: row.state,
    stateSince: timeOf(row.state_since),
    problem: row.problem,
    lastBucket: timeOf(row.last_bucket),
    isRevised: row.is_revised === 1,
    toldState: row.told_state,
    toldAt: timeOf(row.told_at),
    snoozedUntil: timeOf(row.snoozed_until),
    dueAt: instantOf(row.due_at),
    version: row.version,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
