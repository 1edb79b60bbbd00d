import type { Interval } from '@gatrix/analytics-protocol/insights';
import type { Annotation } from '../../api/manage.ts';

const lengthsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** The instants (ISO 8601) that a chart's buckets span, the end excluded; undefined where it has none. */
export function spanOf(
  dates: readonly string[],
  interval: Interval,
): { readonly from: string; readonly to: string } | undefined {
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const end = new Date(last);
  if (interval === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setTime(end.getTime() + lengthsMs[interval]);
  return { from: new Date(first).toISOString(), to: end.toISOString() };
}

export interface PlacedNote extends Annotation {
  /** Of the bucket in which it lies. */
  readonly index: number;
}

const none: readonly PlacedNote[] = [];

/** Where notes stand on a chart's buckets; those before the first are left out. Without any it is always the same list. */
export function placeNotes(notes: readonly Annotation[], dates: readonly string[]): readonly PlacedNote[] {
  const starts = dates.map((date) => Date.parse(date));
  const placed = notes.flatMap((note) => {
    const time = Date.parse(note.at);
    const index = starts.findLastIndex((start) => start <= time);
    return index < 0 ? [] : [{ ...note, index }];
  });
  return placed.length === 0 ? none : placed;
}

/** The instant of a clock's time (`2026-11-01T14:30`) as the chart's zone has it at that bucket. */
export function instantAt(wallTime: string, dates: readonly string[]): string {
  const bucket = dates.findLast((date) => date.slice(0, 16) <= wallTime.slice(0, 16)) ?? dates[0] ?? '';
  return new Date(`${wallTime.slice(0, 16)}:00${bucket.slice(19) || 'Z'}`).toISOString();
}

/** An instant as a clock in the chart's zone shows it, with its offset as buckets have it. */
export function localInstant(instant: string, dates: readonly string[]): string {
  const time = Date.parse(instant);
  const bucket = dates.findLast((date) => Date.parse(date) <= time) ?? dates[0] ?? '';
  const offset = bucket.slice(19);
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  const shift = (hours * 60 + minutes) * (offset.startsWith('-') ? -60_000 : 60_000);
  return `${new Date(time + (Number.isFinite(shift) ? shift : 0)).toISOString().slice(0, 19)}${offset || 'Z'}`;
}
