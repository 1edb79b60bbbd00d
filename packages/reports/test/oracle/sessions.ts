import type { EventRow } from '@gatrix/analytics-clickhouse-schema';

export interface Session {
  readonly id: string;
  /** In the order they happened. */
  readonly events: readonly EventRow[];
  readonly start: number;
  readonly durationMs: number;
  readonly views: readonly EventRow[];
  readonly isBounce: boolean;
  /** Which of its events says how it came. */
  readonly acquired: EventRow | undefined;
}

export function isPageView(event: EventRow): boolean {
  return ['screen_view', 'page_view', '$pageview'].includes(event.name);
}

export function sessionsOf(events: readonly EventRow[]): Session[] {
  const ids = [...new Set(events.map((event) => event.session_id))].filter((id) => id !== '');
  return ids.map((id) => {
    const own = events.filter((event) => event.session_id === id).sort(byTime);
    const times = own.map((event) => event.timestamp);
    const views = own.filter(isPageView);
    const custom = own.filter(
      (event) => !isPageView(event) && event.name !== 'session_start' && event.name !== 'session_end',
    );
    return {
      id,
      events: own,
      start: Math.min(...times),
      durationMs: Math.max(...times) - Math.min(...times),
      views,
      acquired: views[0] ?? own[0],
      isBounce: views.length === 1 && custom.length === 0,
    };
  });
}

type Dated = Pick<EventRow, 'timestamp' | 'created_at' | 'sequence'>;

/** By time, and at one time in the order in which they were sent. */
export function byTime(a: Dated, b: Dated): number {
  return a.timestamp - b.timestamp || a.created_at - b.created_at || a.sequence - b.sequence;
}

export function distinct(values: readonly string[]): number {
  return new Set(values.filter((value) => value !== '')).size;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Things by what a function says of them, in the order in which each is first met. */
export function groupedBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
