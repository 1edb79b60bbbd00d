import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { compareText } from './overview.ts';
import { byTime, distinct, isPageView } from './sessions.ts';

/** Devices with an event received in the last 5 minutes, under the last page, country and source that each has. */
export function liveOracle(events: readonly EventRow[], now: number, limit: number) {
  const recent = events.filter((event) => event.device_id !== '' && event.created_at >= now - 5 * 60_000);
  const devices = [...new Set(recent.map((event) => event.device_id))];
  const lastOf = (value: (event: EventRow) => string) => {
    const lasts = devices.map((device) => {
      const own = recent.filter((event) => event.device_id === device && value(event) !== '');
      return own.sort(byTime).map(value).at(-1) ?? '';
    });
    return [...new Set(lasts)]
      .filter((name) => name !== '')
      .map((name) => ({ name, count: lasts.filter((last) => last === name).length }))
      .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
      .slice(0, limit);
  };
  const viewed = devices.map((device) =>
    recent.filter((event) => event.device_id === device && isPageView(event)),
  );
  const pages = viewed.map((views) => views.sort(byTime).at(-1)?.path ?? '');
  return {
    count: distinct(devices),
    pages: [...new Set(pages)]
      .filter((name) => name !== '')
      .map((name) => ({ name, count: pages.filter((page) => page === name).length }))
      .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
      .slice(0, limit),
    countries: lastOf((event) => event.country),
    referrers: lastOf((event) => event.referrer_name),
  };
}
