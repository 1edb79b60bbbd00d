import { Reader, type Response } from 'mmdb-lib';
import { cached } from '../bounded-cache.ts';
import { toPublicAddress } from './address.ts';
import { type GeoLocation, nowhere, toGeoLocation } from './geo-location.ts';

export type GeoLookup = (address: string) => GeoLocation;

export interface GeoLookupOptions {
  /** Addresses remembered at a time, in this process only; default 1,000. */
  readonly cacheSize?: number | undefined;
}

/** For a run without a database: every field stays empty. */
export const emptyGeoLookup: GeoLookup = () => nowhere;

/**
 * Looks addresses up in an MMDB file's bytes. Throws where they are no readable MMDB; a look-up never throws, and
 * gives empty fields for private or malformed addresses, for unknown ones and where the file is damaged.
 */
export function createGeoLookup(database: Buffer, options: GeoLookupOptions = {}): GeoLookup {
  const pointers = createPointerCache();
  const reader = openDatabase(database, pointers.cache);
  const holdsV6 = reader.metadata.ipVersion === 6;
  return cached(options.cacheSize ?? 1000, (text) => {
    const address = toPublicAddress(text);
    // An IPv6 address walked through a tree of IPv4 would match whatever its first 32 bits say.
    if (!address || (!holdsV6 && address.includes(':'))) return nowhere;
    pointers.forget();
    return toGeoLocation(read(reader, address));
  });
}

type PointerCache = NonNullable<NonNullable<ConstructorParameters<typeof Reader>[1]>['cache']>;

/** A record of a city has a few dozen. */
const maxPointers = 10_000;

/**
 * Remembers what pointers lead to while one record is read. Without it a list of pointers to lists of pointers, which
 * takes a damaged or malicious file a few bytes, would be written out 10 ^ depth times.
 */
function createPointerCache(): { readonly cache: PointerCache; forget(): void } {
  const known = new Map<string | number, unknown>();
  return {
    cache: {
      get: (pointer) => known.get(pointer),
      set(pointer, value) {
        if (known.size >= maxPointers) throw new Error('too many pointers in one record');
        known.set(pointer, value);
      },
    },
    forget: () => known.clear(),
  };
}

function openDatabase(database: Buffer, cache: PointerCache): Reader<Response> {
  try {
    return new Reader<Response>(database, { cache });
  } catch (error) {
    throw new Error('The geo database is not a readable MMDB file', { cause: error });
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
