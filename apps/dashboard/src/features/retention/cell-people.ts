import type { Filter } from '@gatrix/analytics-protocol/insights';
import type { Definition } from '../../api/segments.ts';
import type { Column } from './columns.ts';

export interface CellQuestion {
  readonly period: 'day' | 'week' | 'month';
  readonly criterion: 'on' | 'on_or_after';
  readonly cohort: 'first_time' | 'recurring';
  readonly startEvent: string | undefined;
  readonly returnEvent: string | undefined;
  readonly filters: Filter | undefined;
}

/** The people of a retention's cell: those of the cohort that began on `date`, who came back in the column's periods. */
export function cellPeople(question: CellQuestion, date: string, column: Column): Definition {
  const { period, filters } = question;
  const first = date.slice(0, 10);
  const did = (event: string | undefined, range: Definition): Definition => ({
    did: true,
    ...(event !== undefined && { event }),
    ...(filters && { filters }),
    range,
  });
  const periodsFrom = (from: number, to = from) => ({
    startDate: shifted(period, first, from),
    endDate: shifted('day', shifted(period, first, to + 1), -1),
  });
  const { from, to } = column;
  const back =
    question.criterion === 'on' ? periodsFrom(from, to) : { startDate: shifted(period, first, from) };
  const isNew = { ...did(question.startEvent, { endDate: shifted('day', first, -1) }), did: false };
  return {
    and: [
      did(question.startEvent, periodsFrom(0)),
      ...(question.cohort === 'first_time' ? [isNew] : []),
      ...(from > 0 ? [did(question.returnEvent, back)] : []),
    ],
  };
}

/** A day so many days, weeks or months on; months from their first day. */
function shifted(unit: CellQuestion['period'], date: string, count: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (unit === 'month') day.setUTCMonth(day.getUTCMonth() + count);
  else day.setUTCDate(day.getUTCDate() + count * (unit === 'week' ? 7 : 1));
  return day.toISOString().slice(0, 10);
}
