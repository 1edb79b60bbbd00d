import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** What one unit of a currency is worth in the reporting currency, on a day and those after it until the next rate. */
export interface Rate {
  /** ISO 4217. */
  readonly currency: string;
  /** `2026-11-29` */
  readonly day: string;
  /** A decimal, as text. */
  readonly rate: string;
}

/** Of each reporting currency by itself: rates in won say nothing of dollars. */
export interface Rates {
  /** By currency and day. */
  list(projectId: string, reporting: string): Promise<readonly Rate[]>;
  /** Puts rates in the place of those of their currencies and days: all or none. Throws a MetadataConstraintError for an unknown project. */
  put(projectId: string, reporting: string, rates: readonly Rate[]): Promise<void>;
  /** One of a day, or all of a currency. Resolves with how many those were. */
  delete(
    projectId: string,
    reporting: string,
    of: { readonly currency: string; readonly day?: string | undefined },
  ): Promise<number>;
}

/** Fewer than either database takes parameters for. */
const rowsAtOnce = 100;

export function createRates(db: Kysely<Database>): Rates {
  return {
    list: (projectId, reporting) =>
      db
        .selectFrom('analytics_rates')
        .select(['currency', 'day', 'rate'])
        .where('project_id', '=', projectId)
        .where('reporting', '=', reporting)
        .orderBy('currency')
        .orderBy('day')
        .execute(),
    put: (projectId, reporting, rates) =>
      db.transaction().execute(async (transaction) => {
        for (let from = 0; from < rates.length; from += rowsAtOnce) {
          const part = rates.slice(from, from + rowsAtOnce);
          for (const currency of new Set(part.map((rate) => rate.currency))) {
            await transaction
              .deleteFrom('analytics_rates')
              .where('project_id', '=', projectId)
              .where('reporting', '=', reporting)
              .where('currency', '=', currency)
              .where(
                'day',
                'in',
                part.filter((rate) => rate.currency === currency).map(({ day }) => day),
              )
              .execute();
          }
          await transaction
            .insertInto('analytics_rates')
            .values(part.map((rate) => ({ project_id: projectId, reporting, ...rate })))
            .execute();
        }
      }),
    delete: async (projectId, reporting, { currency, day }) => {
      let query = db
        .deleteFrom('analytics_rates')
        .where('project_id', '=', projectId)
        .where('reporting', '=', reporting)
        .where('currency', '=', currency);
      if (day !== undefined) query = query.where('day', '=', day);
      const { numDeletedRows } = await query.executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
