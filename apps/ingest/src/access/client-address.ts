import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
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
 * The client's address: the peer's, unless the peer is a trusted proxy; then `x-client-ip`, `cf-connecting-ip`,
 * or the right-most entry of `x-forwarded-for` that is not itself a trusted proxy.
 */
export function createClientAddress(
  isTrustedProxy: AddressSet,
): (peer: string, headers: IncomingHttpHeaders) => string {
  const known = createMemo<string>(10_000);
  return (peer, headers) => {
    const sent = [headers['x-client-ip'], headers['cf-connecting-ip'], headers['x-forwarded-for']];
    return known(`${peer}\n${sent.join('\n')}`, () => clientAddress(peer, headers, isTrustedProxy));
  };
}

function clientAddress(peer: string, headers: IncomingHttpHeaders, isTrustedProxy: AddressSet): string {
  const own = bare(peer) ?? '';
  if (!isTrustedProxy(own)) return own;
  for (const name of ['x-client-ip', 'cf-connecting-ip']) {
    const value = headers[name];
    const address = typeof value === 'string' ? bare(value) : undefined;
    if (address) return address;
  }
  const forwarded = headers['x-forwarded-for'];
  const hops = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').map(bare);
  let address = own;
  for (const hop of hops.reverse()) {
    // What stands left of something that is no address was not written by a proxy we know.
    if (!hop) break;
    address = hop;
    if (!isTrustedProxy(hop)) break;
  }
  return address;
}

/** An address without brackets, port, zone and the IPv4-in-IPv6 form. */
function bare(text: string): string | undefined {
  const trimmed = text.trim();
  const match = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed);
  const address = (match?.[1] ?? trimmed).replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(address) === 0 ? undefined : address;
}
