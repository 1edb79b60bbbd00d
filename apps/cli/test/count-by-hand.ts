import { isbot } from 'isbot';

export interface CountedByHand {
  readonly pageViews: number;
  readonly robots: number;
  readonly broken: number;
  readonly visitors: number;
  readonly sessions: number;
  /** Views by path, without a trailing slash. */
  readonly paths: ReadonlyMap<string, number>;
  /** The times of people's page views, milliseconds. */
  readonly times: readonly number[];
}

const assets =
  /\.(css|js|mjs|map|png|jpg|jpeg|gif|svg|ico|webp|avif|woff|woff2|ttf|eot|otf|mp3|mp4|webm|zip|gz|tar|pdf|xml|txt|json|rss|atom)$/i;

/** People whom isbot takes for robots: Internet Explorer with Chrome Frame, and phones with the browser MAUI. */
const people = /^Mozilla\/5\.0 .*Trident.*chromeframe|\bMAUI\b/i;

/**
 * What an import must come to, counted from the log by other means than the importer's: fields split at quotes and
 * blanks, dates by Date.parse, sessions by sorting each visitor's times.
 */
export function countByHand(log: string): CountedByHand {
  let pageViews = 0;
  let robots = 0;
  let broken = 0;
  const paths = new Map<string, number>();
  const visits = new Map<string, number[]>();
  for (const line of log.split('\n').filter((text) => text !== '')) {
    const [head = '', request, status = '', referrer, , userAgent, rest] = line
      .replaceAll('\\"', "'")
      .split('"');
    const date = /\[(\d\d)\/(\w{3})\/(\d{4}):(\S+) ([+-]\d{4})\]/.exec(head);
    const time = date ? Date.parse(`${date[1]} ${date[2]} ${date[3]} ${date[4]} ${date[5]}`) : Number.NaN;
    if (
      request === undefined ||
      referrer === undefined ||
      userAgent === undefined ||
      rest === undefined ||
      Number.isNaN(time)
    ) {
      broken += 1;
      continue;
    }
    const [method, target = ''] = request.split(' ');
    const code = status.trim().slice(0, 3);
    const path = target.replace(/[?#].*/, '');
    if (method !== 'GET' || !/^(2..|304)$/.test(code) || assets.test(path)) continue;
    pageViews += 1;
    if (isbot(userAgent) && !people.test(userAgent)) {
      robots += 1;
      continue;
    }
    const name = path.length > 1 ? path.replace(/\/+$/, '') : path;
    paths.set(name, (paths.get(name) ?? 0) + 1);
    const visitor = `${head.split(' ')[0]} ${userAgent}`;
    visits.set(visitor, [...(visits.get(visitor) ?? []), time]);
  }
  return { pageViews, robots, broken, paths, times: [...visits.values()].flat(), ...sessionsOf(visits) };
}

/** A device is new each UTC day, unless its session goes on over midnight. */
function sessionsOf(visits: ReadonlyMap<string, readonly number[]>) {
  let sessions = 0;
  const devices = new Set<string>();
  for (const [visitor, unsorted] of visits) {
    let start = Number.NEGATIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const time of [...unsorted].sort((a, b) => a - b)) {
      if (time - last > 30 * 60_000 || time - start > 24 * 3_600_000) {
        sessions += 1;
        start = time;
        devices.add(`${visitor} ${new Date(time).toISOString().slice(0, 10)}`);
      }
      last = time;
    }
  }
  return { sessions, visitors: devices.size };
}
