/** The instant (ISO 8601) at which the clock of a zone shows a local time, such as `2026-11-01T09:00:00`. */
export function zonedInstant(local: string, timezone: string): string {
  const localMs = Date.parse(`${local}Z`);
  // The second turn is right where the first guess fell on the other side of a change of the clocks.
  const first = localMs - offsetAt(localMs, timezone);
  return new Date(localMs - offsetAt(first, timezone)).toISOString();
}

/** The clock of a zone at an instant (ISO 8601), with its offset: `2026-11-01T09:00:00+09:00`. */
export function localInstant(instant: string, timezone: string): string {
  const time = Date.parse(instant);
  const offset = offsetAt(time, timezone);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(time + offset).toISOString().slice(0, 19)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(time: number, timezone: string): number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(new Date(time)).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const clock = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return clock - Math.floor(time / 1000) * 1000;
}
