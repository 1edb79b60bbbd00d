const quarter = 900_000;
const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC, milliseconds, by the runtime's own formatting. Zones change their clocks at quarter hours. */
function offsetAt(timezone: string, instant: number): number {
  const known = offsets.get(timezone) ?? new Map<number, number>();
  offsets.set(timezone, known);
  const slot = Math.floor(instant / quarter) * quarter;
  const offset = known.get(slot) ?? Date.parse(`${clockAt(timezone, slot).replace(' ', 'T')}Z`) - slot;
  known.set(slot, offset);
  return offset;
}

function clockAt(timezone: string, instant: number): string {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timezone, format);
  return format.format(instant);
}

/** `2026-11-01T00:00:00.000` as the clocks of a zone show it. */
export function wallClock(timezone: string, instant: number): string {
  return new Date(instant + offsetAt(timezone, instant)).toISOString().slice(0, -1);
}

export function localDate(timezone: string, instant: number): string {
  return wallClock(timezone, instant).slice(0, 10);
}

/** `2026-11-01T00:00:00+09:00`, with milliseconds where there are some. */
export function localInstant(timezone: string, instant: number): string {
  const minutes = offsetAt(timezone, instant) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
  return `${wallClock(timezone, instant).replace('.000', '')}${offset}`;
}

/** When a local day begins: the first quarter of an hour that is not before it. */
export function startOfDate(timezone: string, date: string): number {
  let instant = Date.parse(`${date}T00:00:00Z`) - 15 * 3_600_000;
  while (localDate(timezone, instant) < date) instant += quarter;
  return instant;
}

export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The first midnight of the zone behind that of a day in UTC. */
export function midnightAfter(timezone: string, date: string): number {
  const own = startOfDate(timezone, date);
  return own > Date.parse(`${date}T00:00:00Z`) ? own : startOfDate(timezone, shiftDate(date, 1));
}

/** The Monday of a day's week. */
export function mondayOf(date: string): string {
  let monday = date;
  while (new Date(`${monday}T00:00:00Z`).getUTCDay() !== 1) monday = shiftDate(monday, -1);
  return monday;
}

export type Unit = 'day' | 'week' | 'month';

/** The first day of the day's unit. */
export function unitOf(date: string, unit: Unit): string {
  if (unit === 'day') return date;
  return unit === 'week' ? mondayOf(date) : `${date.slice(0, 7)}-01`;
}

export function nextUnit(first: string, unit: Unit): string {
  if (unit !== 'month') return shiftDate(first, unit === 'week' ? 7 : 1);
  return unitOf(shiftDate(first, 31), 'month');
}

export interface Slice {
  readonly start: number;
  readonly end: number;
  readonly date: string;
}

/** The slices of time that touch [from, to): minutes and hours as the clock shows them until it changes, or units of days. */
export function slicesOf(
  timezone: string,
  interval: 'minute' | 'hour' | Unit,
  from: number,
  to: number,
): Slice[] {
  if (to <= from) return [];
  const starts: number[] = [];
  if (interval === 'minute' || interval === 'hour') {
    const step = interval === 'minute' ? 60_000 : quarter;
    const labelOf = (instant: number) =>
      wallClock(timezone, instant).slice(0, interval === 'minute' ? 16 : 13) + offsetAt(timezone, instant);
    let at = Math.floor(from / step) * step;
    while (labelOf(at - step) === labelOf(at)) at -= step;
    for (; at < to || labelOf(at) === labelOf(at - step); at += step) {
      if (labelOf(at) !== labelOf(at - step)) starts.push(at);
    }
    starts.push(at);
  } else {
    let first = unitOf(localDate(timezone, from), interval);
    for (; startOfDate(timezone, first) < to; first = nextUnit(first, interval))
      starts.push(startOfDate(timezone, first));
    starts.push(startOfDate(timezone, first));
  }
  return starts
    .slice(0, -1)
    .map((start, i) => ({ start, end: starts[i + 1] ?? to, date: localInstant(timezone, start) }));
}
