import type { Agent } from './device.ts';

type Browser = Pick<Agent, 'browser' | 'browserVersion'>;

/** What stands behind the comment of user agents that are nothing but a plain browser's: most of all that are sent. */
const tails: readonly (readonly [pattern: RegExp, comment: RegExp, name: string])[] = [
  [/^AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) Chrome\/([\d.]+)(?: Mobile)? Safari\/[\d.]+$/, /^/, 'Chrome'],
  [
    /^AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) Version\/4\.0 Chrome\/([\d.]+)(?: Mobile)? Safari\/[\d.]+$/,
    /^Linux; (?:U; )?Android/,
    'Chrome WebView',
  ],
  [
    /^AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) Version\/([\d.]+) Mobile\/\w+ Safari\/[\d.]+$/,
    /^iP/,
    'Mobile Safari',
  ],
  [/^AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) Version\/([\d.]+) Safari\/[\d.]+$/, /^Macintosh; I/, 'Safari'],
  [/^Gecko\/[\d.]+ Firefox\/([\d.]+)$/, /^(?:Windows|Macintosh|X11|Android)/, 'Firefox'],
];

/** The browser of a user agent in one of the plain forms, read at a glance; undefined for every other. */
export function plainBrowser(userAgent: string): Browser | undefined {
  if (!userAgent.startsWith('Mozilla/5.0 (')) return undefined;
  const end = userAgent.indexOf(') ', 13);
  const comment = userAgent.slice(13, end);
  if (end === -1 || comment.includes('(') || /browser|valve|\btv\b/i.test(comment)) return undefined;
  const isWebView = comment.endsWith('; wv');
  const tail = userAgent.slice(end + 2);
  for (const [pattern, fits, name] of tails) {
    const match = pattern.exec(tail);
    if (!match || !fits.test(comment)) continue;
    return { browser: isWebView ? 'Chrome WebView' : name, browserVersion: match[1] ?? '' };
  }
  return undefined;
}
