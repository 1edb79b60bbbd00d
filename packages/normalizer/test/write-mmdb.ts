/** A Buffer is written as it is. */
type Value = string | number | boolean | Buffer | readonly Value[] | { readonly [key: string]: Value };

const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const recordSize = 24;

interface Node {
  left: Node | number | undefined;
  right: Node | number | undefined;
}

/**
 * The bytes of a MaxMind database (format 2.0) with one record for each network, `81.2.69.0/24` or `2001:db8::/32`.
 * IPv4 networks go where an IPv6 tree has them, below ::/96.
 */
export function writeMmdb(records: Readonly<Record<string, Value>>, ipVersion: 4 | 6 = 6): Buffer {
  const data: Buffer[] = [];
  let dataSize = 0;
  const root: Node = { left: undefined, right: undefined };
  for (const [network, record] of Object.entries(records)) {
    insert(root, networkBits(network, ipVersion), dataSize);
    const bytes = encode(record);
    data.push(bytes);
    dataSize += bytes.length;
  }
  const nodes = collect(root);
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: 'Test',
    description: { en: 'Written by a test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.length,
    record_size: recordSize,
  });
  return Buffer.concat([writeTree(nodes), Buffer.alloc(16), ...data, marker, metadata]);
}

function insert(root: Node, bits: readonly number[], offset: number): void {
  let node = root;
  bits.forEach((bit, index) => {
    const side = bit ? 'right' : 'left';
    if (index === bits.length - 1) node[side] = offset;
    else {
      const next = node[side];
      const child = typeof next === 'object' ? next : { left: undefined, right: undefined };
      node[side] = child;
      node = child;
    }
  });
}

function collect(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const child of [node.left, node.right]) if (typeof child === 'object') nodes.push(child);
  }
  return nodes;
}

function writeTree(nodes: readonly Node[]): Buffer {
  const numberOf = new Map(nodes.map((node, index) => [node, index]));
  const value = (record: Node | number | undefined) => {
    if (record === undefined) return nodes.length;
    return typeof record === 'number' ? nodes.length + 16 + record : (numberOf.get(record) ?? 0);
  };
  const bytes = Buffer.alloc((nodes.length * recordSize) / 4);
  nodes.forEach((node, index) => {
    bytes.writeUIntBE(value(node.left), index * 6, 3);
    bytes.writeUIntBE(value(node.right), index * 6 + 3, 3);
  });
  return bytes;
}

function networkBits(network: string, ipVersion: 4 | 6): number[] {
  const [address = '', length = ''] = network.split('/');
  const isV4 = !address.includes(':');
  const groups = isV4 ? address.split('.').map((part) => toBits(Number(part), 8)) : v6Groups(address);
  const bits = groups.flat().slice(0, Number(length));
  return isV4 && ipVersion === 6 ? [...Array<number>(96).fill(0), ...bits] : bits;
}

function v6Groups(address: string): number[][] {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => toBits(Number.parseInt(group, 16), 16));
}

function toBits(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, index) => (value >> (width - 1 - index)) & 1);
}

function encode(value: Value): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([control(2, bytes.length), bytes]);
  }
  if (typeof value === 'boolean') return control(14, value ? 1 : 0);
  if (typeof value === 'number') return encodeNumber(value);
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ]);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(Number.isInteger(value) && value >= 0 ? 4 : 8);
  if (bytes.length === 4) bytes.writeUInt32BE(value);
  else bytes.writeDoubleBE(value);
  return Buffer.concat([control(bytes.length === 4 ? 6 : 3, bytes.length), bytes]);
}

/** The byte, or bytes, that say what follows and how long it is; nothing here is longer than 284. */
function control(type: number, size: number): Buffer {
  const short = Math.min(size, 29);
  const head = type <= 7 ? [(type << 5) | short] : [short, type - 7];
  return Buffer.from(size < 29 ? head : [...head, size - 29]);
}
