import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { localDate, nextUnit, shiftDate, slicesOf, startOfDate, type Unit, unitOf } from './local-time.ts';
import { sentOf } from './money.ts';
import { compareText, revenueOf } from './overview.ts';
import { percentile } from './query.ts';
import { distinct } from './sessions.ts';
import { eventValue } from './values.ts';

export interface People {
  /** Only those that count. */
  readonly events: readonly EventRow[];
  readonly person: (event: EventRow) => string;
  readonly timezone: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly inRange: (time: number) => boolean;
}

/** Of a count, or an amount with at most six decimals. */
const per = (part: number, count: number) => (count === 0 ? 0 : Math.round(part * 1e6) / (count * 1e6));

/** The days of a range, each with whether it is over and whole. */
function daysOf({ timezone, from, to, now }: People) {
  return slicesOf(timezone, 'day', from, to).map(({ start, end, date }) => ({
    date,
    day: date.slice(0, 10),
    mark: end > now || start < from || end > to ? { incomplete: true as const } : {},
  }));
}

/** On each day of those before the range's end: an event behind it is not in the range, though its day is. */
export function activeUsersOracle(people: People) {
  const { events, person, timezone, from, to } = people;
  const begin = startOfDate(timezone, shiftDate(localDate(timezone, from), -29));
  const seen = events.filter((event) => event.timestamp >= begin && event.timestamp < to);
  return daysOf(people).map(({ date, day, mark }) => {
    const activeSince = (first: string) => {
      const dateOf = (event: EventRow) => localDate(timezone, event.timestamp);
      return distinct(seen.filter((event) => dateOf(event) >= first && dateOf(event) <= day).map(person));
    };
    const [dau, wau, mau] = [
      activeSince(day),
      activeSince(shiftDate(day, -6)),
      activeSince(shiftDate(day, -29)),
    ];
    return { date, dau, wau, mau, stickiness: per(dau, mau) * 100, ...mark };
  });
}

export function lifecycleOracle(people: People, interval: Unit) {
  const { events, person, timezone, from, to, now } = people;
  const unitOfEvent = (event: EventRow) => unitOf(localDate(timezone, event.timestamp), interval);
  const ids = [...new Set(events.map(person))].filter((id) => id !== '');
  const unitsOf = new Map(
    ids.map((id) => [id, events.filter((event) => person(event) === id).map(unitOfEvent)]),
  );
  return slicesOf(timezone, interval, from, to).map(({ date, end }) => {
    const unit = date.slice(0, 10);
    const count = (test: (is: boolean, was: boolean, wasEver: boolean) => boolean) =>
      ids.filter((id) => {
        const units = unitsOf.get(id) ?? [];
        return test(
          units.includes(unit),
          units.some((one) => nextUnit(one, interval) === unit),
          units.some((one) => one < unit),
        );
      }).length;
    return {
      date,
      new: count((is, _, wasEver) => is && !wasEver),
      returning: count((is, was) => is && was),
      resurrecting: count((is, was, wasEver) => is && !was && wasEver),
      dormant: count((is, was) => !is && was),
      ...(end > now ? { incomplete: true as const } : {}),
    };
  });
}

export function monetizationOracle(people: People, days: number) {
  const { events, person, timezone, inRange, now } = people;
  const dateOf = (event: EventRow) => localDate(timezone, event.timestamp);
  const figures = (counted: readonly EventRow[]) => {
    const revenue = revenueOf(counted);
    const payers = distinct(counted.filter((event) => sentOf(event) > 0).map(person));
    const active = distinct(counted.map(person));
    return {
      revenue,
      payers,
      active,
      arppu: per(revenue, payers),
      payer_conversion: per(payers, active) * 100,
    };
  };
  const counted = events.filter((event) => inRange(event.timestamp));
  const { active, ...whole } = figures(counted);
  const series = daysOf(people).map(({ date, day, mark }) => {
    const { active: dau, ...own } = figures(counted.filter((event) => dateOf(event) === day));
    return { date, ...own, dau, arpdau: per(own.revenue, dau), ...mark };
  });
  const ids = [...new Set(events.map(person))].filter((id) => id !== '');
  const firstDates = new Map(
    ids.map((id) => [
      id,
      events
        .filter((event) => person(event) === id)
        .map(dateOf)
        .sort()[0],
    ]),
  );
  return {
    ...whole,
    active_users: active,
    arpdau: per(
      whole.revenue,
      series.reduce((sum, { dau }) => sum + dau, 0),
    ),
    series,
    ltv: daysOf(people).map(({ date, day }) => {
      const cohort = ids.filter((id) => firstDates.get(id) === day);
      const until = Array.from({ length: days }, (_, k) => shiftDate(day, k));
      return {
        date,
        size: cohort.length,
        values: until.map((last) =>
          startOfDate(timezone, last) > now
            ? null
            : per(
                revenueOf(events.filter((event) => cohort.includes(person(event)) && dateOf(event) <= last)),
                cohort.length,
              ),
        ),
        complete: until.map((last) => startOfDate(timezone, shiftDate(last, 1)) <= now),
      };
    }),
  };
}

