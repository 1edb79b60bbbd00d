import { isIPv4, isIPv6 } from 'node:net';

/**
 * A public address in the form a database is asked with, or undefined for what is private, reserved or no address.
 * Ports, brackets and zones are removed; an IPv4 address inside IPv6 (`::ffff:1.2.3.4`) becomes the IPv4 address.
 */
export function toPublicAddress(text: string): string | undefined {
  const bare = withoutPort(text.trim());
  if (isIPv4(bare)) return isReservedV4(bare) ? undefined : bare;
  const v6 = bare.split('%')[0] ?? '';
  if (!isIPv6(v6)) return undefined;
  const mapped = mappedV4(v6);
  if (mapped) return isReservedV4(mapped) ? undefined : mapped;
  return isReservedV6(v6) ? undefined : v6;
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1, text.indexOf(']') === -1 ? undefined : text.indexOf(']'));
  const colon = text.indexOf(':');
  return colon !== -1 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text;
}

/** RFC 6890: this network, private, shared, loopback, link-local, multicast and reserved. */
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
  return /^(?:::1?$|(?:0{1,4}:){7}0{0,3}[01]$|f[cd][\da-f]{2}:|fe[89ab][\da-f]:|ff[\da-f]{2}:)/i.test(
    address,
  );
}

function mappedV4(address: string): string | undefined {
  const match = /^(?:::|(?:0{1,4}:){5})ffff:(?:([\d.]+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address);
  if (!match) return undefined;
  if (match[1]) return isIPv4(match[1]) ? match[1] : undefined;
  const high = Number.parseInt(match[2] ?? '', 16);
  const low = Number.parseInt(match[3] ?? '', 16);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
