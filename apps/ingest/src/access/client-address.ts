import type { IncomingHttpHeaders } from 'node:http';
import { readAddress, readFirstAddress } from '@gatrix/analytics-normalizer';
import type { AddressSet } from './address-set.ts';
import { createMemo } from './memo.ts';

/** Loopback, private and link-local networks: where one's own reverse proxies are. */
export const defaultTrustedProxies = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/**
 * What proxies call the visitor. `x-forwarded-for` decides where it is there, since every proxy adds to it; of the others,
 * which a visitor can send as well, the first that holds an address. The last is that of OpenPanel's own handlers.
 */
const addressHeaders = [
  'x-forwarded-for',
  'cf-connecting-ip',
  'true-client-ip',
  'x-real-ip',
  'x-client-ip',
  'fly-client-ip',
  'fastly-client-ip',
  'do-connecting-ip',
  'cloudfront-viewer-address',
  'x-azure-clientip',
  'forwarded',
  'openpanel-client-ip',
] as const;

export interface ClientAddressOptions {
  readonly isTrustedProxy: AddressSet;
  /** `IP_HEADER_ORDER`: the headers that count, and no others; empty for the usual ones. */
  readonly headerOrder: readonly string[];
}

/** The client's address: the peer's, unless the peer is a trusted proxy; then what that one says. */
export function createClientAddress({
  isTrustedProxy,
  headerOrder,
}: ClientAddressOptions): (peer: string, headers: IncomingHttpHeaders) => string {
  const names = headerOrder.length === 0 ? addressHeaders : headerOrder;
  const peers = createMemo<{ readonly address: string; readonly isTrusted: boolean }>(10_000);
  const addressOf = createMemo<string | null>(10_000);

  function fromHeader(name: string, value: string): string | null {
    return addressOf(`${name}\n${value}`, () => rightmost(hopsOf(name, value), isTrustedProxy) ?? null);
  }

  return (peer, headers) => {
    const { address, isTrusted } = peers(peer, () => {
      const own = readAddress(peer) ?? '';
      return { address: own, isTrusted: isTrustedProxy(own) };
    });
    if (!isTrusted) return address;
    for (const name of names) {
      const value = headers[name];
      if (!value) continue;
      const visitorAddress = fromHeader(name, Array.isArray(value) ? value.join(',') : value);
      if (visitorAddress !== null) return visitorAddress;
      if (name === 'x-forwarded-for') return address;
    }
    return address;
  };
}

/** Whom a sender with a secret speaks for, whatever stands between; undefined where it names nobody. */
export function namedVisitor(headers: IncomingHttpHeaders): string | undefined {
  for (const name of ['openpanel-client-ip', 'x-client-ip']) {
    const value = headers[name];
    const address = typeof value === 'string' ? readFirstAddress(value) : undefined;
    if (address !== undefined) return address;
  }
  return undefined;
}

/** Hops that a header lists, the visitor's first; undefined for what is no address. */
function hopsOf(name: string, value: string): (string | undefined)[] {
  if (name === 'forwarded') return forwardedHops(value);
  // Always with a port, which without brackets can be taken for the end of an IPv6 address.
  if (name === 'cloudfront-viewer-address') {
    const bare = /^([\da-f.:]+):\d{1,5}$/i.exec(value.trim())?.[1];
    const address = bare === undefined ? undefined : readAddress(bare);
    if (address !== undefined) return [address];
  }
  return value.split(',').map(readAddress);
}

/** RFC 7239: `for=192.0.2.43;proto=https, for="[2001:db8::17]:4711"`. */
function forwardedHops(value: string): (string | undefined)[] {
  return (value.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map((hop) => {
    const node = /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]+)/i.exec(hop)?.[1];
    return node === undefined ? undefined : readAddress(node);
  });
}

/** The right-most hop that is not itself a trusted proxy. */
function rightmost(hops: readonly (string | undefined)[], isTrustedProxy: AddressSet): string | undefined {
  let address: string | undefined;
  for (const hop of hops.toReversed()) {
    // What stands left of something that is no address was not written by a proxy we know.
    if (hop === undefined) break;
    address = hop;
    if (!isTrustedProxy(hop)) break;
  }
  return address;
}

/** What a limit is counted under: of IPv6 the network of 64 bits, of which every visitor has a whole one. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
