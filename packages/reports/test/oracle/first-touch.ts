import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { isAcquisition } from './dimension.ts';
import { localDate } from './local-time.ts';
import { byTime, isPageView } from './sessions.ts';
import { eventValue, type Value } from './values.ts';

export interface FirstTouch {
  /** The first event of a person. */
  readonly event: EventRow;
  /** What says how they came: the first page view of that session, or its first event. */
  readonly visit: EventRow;
}

/** What a person did first; undefined for nobody, and for who did nothing. */
export function firstOracle(events: readonly EventRow[], person: (event: EventRow) => string) {
  const known = new Map<string, FirstTouch | undefined>();
  const find = (who: string): FirstTouch | undefined => {
    const own = events.filter((event) => person(event) === who).sort(byTime);
    const [event] = own;
    if (!event) return undefined;
    const visit = own.filter((one) => one.session_id !== '' && one.session_id === event.session_id);
    return { event, visit: visit.find(isPageView) ?? event };
  };
  return (who: string): FirstTouch | undefined => {
    if (who === '') return undefined;
    if (!known.has(who)) known.set(who, find(who));
    return known.get(who);
  };
}

/** The value of `first.<field>`, or none. */
export function firstValues(first: FirstTouch | undefined, field: string, timezone: string): Value[] {
  if (!first) return [];
  const { event, visit } = first;
  const { platform, app_version, __version } = event.properties;
  const key = field.replace('first.', '');
  switch (key) {
    case 'day':
      return [{ kind: 'text', text: localDate(timezone, event.timestamp) }];
    case 'platform':
      return [{ kind: 'text', text: platform ?? event.os }];
    case 'app_version':
      return [{ kind: 'text', text: app_version ?? __version ?? '' }];
  }
  return [eventValue(isAcquisition(key) ? visit : event, key)];
}
