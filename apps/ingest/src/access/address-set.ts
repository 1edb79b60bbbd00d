import { BlockList, isIP, isIPv4 } from 'node:net';

export type AddressSet = (address: string) => boolean;

/**
 * Networks, as CIDR or single addresses. Throws where an entry is neither, unless `skipInvalid`.
 * IPv4 is compared as numbers: BlockList makes an object for each look-up, 2 µs of a request (measured).
 */
export function createAddressSet(
  entries: readonly string[],
  { skipInvalid = false }: { readonly skipInvalid?: boolean } = {},
): AddressSet {
  const ipv4: { readonly network: number; readonly mask: number }[] = [];
  const ipv6 = new BlockList();
  for (const entry of entries) {
    const parsed = parseEntry(entry);
    if (!parsed) {
      if (skipInvalid) continue;
      throw new Error(`${entry} is not an address or a CIDR`);
    }
    const { network, bits, family } = parsed;
    if (family === 6) ipv6.addSubnet(network, bits, 'ipv6');
    else {
      const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
      ipv4.push({ network: (ipv4Number(network) & mask) >>> 0, mask });
    }
  }
  return (address) => {
    if (!isIPv4(address)) return isIP(address) === 6 && ipv6.check(address, 'ipv6');
    const number = ipv4Number(address);
    return ipv4.some(({ network, mask }) => (number & mask) >>> 0 === network);
  };
}

function parseEntry(entry: string): { network: string; bits: number; family: number } | undefined {
  const match = /^\s*([^\s/]+)(?:\/(\d{1,3}))?\s*$/.exec(entry);
  const network = (match?.[1] ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  const family = isIP(network);
  if (!match || family === 0) return undefined;
  const longest = family === 6 ? 128 : 32;
  const bits = match[2] === undefined ? longest : Number(match[2]);
  return bits <= longest ? { network, bits, family } : undefined;
}

function ipv4Number(address: string): number {
  let number = 0;
  let part = 0;
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    if (code === 46) {
      number = number * 256 + part;
      part = 0;
    } else part = part * 10 + code - 48;
  }
  return (number * 256 + part) >>> 0;
}
