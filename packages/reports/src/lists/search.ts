import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';

/** ` AND …` where there is something to search for: the text contains it, in any case of letters. */
export function containing(text: Sql, search: string | undefined): Sql {
  if (!search) return sql``;
  return sql` AND positionCaseInsensitiveUTF8(toString(${text}), ${param.string(search)}) > 0`;
}

/** ` AND …` for events of one name, where one is given. */
export function ofEvent(event: string | undefined): Sql {
  return event === undefined ? sql`` : sql` AND name = ${param.string(event)}`;
}
