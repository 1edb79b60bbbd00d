import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { localDate, mondayOf } from './local-time.ts';
import type { Test } from './overview.ts';

export interface RetentionQuestion {
  readonly timezone: string;
  readonly period: 'day' | 'week' | 'month';
  readonly periods: number;
  readonly startDate: string;
  readonly endDate: string;
  readonly criterion: 'on' | 'on_or_after';
  readonly cohort: 'first_time' | 'recurring';
  readonly isStart: Test;
  readonly isReturn: Test;
}

/** The values of each cohort by the name of its period (its first day), people given as lists of their events. */
export function retentionOracle(people: readonly (readonly EventRow[])[], question: RetentionQuestion) {
  const periodOf = (event: EventRow) =>
    unitOf(localDate(question.timezone, event.timestamp), question.period);
  const cohorts: string[] = [];
  const last = unitOf(question.endDate, question.period);
  for (
    let unit = unitOf(question.startDate, question.period);
    unit <= last;
    unit = next(unit, question.period)
  ) {
    cohorts.push(unit);
  }
  return cohorts.map((cohort) => {
    const members = people.filter((events) => {
      const starts = events.filter(question.isStart).map(periodOf).sort();
      return question.cohort === 'first_time' ? starts[0] === cohort : starts.includes(cohort);
    });
    let unit = cohort;
    const values = Array.from({ length: question.periods }, (_, k) => {
      if (k > 0) unit = next(unit, question.period);
      if (k === 0) return members.length;
      return members.filter((events) => {
        const returns = events.filter(question.isReturn).map(periodOf);
        return question.criterion === 'on'
          ? returns.includes(unit)
          : returns.some((period) => period >= unit);
      }).length;
    });
    return { cohort, values };
  });
}

function unitOf(date: string, period: RetentionQuestion['period']): string {
  if (period === 'day') return date;
  return period === 'week' ? mondayOf(date) : `${date.slice(0, 7)}-01`;
}

function next(unit: string, period: RetentionQuestion['period']): string {
  const day = new Date(`${unit}T00:00:00Z`);
  if (period === 'month') day.setUTCMonth(day.getUTCMonth() + 1);
  else day.setUTCDate(day.getUTCDate() + (period === 'week' ? 7 : 1));
  return day.toISOString().slice(0, 10);
}
