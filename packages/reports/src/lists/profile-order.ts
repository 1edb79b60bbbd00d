import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { ProfileSort, ProfilesParameters } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';

interface SortValue {
  /** Over `first` and `last`, or over a person's totals. */
  readonly value: Sql;
  /** The value as a cursor has it. */
  readonly written: Sql;
  readonly read: (text: string) => Sql;
  readonly isTotal: boolean;
}

function time(value: Sql): SortValue {
  const read = (text: string) => sql`${param.time(Number(text))}`;
  return { value, written: sql`toString(toUnixTimestamp64Milli(sorted_by))`, read, isTotal: false };
}

function total(value: Sql, read: SortValue['read']): SortValue {
  return { value, written: sql`toString(sorted_by)`, read, isTotal: true };
}

const asCount = (text: string) => sql`toUInt64OrZero(${param.string(text)})`;
const asAmount = (text: string) => sql`toDecimal128OrZero(${param.string(text)}, 6)`;

const sortValues: Record<ProfileSort, SortValue> = {
  last_seen_at: time(sql`last`),
  first_seen_at: time(sql`first`),
  total_revenue: total(sql`total_revenue`, asAmount),
  total_sessions: total(sql`total_sessions`, asCount),
  total_events: total(sql`total_events`, asCount),
};

/** The last person that was shown: the value that the list is sorted by, as text, and the id. */
interface ProfilePosition {
  readonly value: string;
  readonly id: string;
}

/** How a list of people is ordered, and how it goes on behind a cursor. */
export function profileOrder({ sort, direction }: Pick<ProfilesParameters, 'sort' | 'direction'>) {
  const { value, written, read, isTotal } = sortValues[sort];
  const prefix = `${sort}.${direction}.`;
  const sign = direction === 'desc' ? sql`<` : sql`>`;
  const order = direction === 'desc' ? sql`DESC` : sql`ASC`;
  return {
    value,
    written,
    isTotal,
    orderBy: sql`sorted_by ${order}, id ${order}`,
    cursorOf: ({ value: text, id }: ProfilePosition) =>
      `${prefix}${text}.${Buffer.from(id).toString('base64url')}`,
    /** ` AND …` over `sorted_by` and `id`; throws InvalidParametersError for a cursor of another list or order. */
    behind: (cursor: string | undefined): Sql => {
      if (cursor === undefined) return sql``;
      const rest = cursor.startsWith(prefix) ? cursor.slice(prefix.length) : '';
      const [, text, id] = /^(-?\d{1,38}(?:\.\d{1,6})?)\.([\w-]*)$/.exec(rest) ?? [];
      if (text === undefined || id === undefined) {
        throw new InvalidParametersError([
          { field: 'cursor', message: 'is not a cursor of this list in this order' },
        ]);
      }
      return sql` AND (sorted_by, id) ${sign} (${read(text)}, ${param.string(Buffer.from(id, 'base64url').toString())})`;
    },
  };
}
