/**
 * By how many milliseconds a zone's clocks are ahead of UTC at a local time (read as if it were UTC); of an hour that comes
 * twice the first. Throws a RangeError where there is no such zone.
 */
export function offsetsOf(timezone: string): (localMilliseconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const ahead = (at: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
  };
  let [hourOfLog, offset] = [Number.NaN, 0];
  return (local) => {
    const hour = Math.floor(local / 3_600_000);
    if (hour !== hourOfLog) [hourOfLog, offset] = [hour, ahead(local - ahead(local - 24 * 3_600_000))];
    return offset;
  };
}
