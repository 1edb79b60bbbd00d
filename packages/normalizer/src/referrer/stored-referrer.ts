import { readablePath } from '@gatrix/analytics-protocol/page-path';
import { campaignKeys } from '../page/campaign.ts';

const credentials = /^((?:[a-z][a-z\d+.-]*:)?[/\\]{2})?[^/?#\\]*@/i;

/**
 * The referrer as it is stored: its path in the one spelling of pages, never a user and password. Of an own page only
 * the campaign stays of the query, because links to own pages carry tokens (`/reset?token=…`), in routes behind `#` too.
 */
export function storedReferrer(referrer: string, isOwn: boolean): string {
  const address = referrer.replace(credentials, '$1');
  const end = address.search(/[?#]/);
  const path = readablePath(end === -1 ? address : address.slice(0, end));
  if (end === -1) return path;
  return isOwn ? path + campaignOf(address) + routeOf(address) : path + address.slice(end);
}

function campaignOf(address: string): string {
  const query = /^[^?#]*\?([^#]*)/.exec(address)?.[1] ?? '';
  const kept = query
    .split('&')
    .filter((pair) => campaignKeys.has(pair.split('=', 1)[0]?.toLowerCase() ?? ''));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

/** `#/settings?token=a` → `#/settings`; a hash that is no route, such as `#access_token=a`, is left out. */
function routeOf(address: string): string {
  return readablePath(/#!?\/[^?&=]*/.exec(address)?.[0] ?? '');
}
