import { cached } from '../bounded-cache.ts';
import { type GeoLocation, nowhere, toGeoLocation } from './geo-location.ts';
import { createRecordLookup } from './record-lookup.ts';

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
  const recordOf = createRecordLookup(database);
  return cached(options.cacheSize ?? 1000, (address) => toGeoLocation(recordOf(address)));
}
