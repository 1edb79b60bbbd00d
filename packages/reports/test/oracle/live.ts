import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { compareText } from './overview.ts';
import { byTime, distinct, isPageView } from './sessions.ts';

/** Devices with an event received in the last 5 minutes, under the last page, country and source that each has. */
export function liveOracle(events: readonly EventRow[], now: number, limit: number) {
  const recent = events.filter((event) => event.created_at >= now - 5 * 60_000 && idOf(event) !== undefined);
  const ids = [...new Set(recent.map(idOf))];
  const lastOf = (value: (event: EventRow) => string) => {
    const lasts = ids.map((id) => {
      const own = recent.filter((event) => idOf(event) === id && value(event) !== '');
      return own.sort(byTime).map(value).at(-1) ?? '';
    });
    return [...new Set(lasts)]
      .filter((name) => name !== '')
      .map((name) => ({ name, count: lasts.filter((last) => last === name).length }))
      .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
      .slice(0, limit);
  };
  const viewed = ids.map((id) => recent.filter((event) => idOf(event) === id && isPageView(event)));
  const pages = viewed.map((views) => views.sort(byTime).at(-1)?.path ?? '');
  return {
    count: distinct(recent.map((event) => event.device_id).filter((device) => device !== '')),
    pages: [...new Set(pages)]
      .filter((name) => name !== '')
      .map((name) => ({ name, count: pages.filter((page) => page === name).length }))
      .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
      .slice(0, limit),
    countries: lastOf((event) => event.country),
    referrers: lastOf((event) => event.referrer_name),
  };
}

/** The device, and for events without one their profile. */
function idOf({ device_id, profile_id }: EventRow): string | undefined {
  if (device_id !== '') return `device ${device_id}`;
  return profile_id === '' ? undefined : `profile ${profile_id}`;
}
