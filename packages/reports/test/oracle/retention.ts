import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { localDate, localInstant, nextUnit, startOfDate, unitOf } from './local-time.ts';
import { compareText, type Test } from './overview.ts';
import { byTime } from './sessions.ts';

export interface RetentionQuestion {
  readonly timezone: string;
  readonly now: number;
  readonly period: 'day' | 'week' | 'month';
  /** The first and last period of each column. */
  readonly columns: readonly (readonly [number, number])[];
  readonly startDate: string;
  readonly endDate: string;
  /** Whether the range has no time at all, and so no period. */
  readonly isEmpty: boolean;
  readonly criterion: 'on' | 'on_or_after';
  readonly cohort: 'first_time' | 'recurring';
  readonly isStart: Test;
  readonly isReturn: Test;
  /** By what is broken down, at the first start event of the cohort's period. */
  readonly valueAt: (event: EventRow) => string;
}

/** People given as lists of their events. */
export function retentionOracle(
  people: readonly (readonly EventRow[])[],
  question: RetentionQuestion,
  limit: number,
) {
  const { timezone, period } = question;
  const periodOf = (event: EventRow) => unitOf(localDate(timezone, event.timestamp), period);
  const cohorts: string[] = [];
  const last = unitOf(question.endDate, period);
  for (
    let unit = unitOf(question.startDate, period);
    !question.isEmpty && unit <= last;
    unit = nextUnit(unit, period)
  )
    cohorts.push(unit);
  const members = cohorts.flatMap((cohort) =>
    people.flatMap((events) => {
      const starts = events.filter(question.isStart).sort(byTime);
      const first = starts.find((event) => periodOf(event) === cohort);
      const isMember = first && (question.cohort === 'recurring' || first === starts[0]);
      return isMember
        ? [
            {
              cohort,
              value: question.valueAt(first),
              returns: events.filter(question.isReturn).map(periodOf),
            },
          ]
        : [];
    }),
  );
  const resultOf = (counted: typeof members) => {
    const rows = cohorts.map((cohort) => {
      const own = counted.filter((member) => member.cohort === cohort);
      const units = [cohort];
      const lastUnit = question.columns.at(-1)?.[1] ?? 0;
      while (units.length <= lastUnit) units.push(nextUnit(units.at(-1) ?? cohort, period));
      const unitAt = (k: number) => units[k] ?? '';
      const values = question.columns.map(([from, to]) => {
        const isBack = (back: string) =>
          back >= unitAt(from) && (question.criterion === 'on_or_after' || back <= unitAt(to));
        return from === 0 ? own.length : own.filter(({ returns }) => returns.some(isBack)).length;
      });
      return {
        date: localInstant(timezone, startOfDate(timezone, cohort)),
        size: own.length,
        values,
        percentages: values.map((value) => (own.length === 0 ? 0 : (value / own.length) * 100)),
        complete: question.columns.map(
          ([, to]) => startOfDate(timezone, nextUnit(unitAt(to), period)) <= question.now,
        ),
      };
    });
    const average = question.columns.map((_, k) => {
      const over = rows.filter(({ complete }) => complete[k]);
      const size = over.reduce((sum, row) => sum + row.size, 0);
      return size === 0 ? null : (over.reduce((sum, row) => sum + (row.values[k] ?? 0), 0) * 100) / size;
    });
    return { cohorts: rows, average };
  };
  const names = [...new Set(members.map(({ value }) => value))];
  const sizeOf = (name: string) => members.filter(({ value }) => value === name).length;
  names.sort((a, b) => sizeOf(b) - sizeOf(a) || compareText(a, b));
  const others = members.filter(({ value }) => names.indexOf(value) >= limit);
  const rest = others.length > 0 ? [{ name: '(other)', rest: true, ...resultOf(others) }] : [];
  const shown = names
    .slice(0, limit)
    .map((name) => ({ name, ...resultOf(members.filter(({ value }) => value === name)) }));
  return { ...resultOf(members), breakdown: [...shown, ...rest] };
}
