import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { byTime, distinct, isPageView, type Session, sessionsOf, sum } from './sessions.ts';

/** Empty of nobody. */
export type PersonOf = (event: EventRow) => string;
/** Where nobody has a profile. */
const deviceOf: PersonOf = (event) => event.device_id;

export type Test = (event: EventRow) => boolean;

/** Sessions that started in the range and have an event that passes the filter. */
export function countedSessions(
  events: readonly EventRow[],
  inRange: (time: number) => boolean,
  passes: Test,
) {
  return sessionsOf(events).filter((session) => inRange(session.start) && session.events.some(passes));
}

export function metricsOracle(
  events: readonly EventRow[],
  inRange: (time: number) => boolean,
  passes: Test = () => true,
) {
  const counted = events.filter((event) => inRange(event.timestamp) && passes(event));
  const sessions = countedSessions(events, inRange, passes);
  const views = counted.filter(isPageView).length;
  return {
    unique_visitors: distinct(counted.map((event) => event.device_id)),
    total_sessions: sessions.length,
    total_screen_views: views,
    total_events: counted.length,
    ...ratesOf(sessions),
    views_per_session: sessions.length === 0 ? 0 : views / sessions.length,
    total_revenue: revenueOf(counted),
  };
}

export function ratesOf(sessions: readonly Session[]) {
  const viewed = sessions.filter((session) => session.views.length > 0).length;
  const bounced = sessions.filter((session) => session.isBounce).length;
  const durationMs = sum(sessions.map((session) => session.durationMs));
  return {
    avg_session_duration: sessions.length === 0 ? 0 : durationMs / (sessions.length * 1000),
    bounce_rate: viewed === 0 ? 0 : (bounced / viewed) * 100,
  };
}

/** Millionths add up exactly where floating point does not. */
export function revenueOf(events: readonly EventRow[]): number {
  return sum(events.map((event) => Math.round(Number(event.revenue) * 1e6))) / 1e6;
}

export function breakdownOracle(
  events: readonly EventRow[],
  inRange: (time: number) => boolean,
  valueFrom: (event: EventRow) => string | undefined,
  passes: Test = () => true,
  personOf: PersonOf = deviceOf,
) {
  const values = new Set(events.map(valueFrom).filter((value) => value !== undefined));
  return [...values]
    .map((name) => {
      const is: Test = (event) => valueFrom(event) === name && passes(event);
      const counted = events.filter((event) => inRange(event.timestamp) && is(event));
      return {
        row: {
          name,
          active_users: distinct(counted.map(personOf)),
          sessions: countedSessions(events, inRange, is).length,
          unique_visitors: distinct(counted.map((event) => event.device_id)),
          screen_views: counted.filter(isPageView).length,
          revenue: revenueOf(counted),
        },
        events: counted.length,
      };
    })
    .filter(({ row, events: count }) => row.sessions > 0 || count > 0)
    .sort(
      (a, b) =>
        b.row.sessions - a.row.sessions ||
        b.row.unique_visitors - a.row.unique_visitors ||
        b.events - a.events ||
        compareText(a.row.name, b.row.name),
    )
    .map(({ row }) => row);
}

/** What says how an event's session came, or its own value where it has no session. */
export function ofSession(events: readonly EventRow[], column: (event: EventRow) => string) {
  const firsts = new Map(sessionsOf(events).map((session) => [session.id, session.acquired]));
  return (event: EventRow): string => column(firsts.get(event.session_id) ?? event);
}

export function topPagesOracle(
  events: readonly EventRow[],
  inRange: (time: number) => boolean,
  passes: Test = () => true,
  personOf: PersonOf = deviceOf,
) {
  const paths = [...new Set(events.filter(isPageView).map((event) => event.path))];
  const all = sessionsOf(events);
  return paths
    .map((path) => {
      const is: Test = (event) => isPageView(event) && event.path === path && passes(event);
      const views = events.filter((event) => inRange(event.timestamp) && is(event));
      const entered = countedSessions(events, inRange, passes).filter((s) => s.views[0]?.path === path);
      const gaps = all.flatMap((session) =>
        session.events.flatMap((event, i) => {
          const next = session.events[i + 1];
          return next && inRange(event.timestamp) && is(event) ? [next.timestamp - event.timestamp] : [];
        }),
      );
      return {
        path,
        active_users: distinct(views.map(personOf)),
        views: views.length,
        unique_visitors: distinct(views.map((event) => event.device_id)),
        sessions: countedSessions(events, inRange, is).length,
        bounce_rate:
          entered.length === 0 ? 0 : (entered.filter((s) => s.isBounce).length / entered.length) * 100,
        avg_duration: gaps.length === 0 ? 0 : sum(gaps) / (gaps.length * 1000),
      };
    })
    .filter((row) => row.views > 0)
    .sort((a, b) => b.views - a.views || compareText(a.path, b.path));
}

export function edgePagesOracle(
  events: readonly EventRow[],
  inRange: (time: number) => boolean,
  edge: 'entry' | 'exit',
  passes: Test = () => true,
  personOf: PersonOf = deviceOf,
) {
  const sessions = countedSessions(events, inRange, passes).filter((s) => s.views.length > 0);
  const pathOf = (session: Session) =>
    [...session.views].sort(byTime).at(edge === 'entry' ? 0 : -1)?.path ?? '';
  return [...new Set(sessions.map(pathOf))]
    .map((path) => {
      const own = sessions.filter((session) => pathOf(session) === path);
      return {
        path,
        active_users: distinct(own.flatMap(({ events: [first] }) => (first ? [personOf(first)] : []))),
        views: sum(own.map((session) => session.views.length)),
        unique_visitors: distinct(own.map((session) => session.events[0]?.device_id ?? '')),
        sessions: own.length,
        bounce_rate: (own.filter((session) => session.isBounce).length / own.length) * 100,
        avg_duration: sum(own.map((session) => session.durationMs)) / (own.length * 1000),
      };
    })
    .sort((a, b) => b.sessions - a.sessions || compareText(a.path, b.path));
}

/** By bytes, as ClickHouse compares texts. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
