import { cutToBytes } from '../text.ts';

/** Where an address is. Absent strings are ''. */
export interface GeoLocation {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export const nowhere: GeoLocation = { country: '', region: '', city: '', latitude: null, longitude: null };

const maxNameBytes = 256;
const maxLatitude = 90;
const maxLongitude = 180;

/**
 * A database record of MaxMind's layout (`country.iso_code`, `city.names.en`, …) or the flat one (`country_code`,
 * `city`, `state1`). What has the wrong type, as in a damaged file, is left empty. The country is where the address
 * is used; where a database knows only where it is registered, that.
 */
export function toGeoLocation(record: unknown): GeoLocation {
  if (!isRecord(record)) return nowhere;
  const position = isRecord(record.location) ? record.location : record;
  const latitude = degrees(position.latitude, maxLatitude);
  const longitude = degrees(position.longitude, maxLongitude);
  const hasPosition = latitude !== null && longitude !== null;
  return {
    country:
      countryCode(at(record.country, 'iso_code')) ||
      countryCode(record.country_code) ||
      countryCode(record.country) ||
      countryCode(at(record.registered_country, 'iso_code')),
    region: englishName(firstOf(record.subdivisions)) || text(record.state1) || text(record.region),
    city: cityName(englishName(record.city) || text(record.city)),
    latitude: hasPosition ? latitude : null,
    longitude: hasPosition ? longitude : null,
  };
}

/** Rivers that tell towns of one name apart: Frankfurt (Oder), Halle (Saale). */
const rivers = /\((Aller|Dosse|Elbe|Ems|Havel|Lahn|Oder|Saale|Spree|Unstrut|Weser|Wümme)\)$/;

/** DB-IP writes a street or a quarter behind a town, `Seoul (Toegye-ro)`, which would make many towns of one. */
function cityName(name: string): string {
  return rivers.test(name) ? name : name.replace(/(\S)\s*[(（][^()（）]*[)）]$/, '$1');
}

function countryCode(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : '';
}

/** English, else whatever language the database has. */
function englishName(place: unknown): string {
  const names = at(place, 'names');
  if (!isRecord(names)) return '';
  return text(names.en) || Object.values(names).map(text).find(Boolean) || '';
}

function text(value: unknown): string {
  return typeof value === 'string' ? cutToBytes(value, maxNameBytes) : '';
}

function degrees(value: unknown, max: number): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !(Math.abs(number) <= max)) return null;
  // A millionth of a degree is ten centimetres: what is nearer to 0 is a damaged number, not a place.
  return number !== 0 && Math.abs(number) < 1e-6 ? null : number;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function at(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
