import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** The networks that the analytics server trusts as proxies by default: loopback, private, link-local. */
const ownNetworks = new BlockList();
for (const [network, prefix, family] of [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const)
  ownNetworks.addSubnet(network, prefix, family);

/** What the analytics server takes for the visitor's address. */
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
];
/** With a secret, which the server verifies, a backend names its visitor by these. */
const namedBySecret = new Set(['x-client-ip', 'openpanel-client-ip']);

/** True for loopback and private addresses, also as IPv4 within IPv6. */
export function isOwnNetwork(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return ownNetworks.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

/**
 * Takes away what a client on the open network says of its own address: the server would believe it, because it comes
 * through us. What a proxy in our own network says stays.
 *
 * False where such a proxy names the visitor in another header than `x-forwarded-for`: ours would overrule it.
 */
export function takesForwardedFor({ headers, socket }: IncomingMessage): boolean {
  const peer = socket.remoteAddress;
  if (peer !== undefined && isOwnNetwork(peer))
    return Boolean(headers['x-forwarded-for']) || !addressHeaders.some((name) => headers[name]);
  const hasSecret = headers['openpanel-client-secret'] !== undefined;
  for (const name of addressHeaders) if (!hasSecret || !namedBySecret.has(name)) delete headers[name];
  return true;
}
