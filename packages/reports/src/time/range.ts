import { dayMs, instantOf, localDay, type Zone } from '@gatrix/analytics-clickhouse-schema';
import { type CommonParameters, type Compare, isDay } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';

/** A time range with both ends as instants (`to` excluded), and how each end was given. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** The first local day (its midnight as if in UTC), where the start was given as a day. */
  readonly firstDay: number | undefined;
  /** The last local day, included, where the end was given as a day. */
  readonly lastDay: number | undefined;
}

const defaultDays = 30;

/**
 * The range that `startDate` and `endDate` mean in a zone. Default: the last 30 local days, today included.
 * Throws InvalidParametersError where the end lies before the start.
 */
export function rangeOf(
  parameters: Pick<CommonParameters, 'startDate' | 'endDate'>,
  zone: Zone,
  now: number,
): Range {
  const end = parameters.endDate;
  const lastDay = end === undefined ? localDay(zone, now) : isDay(end) ? parseDay(end) : undefined;
  const to = lastDay === undefined ? parseInstant(end ?? '', zone) : instantOf(zone, lastDay + dayMs);

  const start = parameters.startDate;
  const endDay = lastDay ?? localDay(zone, to - 1);
  const firstDay =
    start === undefined ? endDay - (defaultDays - 1) * dayMs : isDay(start) ? parseDay(start) : undefined;
  const from = firstDay === undefined ? parseInstant(start ?? '', zone) : instantOf(zone, firstDay);

  if (from > to || (firstDay !== undefined && lastDay !== undefined && firstDay > lastDay)) {
    const field = end === undefined ? 'startDate' : 'endDate';
    const message = end === undefined ? 'must not lie in the future' : 'must not lie before startDate';
    throw new InvalidParametersError([{ field, message }]);
  }
  return { from, to, firstDay, lastDay };
}

/**
 * The range to compare with: as long and just before (in days where both ends are days), or a year earlier. A range that is
 * not over is compared up to the same moment: by the clock where it begins with a day.
 */
export function comparedRange(range: Range, compare: Compare, zone: Zone, now: number): Range {
  const compared = wholeComparedRange(range, compare, zone);
  if (now <= range.from || now >= range.to) return compared;
  const to =
    range.firstDay === undefined || compared.firstDay === undefined
      ? compared.from + (now - range.from)
      : instantOf(zone, now + zone.offsetAt(now) - range.firstDay + compared.firstDay);
  return { ...compared, to: Math.min(to, compared.to), lastDay: undefined };
}

function wholeComparedRange(range: Range, compare: Compare, zone: Zone): Range {
  const { firstDay, lastDay } = range;
  if (compare === 'previous_year') {
    const first = firstDay === undefined ? undefined : yearBefore(firstDay);
    const last = lastDay === undefined ? undefined : yearBefore(lastDay);
    return {
      from: first === undefined ? instantYearBefore(zone, range.from) : instantOf(zone, first),
      to: last === undefined ? instantYearBefore(zone, range.to) : instantOf(zone, last + dayMs),
      firstDay: first,
      lastDay: last,
    };
  }
  if (firstDay === undefined || lastDay === undefined) {
    const from = range.from - (range.to - range.from);
    return { from, to: range.from, firstDay: undefined, lastDay: undefined };
  }
  const first = firstDay - (lastDay + dayMs - firstDay);
  return { from: instantOf(zone, first), to: range.from, firstDay: first, lastDay: firstDay - dayMs };
}

function parseDay(text: string): number {
  return Date.parse(`${text}T00:00:00Z`);
}

/** An instant in milliseconds; text without an offset is local time. Expects what the schema let through. */
export function parseInstant(text: string, zone: Zone): number {
  const match = /^(\S{10})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:(Z)|([+\- ])(\d{2}):?(\d{2}))?$/.exec(
    text,
  );
  if (!match) throw new Error(`not an instant: ${text}`);
  const [, day = '', clock = '', utc, sign, hours, minutes] = match;
  const local = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}Z`);
  if (utc) return local;
  if (sign === undefined) return instantOf(zone, local);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? local + offset : local - offset;
}

function yearBefore(day: number): number {
  const date = new Date(day);
  const year = date.getUTCFullYear() - 1;
  const month = date.getUTCMonth();
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth));
}

function instantYearBefore(zone: Zone, instant: number): number {
  const local = instant + zone.offsetAt(instant);
  const day = Math.floor(local / dayMs) * dayMs;
  return instantOf(zone, yearBefore(day) + (local - day));
}
