import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { storedSpellings } from '@gatrix/analytics-protocol/page-path';

/**
 * ` AND …` where there is something to search for: the text contains it, in any case of letters. `isPage`: the text is
 * an address of a page and is found by each of its spellings.
 */
export function containing(text: Sql, search: string | undefined, isPage = false): Sql {
  if (!search) return sql``;
  const matches = (isPage ? storedSpellings(search) : [search]).map(
    (spelling) => sql`positionCaseInsensitiveUTF8(toString(${text}), ${param.string(spelling)}) > 0`,
  );
  return sql` AND (${joinSql(matches, sql` OR `)})`;
}

/** ` AND …` for events of one name, where one is given. */
export function ofEvent(event: string | undefined): Sql {
  return event === undefined ? sql`` : sql` AND name = ${param.string(event)}`;
}
