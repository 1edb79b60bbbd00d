import type { Filter, Interval } from '@gatrix/analytics-protocol/insights';
import { Link } from 'react-router';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { DayRange } from '../reporting/date-range.ts';
import { writeFilters } from '../reporting/filter-choice.ts';
import { KeepPeople } from '../segments/keep-people.tsx';
import type { ExploreLine } from './explore-lines.ts';
import type { SeriesChoice } from './explore-state.ts';
import { bucketDays, filtersOfLine, peopleOfPoint } from './point-people.ts';

export interface ExplorePointProps {
  /** The bucket. */
  readonly index: number;
  readonly lines: readonly ExploreLine[];
  readonly series: readonly SeriesChoice[];
  readonly breakdowns: readonly string[];
  readonly interval: Interval;
  readonly days: DayRange;
  readonly filters: Filter | undefined;
}

/** Who is behind a point of each line: their events, and themselves as a segment. */
export function ExplorePoint(props: ExplorePointProps) {
  const { index, lines, series, breakdowns, interval, days, filters } = props;
  const { t, format } = useI18n();
  const dates = lines[0]?.points.map(({ date }) => date) ?? [];
  const date = dates[index];
  if (date === undefined) return null;
  const bucket = bucketDays(dates, index, days.to);
  return (
    <section className="explore__point" aria-label={format.bucket(date, interval)}>
      <h3>{format.bucket(date, interval)}</h3>
      <ul>
        {lines.map((line) => {
          const choice = series[line.place];
          if (!choice || line.isFormula) return null;
          const own = filtersOfLine(choice, breakdowns, line.keys);
          const search = new URLSearchParams({ from: bucket.startDate, to: bucket.endDate });
          for (const text of writeFilters(own)) search.append('filter', text);
          const value = line.points[index]?.value;
          return (
            <li key={line.label}>
              <span>
                {line.label}: <b>{typeof value === 'number' ? format.exact(value) : '–'}</b>
              </span>
              <Link to={{ pathname: '/events', search: search.toString() }}>{t('explore.pointEvents')}</Link>
              <KeepPeople
                key={`${line.label} ${date}`}
                name={`${line.label}, ${format.bucket(date, interval)}`}
                definition={() => peopleOfPoint(own, filters, bucket)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
