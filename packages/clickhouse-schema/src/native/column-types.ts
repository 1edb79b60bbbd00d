import { ByteWriter } from './byte-writer.ts';
import { RowValueError } from './row-value-error.ts';

/**
 * A ClickHouse type in the Native format, for values of the shape `T`.
 * Source: https://clickhouse.com/docs/interfaces/formats/Native and the serializations of ClickHouse 24.12 and 26.7.
 */
export interface ColumnType<T> {
  /** As in CREATE TABLE. */
  readonly name: string;
  /** What precedes the values of a column; nested types add theirs. */
  readonly prefix?: (out: ByteWriter) => void;
  readonly open: () => Column<T>;
}

/** The values of one column of one block. */
export interface Column<T> {
  /** @throws RowValueError for a value that the type cannot hold. */
  readonly add: (value: T) => void;
  readonly writeTo: (out: ByteWriter) => void;
}

function each<T>(name: string, write: (out: ByteWriter, value: T) => void): ColumnType<T> {
  return {
    name,
    open() {
      const values = new ByteWriter();
      return {
        add: (value) => write(values, value),
        writeTo: (out) => out.raw(values.bytes),
      };
    },
  };
}

export const text = each<string>('String', (out, value) => out.text(value));

/** Zero has no sign, as in JSON. */
export const float64 = each<number>('Float64', (out, value) => out.float64(value === 0 ? 0 : value));

export const bool = each<boolean>('Bool', (out, value) => out.uint8(value ? 1 : 0));

export const uint16 = each<number>('UInt16', (out, value) => out.uint16(integer('UInt16', value, 0, 0xffff)));

export const uint32 = each<number>('UInt32', (out, value) =>
  out.uint32(integer('UInt32', value, 0, 0xffff_ffff)),
);

export const uint64 = each<number>('UInt64', (out, value) =>
  out.int64(integer('UInt64', value, 0, Number.MAX_SAFE_INTEGER)),
);

/** Milliseconds since the epoch, 1900 to 2299. */
export const milliseconds = each<number>("DateTime64(3, 'UTC')", (out, value) =>
  out.int64(integer('DateTime64(3)', Math.trunc(value), -2_208_988_800_000, 10_413_791_999_999)),
);

/** Milliseconds since the epoch, kept as whole seconds. */
export const seconds = each<number>("DateTime('UTC')", (out, value) =>
  out.uint32(integer('DateTime', Math.floor(value / 1_000), 0, 0xffff_ffff)),
);

/** An amount of money: a number, rounded half away from zero to six decimals as `toFixed` has it, or text with six decimals. */
export const decimal6 = each<number | string>('Decimal(18, 6)', (out, value) => {
  if (value === 0) return out.int64(0);
  const text = typeof value === 'string' ? value : value.toFixed(6);
  if (!/\.\d{6}$/.test(text)) throw new RowValueError(`${value} does not fit Decimal(18, 6)`);
  const digits = text.replace('.', '');
  const scaled = Number(digits);
  if (Number.isSafeInteger(scaled)) return out.int64(scaled);
  if (!/^-?\d{1,18}$/.test(digits)) throw new RowValueError(`${value} does not fit Decimal(18, 6)`);
  out.bigint64(BigInt(digits));
});

/** 36 characters. The two halves lie in little-endian order each. */
export const uuid = each<string>('UUID', (out, value) => {
  let invalid = value.length - 36;
  for (const position of wordsOfUuid) {
    const high = (digitAt(value, position) << 4) | digitAt(value, position + 1);
    const low = (digitAt(value, position + 2) << 4) | digitAt(value, position + 3);
    invalid |= high | low;
    out.uint16((high << 8) | low);
  }
  if (invalid < 0 || value.length > 36) throw new RowValueError(`${JSON.stringify(value)} is not a UUID`);
});

/** Where the 16-bit words of a UUID stand in its text, in the order in which they are stored. */
const wordsOfUuid = [14, 9, 4, 0, 32, 28, 24, 19];

