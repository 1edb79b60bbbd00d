import { isIPv4, isIPv6 } from 'node:net';

/**
 * An address in its one spelling, from whatever form it was sent in: with a port, in brackets or quotes, with a zone, an
 * IPv4 address inside IPv6, IPv6 in any spelling. Undefined where it is no address.
 */
export function readAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const inBrackets = /^\[([^\]]+)\](?::\d+)?$/.exec(bare)?.[1];
  const candidates = inBrackets === undefined ? [bare, bare.replace(/:\d{1,5}$/, '')] : [inBrackets];
  for (const candidate of candidates) {
    if (isIPv4(candidate)) return candidate;
    const address = candidate.replace(/%.*$/, '');
    if (isIPv6(address)) return mappedV4(address) ?? shortestV6(address);
  }
  return undefined;
}

/** The visitor's address of a list such as `203.0.113.7, 10.0.0.5`: the first public one, else the first. */
export function readFirstAddress(list: string): string | undefined {
  const addresses = list.split(',').flatMap((entry) => readAddress(entry) ?? []);
  return addresses.find((address) => !isReserved(address)) ?? addresses[0];
}

/** RFC 6890: not an address of the internet. */
export function isReserved(address: string): boolean {
  return isIPv4(address) ? isReservedV4(address) : isReservedV6(address);
}

/** RFC 5952, which is how URLs are written. */
function shortestV6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

function mappedV4(address: string): string | undefined {
  const match = /^(?:::|(?:0{1,4}:){5})ffff:(?:([\d.]+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address);
  if (!match) return undefined;
  if (match[1]) return match[1];
  const high = Number.parseInt(match[2] ?? '', 16);
  const low = Number.parseInt(match[3] ?? '', 16);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** This network, private, shared, loopback, link-local, multicast and reserved. */
function isReservedV4(address: string): boolean {
  const [a = 0, b = 0] = address.split('.', 2).map(Number);
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    a >= 224
  );
}

/** Unspecified, loopback, unique local, link-local and multicast. */
function isReservedV6(address: string): boolean {
  return /^(?:::1?$|f[cd][\da-f]{2}:|fe[89ab][\da-f]:|ff[\da-f]{2}:)/i.test(address);
}
