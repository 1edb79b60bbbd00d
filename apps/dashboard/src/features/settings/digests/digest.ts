import type { Values } from '../fields.tsx';

export type Schedule =
  | { readonly every: 'day'; readonly hour: number }
  | { readonly every: 'week'; readonly weekday: number; readonly hour: number }
  | { readonly every: 'month'; readonly day: number; readonly hour: number };

export interface Digest {
  readonly id: string;
  readonly name: string;
  readonly source: { readonly boardId: string } | { readonly savedReportId: string };
  readonly schedule: Schedule;
  readonly channels: readonly string[];
  readonly paused: boolean;
  readonly nextAt: string | null;
  /** The project's day on which it was sent last. */
  readonly sentFor: string | null;
}

/** A digest as the form holds it. */
export function valuesOf(digest: Digest | undefined): Values {
  const defaults = { name: '', every: 'day', hour: '9', weekday: '1', day: '1', channels: '' };
  if (!digest) return defaults;
  const { name, source, schedule, channels } = digest;
  const { every, hour } = schedule;
  return {
    ...defaults,
    ...{ name, every, hour: String(hour), channels: channels.join(',') },
    source: 'boardId' in source ? `board:${source.boardId}` : `report:${source.savedReportId}`,
    ...(every === 'week' && { weekday: String(schedule.weekday) }),
    ...(every === 'month' && { day: String(schedule.day) }),
  };
}

/** A schedule as the server takes it. */
export function scheduleOf({ every, hour, weekday, day }: Values): object {
  if (every === 'week') return { every, weekday: Number(weekday), hour: Number(hour) };
  if (every === 'month') return { every, day: Number(day), hour: Number(hour) };
  return { every: 'day', hour: Number(hour) };
}

export function sourceOf({ source = '' }: Values): object {
  const [kind, id] = source.split(':');
  return kind === 'board' ? { boardId: id } : { savedReportId: id };
}

/** The names of the days of the week, Monday first. */
export function weekdays(locale: string): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, index) => format.format(new Date(Date.UTC(2024, 0, 1 + index))));
}
