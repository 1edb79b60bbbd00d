import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { Random } from '../random.ts';

/** In half of the worlds devices stay what and where they are, but for some events: then sessions have one set of facts. */
export function steadied(random: Random, events: readonly EventRow[]): readonly EventRow[] {
  if (random.chance(0.5)) return events;
  const change = random.pick([0, 0, 0.1]);
  const firsts = new Map<string, Pick<EventRow, DeviceFact>>();
  return events.map((event) => {
    const { country, region, city, os, os_version, browser, browser_version, device, model } = event;
    const own = { country, region, city, os, os_version, browser, browser_version, device, model };
    // Several devices may be in one session.
    const known = firsts.get(event.session_id) ?? own;
    firsts.set(event.session_id, known);
    return random.chance(change) ? event : { ...event, ...known };
  });
}

type DeviceFact =
  | 'country'
  | 'region'
  | 'city'
  | 'os'
  | 'os_version'
  | 'browser'
  | 'browser_version'
  | 'device'
  | 'model';
