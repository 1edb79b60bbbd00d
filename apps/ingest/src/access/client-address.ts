import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Networks, as CIDR or single addresses. Throws where an entry is neither. */
export function createAddressSet(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [network = '', prefix] = entry.split('/');
    const family = isIP(network);
    if (family === 0) throw new Error(`${entry} is not an address or a CIDR`);
    const type = family === 6 ? 'ipv6' : 'ipv4';
    const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix);
    if (!Number.isInteger(bits) || bits < 0 || bits > (family === 6 ? 128 : 32)) {
      throw new Error(`${entry} is not an address or a CIDR`);
    }
    list.addSubnet(network, bits, type);
  }
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

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
export function clientAddress(
  peer: string,
  headers: IncomingHttpHeaders,
  isTrustedProxy: (address: string) => boolean,
): string {
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
