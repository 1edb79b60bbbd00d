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
  const reader = openDatabase(database);
  const holdsV6 = reader.metadata.ipVersion === 6;
  return cached(options.cacheSize ?? 1000, (text) => {
    const address = toPublicAddress(text);
    // An IPv6 address walked through a tree of IPv4 would match whatever its first 32 bits say.
    if (!address || (!holdsV6 && address.includes(':'))) return nowhere;
    return toGeoLocation(read(reader, address));
  });
}

function openDatabase(database: Buffer): Reader<Response> {
  try {
    return new Reader<Response>(database);
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
