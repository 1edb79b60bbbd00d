import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { datesBetween, localDate } from './local-time.ts';
import { revenueOf } from './overview.ts';
import { distinct } from './sessions.ts';

export interface People {
  readonly events: readonly EventRow[];
  readonly person: (event: EventRow) => string;
  readonly timezone: string;
}

const shift = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

function activeBetween({ events, person, timezone }: People, first: string, last: string): string[] {
  const dateOf = (event: EventRow) => localDate(timezone, event.timestamp);
  return events.filter((event) => dateOf(event) >= first && dateOf(event) <= last).map(person);
}

export function activeUsersOracle(people: People, startDate: string, endDate: string) {
  return datesBetween(startDate, endDate).map((date) => {
    const dau = distinct(activeBetween(people, date, date));
    const wau = distinct(activeBetween(people, shift(date, -6), date));
    const mau = distinct(activeBetween(people, shift(date, -29), date));
    return { date, dau, wau, mau, stickiness: mau === 0 ? 0 : (dau / mau) * 100 };
  });
}

export function lifecycleOracle(people: People, startDate: string, endDate: string) {
  const ids = [...new Set(people.events.map(people.person))].filter((id) => id !== '');
  return datesBetween(startDate, endDate).map((date) => {
    const today = new Set(activeBetween(people, date, date));
    const yesterday = new Set(activeBetween(people, shift(date, -1), shift(date, -1)));
    const before = new Set(activeBetween(people, '0000-00-00', shift(date, -1)));
    return {
      date,
      new: ids.filter((id) => today.has(id) && !before.has(id)).length,
      returning: ids.filter((id) => today.has(id) && yesterday.has(id)).length,
      resurrecting: ids.filter((id) => today.has(id) && !yesterday.has(id) && before.has(id)).length,
      dormant: ids.filter((id) => !today.has(id) && yesterday.has(id)).length,
    };
  });
}

export function monetizationOracle(people: People, startDate: string, endDate: string, days: number) {
  const { events, person, timezone } = people;
  const dates = datesBetween(startDate, endDate);
  const dateOf = (event: EventRow) => localDate(timezone, event.timestamp);
  const figures = (counted: readonly EventRow[]) => ({
    revenue: revenueOf(counted),
    payers: distinct(counted.filter((event) => event.revenue !== 0).map(person)),
    active: distinct(counted.map(person)),
  });
  const whole = figures(events.filter((event) => dates.includes(dateOf(event))));
  const daily = dates.map((date) => figures(events.filter((event) => dateOf(event) === date)));
  const activeDays = daily.reduce((sum, day) => sum + day.active, 0);
  const per = (sum: number, count: number) => (count === 0 ? 0 : sum / count);
  const ids = [...new Set(events.map(person))].filter((id) => id !== '');
  return {
    revenue: whole.revenue,
    payers: whole.payers,
    active_users: whole.active,
    arpdau: per(whole.revenue, activeDays),
    arppu: per(whole.revenue, whole.payers),
    payer_conversion: per(whole.payers, whole.active) * 100,
    ltv: dates.map((date) => {
      const cohort = ids.filter(
        (id) =>
          date ===
          events
            .filter((event) => person(event) === id)
            .map(dateOf)
            .sort()[0],
      );
      const values = Array.from({ length: days }, (_, k) => {
        const paid = events.filter(
          (event) => cohort.includes(person(event)) && dateOf(event) <= shift(date, k),
        );
        return per(revenueOf(paid), cohort.length);
      });
      return { date, size: cohort.length, values };
    }),
  };
}