/** By the value of the person, the most revenue first; behind `limit` of them all others are one row. */
export function paidByOracle(
  people: People,
  days: number,
  valueAt: (event: EventRow) => string,
  limit: number,
) {
  const { events, person, timezone, inRange } = people;
  const rowOf = (own: readonly EventRow[]) => {
    const all = monetizationOracle({ ...people, events: own }, days);
    const mean = Array.from({ length: days }, (_, k) => {
      const cohorts = all.ltv.filter(({ complete }) => complete[k]);
      const ids = new Set(
        cohorts.flatMap(({ date }) =>
          [...new Set(own.map(person))].filter((id) => firstDateOf(own, id) === date.slice(0, 10)),
        ),
      );
      const paid = own.filter(
        (event) =>
          ids.has(person(event)) &&
          localDate(timezone, event.timestamp) <= shiftDate(firstDateOf(own, person(event)) ?? '', k),
      );
      return ids.size === 0 ? null : per(revenueOf(paid), ids.size);
    });
    const { revenue, payers, active_users, arppu, payer_conversion } = all;
    const size = all.ltv.reduce((sum, cohort) => sum + cohort.size, 0);
    return { revenue, payers, active_users, arppu, payer_conversion, ltv: { size, values: mean } };
  };
  const firstDateOf = (own: readonly EventRow[], id: string) =>
    id === ''
      ? undefined
      : own
          .filter((event) => person(event) === id)
          .map((event) => localDate(timezone, event.timestamp))
          .sort()[0];
  const values = [...new Set(events.filter((event) => inRange(event.timestamp)).map(valueAt))];
  const rows = values
    .map((name) => ({ name, ...rowOf(events.filter((event) => valueAt(event) === name)) }))
    .sort((a, b) => b.revenue - a.revenue || b.active_users - a.active_users || compareText(a.name, b.name));
  const shown = rows.slice(0, limit);
  if (rows.length <= limit) return shown;
  const names = new Set(shown.map(({ name }) => name));
  const others = events.filter((event) => !names.has(valueAt(event)));
  return [...shown, { name: '(other)', rest: true, ...rowOf(others) }];
}

/** Of everybody's events; a payment must pass the filter, and someone may be seen first by any event. */
export function firstPurchasesOracle(
  { events, person, timezone, from, to, now, inRange }: People,
  passes: (event: EventRow) => boolean,
  product: string,
) {
  const hour = 3_600;
  const brackets = [0, hour, 24 * hour, 72 * hour, 168 * hour, 336 * hour, 720 * hour];
  const productOf = (event: EventRow) => {
    const value = eventValue(event, `properties.${product}`);
    return value.kind === 'free' && value.value !== undefined ? String(value.value) : '';
  };
  const ids = [...new Set(events.map(person))].filter((id) => id !== '');
  const firsts = ids.flatMap((id) => {
    const own = events.filter((event) => person(event) === id);
    const [payment] = own
      .filter((event) => sentOf(event) > 0 && passes(event))
      .sort(
        (a, b) =>
          a.timestamp - b.timestamp ||
          a.created_at - b.created_at ||
          a.sequence - b.sequence ||
          compareText(productOf(a), productOf(b)) ||
          Number(a.revenue) - Number(b.revenue),
      );
    if (!payment || !inRange(payment.timestamp)) return [];
    const seen = Math.min(...own.map(({ timestamp }) => timestamp));
    return [{ payment, since: payment.timestamp - seen }];
  });
  const figures = (some: typeof firsts) => ({
    payers: some.length,
    revenue: revenueOf(some.map(({ payment }) => payment)),
  });
  const names = [...new Set(firsts.map(({ payment }) => productOf(payment)))];
  const median = percentile(
    firsts.map(({ since }) => since).sort((a, b) => a - b),
    0.5,
  );
  return {
    ...figures(firsts),
    median_seconds: median === null ? null : median / 1_000,
    series: daysOf({ events, person, timezone, from, to, now, inRange }).map(({ date, day, mark }) => ({
      date,
      ...figures(firsts.filter(({ payment }) => localDate(timezone, payment.timestamp) === day)),
      ...mark,
    })),
    products: names
      .map((name) => ({ name, ...figures(firsts.filter(({ payment }) => productOf(payment) === name)) }))
      .sort((a, b) => b.payers - a.payers || compareText(a.name, b.name)),
    since_first_seen: brackets.map((start, index) => {
      const end = brackets[index + 1] ?? null;
      const within = firsts.filter(
        ({ since }) => since >= start * 1_000 && (end === null || since < end * 1_000),
      );
      return { from: start, to: end, payers: within.length };
    }),
  };
}
