/** The tables whose rows are counted beside them: nothing merges these away, and nothing can derive them again. */
export const guardedTables = ['events', 'events_bots', 'profile_changes'] as const;
export type GuardedTable = (typeof guardedTables)[number];

export function isGuarded(table: string): table is GuardedTable {
  return guardedTables.some((guarded) => guarded === table);
}

/** For rows that are kept for ever: the last day that ClickHouse's calendar has. */
export const never = '2149-06-06';

/** The day from which a row may be gone by its retention. */
export function expiresOn(table: GuardedTable): string {
  return table === 'events'
    ? `if(retention_days = 0, toDate('${never}'), toDate(timestamp) + toIntervalDay(retention_days))`
    : `toDate('${never}')`;
}
