import { readablePath } from '@gatrix/analytics-protocol/page-path';
import { cached } from '../bounded-cache.ts';
import { cutToBytes } from '../text.ts';
import { type Campaign, campaignOfAddress } from './campaign.ts';

export interface PageAddress {
  /** Pathname in the spelling of `readablePath`, no trailing slash but for `/`. '' where none was sent. */
  readonly path: string;
  /** `https://example.com`, '' for a bare path. */
  readonly origin: string;
  /** With its `#`, in the same spelling, or ''. */
  readonly hash: string;
  /** Without its `?`; what campaigns are read from. Never stored. */
  readonly query: string;
}

/** Longer ones are rare, repeat rarely, and would let strangers fill the memory. */
const maxCachedLength = 512;
const maxBytes = 8192;
/** No name of a host is longer than 253 characters. */
const maxOriginLength = 300;
const noAddress: PageAddress = { path: '', origin: '', hash: '', query: '' };
/** Nothing in such a path has another spelling, and no segment is `.` or `..`. */
const plainPath = /^(?:\/(?:[\w\-~!$&'()*+,;=:@]|\.(?=[\w-]))+)+$/;
const plainHash = /^[\w\-~!$&()*+,;=:@/?.]*$/;
const absolute = /^(?:[a-z][a-z\d+.-]*:\/\/|https?:)/i;
/** `//example.com/x`, but not `//checkout`, which is a path with one slash too many. */
const protocolRelative = /^\/\/(?=[^/?#]*\.[a-z\d-]+(?::\d+)?(?:[/?#]|$)|localhost\b)/i;
/** Paths are resolved against this; it never shows. */
const base = 'http://base.invalid';

/**
 * Splits an address as sent: an absolute URL, a path, `//host/path`, `#/route` or anything else. Never throws.
 * Dot segments and origins are resolved as in the WHATWG URL standard; origins of custom schemes are `scheme://host`.
 */
export function parsePageAddress(sent: string): PageAddress {
  const address = sent.trim();
  if (address === '') return noAddress;
  return splitPlainPath(address) ?? limit(parse(address));
}

export interface Page extends PageAddress {
  /** What the address carries; undefined where it carries none. */
  readonly campaign: Campaign | undefined;
}

export type PageReader = (sent: string) => Page;

/** Addresses with their campaigns, and a memory for those that need a URL object. `cacheSize`: how many; default 5,000. */
export function createPageReader(cacheSize = 5000): PageReader {
  const recall = cached(cacheSize, (address) => withCampaign(limit(parse(address))));
  return (sent) => {
    const address = sent.trim();
    if (address === '') return noPage;
    if (address.length > maxCachedLength) return withCampaign(parsePageAddress(address));
    const plain = splitPlainPath(address);
    return plain ? withCampaign(plain) : recall(address);
  };
}

function withCampaign({ path, origin, hash, query }: PageAddress): Page {
  return { path, origin, hash, query, campaign: campaignOfAddress(query, hash) };
}

const noPage = withCampaign(noAddress);

/** What nearly every address of a single-page site is, without the cost of a URL object. */
function splitPlainPath(address: string): PageAddress | undefined {
  if (address.charCodeAt(0) !== 47 || address.charCodeAt(1) === 47 || address.length > maxBytes)
    return undefined;
  const hashAt = address.indexOf('#');
  const beforeHash = hashAt === -1 ? address : address.slice(0, hashAt);
  const queryAt = beforeHash.indexOf('?');
  const path = queryAt === -1 ? beforeHash : beforeHash.slice(0, queryAt);
  const hash = hashAt === -1 ? '' : address.slice(hashAt);
  const trimmed = withoutTrailingSlash(path);
  if (trimmed !== '/' && !plainPath.test(trimmed)) return undefined;
  if (hash !== '' && !plainHash.test(hash.slice(1))) return undefined;
  return {
    path: trimmed,
    origin: '',
    hash: hash === '#' ? '' : hash,
    query: queryAt === -1 ? '' : beforeHash.slice(queryAt + 1),
  };
}

function parse(address: string): PageAddress {
  if (absolute.test(address)) return fromUrl(tryUrl(address)) ?? parse(withoutAuthority(address));
  if (protocolRelative.test(address)) {
    return fromUrl(tryUrl(`https:${address}`)) ?? parse(address.replace(/^\/+/, '/'));
  }
  // The path goes behind a slash of ours, so that none of it can be read as a scheme or a host.
  const path = /^[?#]/.test(address) ? address : `/${address.replace(/^[/\\]+/, '')}`;
  const url = tryUrl(base + path);
  return { ...(fromUrl(url) ?? noAddress), origin: '' };
}

function tryUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function fromUrl(url: URL | undefined): PageAddress | undefined {
  if (!url) return undefined;
  const origin = url.origin !== 'null' ? url.origin : url.host ? `${url.protocol}//${url.host}` : '';
  const path = url.pathname.startsWith('/') ? url.pathname : `/${url.pathname}`;
  return {
    path: readablePath(withoutTrailingSlash(path)),
    origin,
    hash: readablePath(url.hash),
    query: url.search.slice(1),
  };
}

/** The rest of a URL whose host is none: `http://exa mple/x` keeps its `/x`. */
function withoutAuthority(address: string): string {
  return address.replace(/^[^:]*:[/\\]*[^/\\?#]*/, '') || '/';
}

function withoutTrailingSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === 47) end -= 1;
  return end === path.length ? path : path.slice(0, end);
}

function limit({ path, origin, hash, query }: PageAddress): PageAddress {
  return {
    path: cutEncoded(path),
    origin: origin.length <= maxOriginLength ? origin : '',
    hash: cutEncoded(hash),
    query,
  };
}

/** Cut without leaving half of a percent-encoded byte behind. */
function cutEncoded(text: string): string {
  // TRICKY: a UTF-16 unit is at most 3 bytes of UTF-8, so short texts need no counting.
  if (text.length * 3 <= maxBytes) return text;
  const cut = cutToBytes(text, maxBytes);
  return cut.length === text.length ? text : cut.replace(/%[\da-f]?$/i, '');
}
