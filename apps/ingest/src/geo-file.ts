import { readFile } from 'node:fs/promises';
import { createGeoLookup, emptyGeoLookup, type GeoLookup } from '@gatrix/analytics-normalizer';
import type { Logger } from '@gatrix/analytics-service-runtime';

/** The places of addresses, from an MMDB file. Without one, or with a broken one, places stay empty: one warning says so. */
export async function loadGeoLookup(
  path: string | undefined,
  logger: Pick<Logger, 'warn'>,
): Promise<GeoLookup> {
  if (path === undefined) {
    logger.warn('GEOIP_DATABASE_PATH names no GeoIP database: countries and cities stay empty');
    return emptyGeoLookup;
  }
  try {
    return createGeoLookup(await readFile(path));
  } catch (error) {
    logger.warn({ err: error, path }, 'the GeoIP database cannot be used: countries and cities stay empty');
    return emptyGeoLookup;
  }
}
