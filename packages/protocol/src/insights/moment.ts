import { z } from 'zod';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
// The blank stands for a `+` that nobody percent-encoded.
const instantPattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+\- ]\d{2}:?\d{2})?$/;

/** A day (`2026-11-01`) or an instant (`2026-11-01T12:00:00+09:00`; without offset it is local time). */
export const moment = z
  .string()
  .refine((text) => isDay(text) || isInstant(text), {
    message: 'must be a day (2026-11-01) or an instant (2026-11-01T12:00:00Z)',
  })
  .describe('A day (2026-11-01) or an instant (2026-11-01T12:00:00+09:00)');

/** True for `YYYY-MM-DD` that exists in the calendar, in the years 1970 to 2199. */
export function isDay(text: string): boolean {
  return dayPattern.test(text) && isReal(text);
}

function isInstant(text: string): boolean {
  if (!instantPattern.test(text) || !isReal(text.slice(0, 10))) return false;
  const [, hour, minute, second] = /[T ](\d{2}):(\d{2})(?::(\d{2}))?/.exec(text) ?? [];
  const [, offsetHour, offsetMinute] = /[+\- ](\d{2}):?(\d{2})$/.exec(text.slice(16)) ?? [];
  return (
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second ?? 0) < 60 &&
    Number(offsetHour ?? 0) < 19 &&
    Number(offsetMinute ?? 0) < 60
  );
}

function isReal(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  const year = date.getUTCFullYear();
  return year >= 1970 && year < 2200 && date.toISOString().slice(0, 10) === day;
}