/** The value of a hexadecimal digit by its character code; -1 for all others. */
const hexDigits = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);

function digitAt(text: string, position: number): number {
  return hexDigits[text.charCodeAt(position)] ?? -1;
}

/** A degree, or null. */
export const nullableFloat32: ColumnType<number | null> = {
  name: 'Nullable(Float32)',
  open() {
    const [nulls, values] = [new ByteWriter(), new ByteWriter()];
    return {
      add(value) {
        nulls.uint8(value === null ? 1 : 0);
        values.float32(value ?? 0);
      },
      writeTo(out) {
        out.raw(nulls.bytes);
        out.raw(values.bytes);
      },
    };
  },
};

const versionOfLowCardinality = 1;
/** The dictionary comes with the block, and replaces what the reader has. */
const ownDictionary = 0x600;

/** Strings of which there are few: a dictionary, and for each row its place in it. */
export const lowCardinality: ColumnType<string> = {
  name: 'LowCardinality(String)',
  prefix: (out) => out.int64(versionOfLowCardinality),
  open() {
    const places = new Map<string, number>();
    // Not a list of numbers: that was a tenth of what a batch left for the garbage collector.
    let rows = new Uint32Array(initialRows);
    let count = 0;
    // Nothing that a damaged row may have: undefined and null must be refused, too.
    let last: unknown = places;
    let place = 0;
    return {
      add(value) {
        // Neighbours are often equal, and comparing costs less than looking up.
        if (value !== last) {
          place = places.get(value) ?? places.size;
          if (place === places.size) places.set(checkedText(value), place);
          last = value;
        }
        if (count === rows.length) rows = twice(rows);
        rows[count] = place;
        count += 1;
      },
      writeTo(out) {
        if (count === 0) return;
        const [width, indexes] = narrow(rows.subarray(0, count), places.size);
        out.int64(ownDictionary | width);
        out.int64(places.size);
        for (const value of places.keys()) out.text(value);
        out.int64(count);
        out.raw(indexes);
      },
    };
  },
};

/** Texts are written when all rows have been read, too late to say whose row is damaged. */
function checkedText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new RowValueError(`${JSON.stringify(value)} is no text`);
}

const initialRows = 1_024;

function twice(rows: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(rows.length * 2);
  larger.set(rows);
  return larger;
}

/** The width's code in the format, and the indexes in so many bytes. */
function narrow(indexes: Uint32Array, size: number): [number, Uint8Array] {
  if (size <= 0x100) return [0, new Uint8Array(indexes)];
  if (size <= 0x1_0000) return [1, bytesOf(new Uint16Array(indexes))];
  return [2, bytesOf(indexes)];
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function array<T>(item: ColumnType<T>): ColumnType<readonly T[]> {
  return {
    name: `Array(${item.name})`,
    ...(item.prefix ? { prefix: item.prefix } : {}),
    open() {
      const ends = new ByteWriter();
      const items = item.open();
      let count = 0;
      return {
        add(value) {
          for (const one of value) items.add(one);
          count += value.length;
          ends.int64(count);
        },
        writeTo(out) {
          out.raw(ends.bytes);
          items.writeTo(out);
        },
      };
    },
  };
}

export function map<T>(
  key: ColumnType<string>,
  item: ColumnType<T>,
): ColumnType<Readonly<Record<string, T>>> {
  return {
    name: `Map(${key.name}, ${item.name})`,
    prefix(out) {
      key.prefix?.(out);
      item.prefix?.(out);
    },
    open() {
      const ends = new ByteWriter();
      const [keys, items] = [key.open(), item.open()];
      let count = 0;
      return {
        add(value) {
          for (const name in value) {
            keys.add(name);
            items.add(value[name] as T);
            count += 1;
          }
          ends.int64(count);
        },
        writeTo(out) {
          out.raw(ends.bytes);
          keys.writeTo(out);
          items.writeTo(out);
        },
      };
    },
  };
}

function integer(type: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new RowValueError(`${value} does not fit ${type}`);
}
