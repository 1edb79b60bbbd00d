import QuickLRU from 'quick-lru';

const second = 1000;
export const dayMs = 86_400 * second;

/** A time zone: how far its local time is from UTC at every instant. Local times are milliseconds as if in UTC. */
export interface Zone {
  readonly name: string;
  /** Local time minus UTC at an instant, milliseconds. */
  offsetAt(instant: number): number;
}

/** There are some 600 names. To make a formatter takes a tenth of a millisecond, and a page asks for its zone a dozen times. */
const zones = new QuickLRU<string, Zone>({ maxSize: 500 });

/** The zone's rules come from the runtime's time zone database (`Intl`). Throws RangeError for an unknown name. */
export function createZone(name: string): Zone {
  const zone = zones.get(name) ?? zoneOf(name);
  zones.set(name, zone);
  return zone;
}

function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return {
    name,
    offsetAt: (instant) => {
      const at: Record<string, number> = {};
      for (const part of format.formatToParts(instant)) at[part.type] = Number(part.value);
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = at;
      const local = Date.UTC(year, month - 1, day, hour, minute, seconds);
      return local - Math.floor(instant / second) * second;
    },
  };
}

/** The first instant whose local time is this one; where the clocks jump over it, the instant of the jump. */
export function instantOf(zone: Zone, local: number): number {
  const before = zone.offsetAt(local - dayMs);
  const after = zone.offsetAt(local + dayMs);
  const candidates = [local - before, local - after].sort((a, b) => a - b);
  const valid = candidates.find((instant) => instant + zone.offsetAt(instant) === local);
  return valid ?? offsetChanges(zone, local - dayMs - before, local + dayMs - after)[0] ?? local - before;
}

/** The local day that an instant lies in, as its midnight in UTC. */
export function localDay(zone: Zone, instant: number): number {
  const local = instant + zone.offsetAt(instant);
  return Math.floor(local / dayMs) * dayMs;
}

/** `2026-11-01T00:00:00+09:00`, with milliseconds only where there are some. */
export function formatInstant(zone: Zone, instant: number): string {
  const offset = zone.offsetAt(instant);
  const local = new Date(instant + offset).toISOString();
  return `${local.replace('.000Z', '').replace('Z', '')}${formatOffset(offset)}`;
}

/** The instants in (from, to) at which the offset changes. Two changes within one day would be missed. */
export function offsetChanges(zone: Zone, from: number, to: number): number[] {
  const changes: number[] = [];
  let at = from;
  let offset = zone.offsetAt(at);
  while (at < to) {
    const next = Math.min(at + dayMs, to);
    const nextOffset = zone.offsetAt(next);
    if (nextOffset !== offset) changes.push(changeBetween(zone, at, next, offset));
    at = next;
    offset = nextOffset;
  }
  return changes;
}

function changeBetween(zone: Zone, from: number, to: number, offsetBefore: number): number {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle) === offsetBefore) low = middle;
    else high = middle;
  }
  return high;
}

function formatOffset(offset: number): string {
  const total = Math.abs(offset) / second;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const seconds = total % 60 === 0 ? '' : `:${two(total % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(total / 3600)}:${two((total / 60) % 60)}${seconds}`;
}
