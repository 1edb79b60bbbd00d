const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-01 00:00:00` as the clocks of a zone show it, by the runtime's own formatting. */
export function wallClock(timezone: string, instant: number): string {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timezone, format);
  return format.format(instant);
}

export function localDate(timezone: string, instant: number): string {
  return wallClock(timezone, instant).slice(0, 10);
}

/** Every day from one to another, both included. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let day = Date.parse(`${first}T00:00:00Z`); ; day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (date > last) return dates;
    dates.push(date);
  }
}

/** The Monday of a day's week. */
export function mondayOf(date: string): string {
  let day = Date.parse(`${date}T00:00:00Z`);
  while (new Date(day).getUTCDay() !== 1) day -= 86_400_000;
  return new Date(day).toISOString().slice(0, 10);
}
