import ipaddr from 'ipaddr.js';

/** True for an address of the public internet: none of this machine, a private network, or kept for another purpose. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address inside an IPv6 one is judged as what it is.
  return ipaddr.process(address).range() === 'unicast';
}
