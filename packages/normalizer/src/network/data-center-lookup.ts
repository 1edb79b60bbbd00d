import { cached } from '../bounded-cache.ts';
import { createRecordLookup } from '../geo/record-lookup.ts';
import { cutToCharacters } from '../text.ts';
import { hostingName, hostingNetworks } from './hosting-networks.ts';

/** The hoster that an address belongs to; '' for every other, and where nobody knows. */
export type DataCenterLookup = (address: string) => string;

/** For a run without a database: no address is a data centre's. */
export const noDataCenters: DataCenterLookup = () => '';

const hosters = new Map(
  hostingNetworks.flatMap(([name, ...numbers]) => numbers.map((number) => [number, name] as const)),
);

/**
 * Tells the addresses of data centres by an MMDB of autonomous systems (GeoLite2 ASN, DB-IP ASN Lite, IPinfo): by
 * the system's number, else by its organisation's name. Throws where the bytes are no MMDB; a look-up never throws.
 */
export function createDataCenterLookup(database: Buffer): DataCenterLookup {
  const recordOf = createRecordLookup(database);
  const hosterOf = cached(1_000, (address) => ({ name: hoster(recordOf(address)) }));
  return (address) => hosterOf(address).name;
}

function hoster(record: unknown): string {
  if (typeof record !== 'object' || record === null) return '';
  const fields = record as Record<string, unknown>;
  const number = systemNumber(fields.autonomous_system_number ?? fields.asn ?? fields.as_number);
  const organization = fields.autonomous_system_organization ?? fields.as_name ?? fields.name ?? fields.org;
  const name = hosters.get(number);
  if (name !== undefined) return name;
  return typeof organization === 'string' && hostingName.test(organization)
    ? cutToCharacters(organization, 64)
    : '';
}

/** `15169` or `AS15169`. */
function systemNumber(value: unknown): number {
  return typeof value === 'string' ? Number(value.replace(/^AS/i, '')) : Number(value ?? Number.NaN);
}
