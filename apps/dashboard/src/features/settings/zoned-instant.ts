/** The instant (ISO 8601) at which the clock of a zone shows a local time, such as `2026-11-01T09:00:00`. */
export function zonedInstant(local: string, timezone: string): string {
  const wanted = Date.parse(`${local}Z`);
  // The second turn is right where the first guess fell on the other side of a change of the clocks.
  const first = wanted - offsetAt(wanted, timezone);
  return new Date(wanted - offsetAt(first, timezone)).toISOString();
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
