import { Reader, type Response } from 'mmdb-lib';
import { isReserved, readAddress } from './read-address.ts';

/**
 * The records of an MMDB file by address. Throws where the bytes are no readable MMDB; a look-up never throws, and
 * gives undefined or null for private or malformed addresses, for unknown ones and where the file is damaged.
 */
export function createRecordLookup(database: Buffer): (address: string) => unknown {
  const pointers = createPointerCache();
  const reader = openDatabase(database, pointers.cache);
  const holdsV6 = reader.metadata.ipVersion === 6;
  return (text) => {
    const address = readAddress(text);
    // An IPv6 address walked through a tree of IPv4 would match whatever its first 32 bits say.
    if (!address || isReserved(address) || (!holdsV6 && address.includes(':'))) return undefined;
    pointers.forget();
    return read(reader, address);
  };
}

type PointerCache = NonNullable<NonNullable<ConstructorParameters<typeof Reader>[1]>['cache']>;

/** A record of a city has a few dozen. */
const maxPointers = 10_000;

/**
 * Remembers what pointers lead to while one record is read. Without it a list of pointers to lists of pointers, which
 * takes a damaged or malicious file a few bytes, would be written out 10 ^ depth times.
 */
function createPointerCache(): { readonly cache: PointerCache; forget(): void } {
  const records = new Map<string | number, unknown>();
  return {
    cache: {
      get: (pointer) => records.get(pointer),
      set(pointer, value) {
        if (records.size >= maxPointers) throw new Error('too many pointers in one record');
        records.set(pointer, value);
      },
    },
    forget: () => records.clear(),
  };
}

function openDatabase(database: Buffer, cache: PointerCache): Reader<Response> {
  try {
    return new Reader<Response>(database, { cache });
  } catch (error) {
    throw new Error('The database is not a readable MMDB file', { cause: error });
  }
}

/** A damaged record fails while it is decoded, in many ways; to the caller it is a record that is not there. */
function read(reader: Reader<Response>, address: string): unknown {
  try {
    return reader.get(address);
  } catch {
    return undefined;
  }
}
