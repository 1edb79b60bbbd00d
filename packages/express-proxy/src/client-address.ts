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

const addressHeaders = ['x-client-ip', 'cf-connecting-ip', 'x-forwarded-for'];

/** True for loopback and private addresses, also as IPv4 within IPv6. */
export function isOwnNetwork(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return ownNetworks.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

/**
 * Takes away what a browser on the open network says about its own address: the server would believe it, because it
 * comes through us. What a proxy in our own network says stays.
 */
export function removeForgedAddress(request: IncomingMessage): void {
  const peer = request.socket.remoteAddress;
  if (peer !== undefined && isOwnNetwork(peer)) return;
  for (const name of addressHeaders) delete request.headers[name];
}
