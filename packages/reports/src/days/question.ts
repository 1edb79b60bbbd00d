import type { SessionFact, Sql } from '@gatrix/analytics-clickhouse-schema';

/** What happened in a range by the key of when it did, and the sessions that started in it by the key of when they did. */
export interface ByTime {
  /** What is fine enough for the keys: days or their parts, hours or quarters of an hour, UTC, or the events themselves. */
  readonly grain: 'day' | 'hour' | 'slot' | 'event';
  /** Over a time: a column, a row's `at`, when its session started, or the totals' own. */
  readonly keyOf: (time: Sql) => Sql;
  /** How many keys there may be. */
  readonly rows: number;
}

/** The same by a fact: events of the range, and sessions that started in it and have an event with the value. */
export interface ByFact {
  readonly fact: SessionFact;
  /** ` AND …`, over `sessions`, `visitors`, `events` and `key`: which rows are wanted. */
  readonly behind: Sql;
  /** How many of them: those with the most sessions, then visitors, then events, then by name. */
  readonly rows: number;
}

/** Pages by views that pass the plan's filter, which looks at events. */
export interface ByPage {
  readonly isByPage: true;
  /** ` AND …`, over `page_views` and `key`: which rows are wanted. */
  readonly behind: Sql;
  /** How many of them: those with the most views, then by name. */
  readonly rows: number;
}

export type Question = ByTime | ByFact | ByPage;

/** The overview's figures for a key. `viewed`, `bounced` and `duration_ms` by time, and by page of sessions that entered on it. */
export interface FiguresRow {
  /** A time's key, or a fact's value. */
  readonly key: string | number;
  readonly visitors: number;
  readonly page_views: number;
  readonly events: number;
  readonly revenue: number;
  readonly sessions: number;
  readonly viewed: number;
  readonly bounced: number;
  readonly duration_ms: number;
  /** Active persons, by time only; undefined where a person is a device. */
  readonly people?: number | undefined;
  /** By page only: how many views have a time on the page, which `duration_ms` is then the sum of. */
  readonly durations?: number;
}
