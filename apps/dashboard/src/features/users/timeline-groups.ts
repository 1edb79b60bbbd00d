import type { EventItem } from '@gatrix/analytics-protocol/insights';

/** Events of one session on one day, newest first. */
export interface SessionOnDay {
  readonly id: string;
  readonly events: readonly [EventItem, ...EventItem[]];
}

export interface TimelineDay {
  /** `2026-11-01`, where the events say it was. */
  readonly day: string;
  readonly sessions: readonly SessionOnDay[];
}

/** A person's events by day and session, in their order. Events of no session stand for themselves. */
export function timelineOf(events: readonly EventItem[]): readonly TimelineDay[] {
  const days: { day: string; sessions: { id: string; events: [EventItem, ...EventItem[]] }[] }[] = [];
  for (const event of events) {
    const day = event.timestamp.slice(0, 10);
    if (days.at(-1)?.day !== day) days.push({ day, sessions: [] });
    const sessions = days.at(-1)?.sessions ?? [];
    const last = sessions.at(-1);
    if (last && last.id === event.session_id) last.events.push(event);
    else sessions.push({ id: event.session_id, events: [event] });
  }
  return days;
}

/** Properties as a line of text; those that SDKs add by themselves, which begin with `__`, are left to the details. */
export function propertiesLine({ path, properties }: EventItem): string {
  const own = Object.entries(properties).filter(([key]) => !key.startsWith('__'));
  const parts = own.map(([key, value]) => `${key}: ${String(value)}`);
  return [...(path === '' ? [] : [path]), ...parts].join(' · ');
}
