import { createHash } from 'node:crypto';
import QuickLRU from 'quick-lru';
import type { AccessLogEntry } from './entry.ts';

const assetExtensions = new Set(
  'css js mjs map png jpg jpeg gif svg ico webp avif woff woff2 ttf eot otf mp3 mp4 webm zip gz tar pdf xml txt json rss atom'.split(
    ' ',
  ),
);

/** A page view is a GET answered 2xx or 304 whose path does not end in an asset's extension. */
export function isPageView({ method, status, target }: AccessLogEntry): boolean {
  if (method !== 'GET' || !((status >= 200 && status < 300) || status === 304)) return false;
  const path = target.split(/[?#]/, 1)[0] ?? '';
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  return extension === undefined || !assetExtensions.has(extension);
}

/**
 * Makes ids from lines, so that the same log imported again is the same events. Equal lines (two requests within a
 * second) differ by how often the line was there before.
 */
export function createLineIds() {
  // A log is nearly in order: equal lines are not further apart than a few thousand.
  const counts = new QuickLRU<string, number>({ maxSize: 50_000 });
  return (line: string): string => {
    const hash = createHash('sha256').update(line).digest('hex');
    const occurrence = counts.get(hash) ?? 0;
    counts.set(hash, occurrence + 1);
    const hex = occurrence === 0 ? hash : createHash('sha256').update(`${hash} ${occurrence}`).digest('hex');
    const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
  };
}

/** The `/track` message of a page view; the sender's secret lets it speak for the visitor. */
export function toMessage(entry: AccessLogEntry, id: string, host: string) {
  const origin = host || entry.origin;
  return {
    type: 'track',
    payload: {
      id,
      name: 'screen_view',
      timestamp: new Date(entry.time).toISOString(),
      path: entry.target.startsWith('/') ? `${origin}${entry.target}` : entry.target,
      referrer: entry.referrer,
      properties: { __ip: entry.address, __userAgent: entry.userAgent },
    },
  } as const;
}
