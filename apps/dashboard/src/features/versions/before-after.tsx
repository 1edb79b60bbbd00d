import { useApi, useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useAnnotations } from '../annotations/use-annotations.ts';
import { addDays, todayIn } from '../reporting/date-range.ts';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';
import { useWrite } from './use-write.ts';
import { formulasOf, type VersionMetric, versionSeries } from './version-metrics.ts';
import { Figure } from './version-table.tsx';

const lengths = ['7', '1', '3', '14', '30'] as const;

export interface BeforeAfterProps {
  readonly event: string;
  readonly metrics: readonly VersionMetric[];
}

/** All figures in the days from a note on, and in as many days before it. */
export function BeforeAfter({ event, metrics }: BeforeAfterProps) {
  const { t, format } = useI18n();
  const { project } = useApi();
  const { days, today, query } = useReporting();
  const { search, change } = useSearchState();
  const { list } = useAnnotations({
    from: `${days.from}T00:00:00.000Z`,
    to: `${addDays(days.to, 1)}T23:59:59.999Z`,
  });
  const notes = [...(list.data ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1));
  const note = notes.find(({ id }) => id === search.get('note')) ?? notes[0];
  const length = lengths.find((known) => known === search.get('length')) ?? lengths[0];
  const dayOf = (at: string) => todayIn(project.timezone, Date.parse(at));
  const first = note ? dayOf(note.at) : today;
  const last = addDays(first, Number(length) - 1);
  const isOver = last < today;
  const result = useReport(
    'POST query',
    {
      ...{ filters: query.filters, startDate: first, endDate: isOver ? last : today },
      ...{ compare: 'previous_period', series: versionSeries(event), breakdowns: [] },
      formulas: formulasOf(metrics),
    },
    { enabled: note !== undefined },
  );
  return (
    <section
      className="card card--plain"
      aria-label={t('versions.beforeAfter')}
      aria-busy={result.isFetching}
    >
      <div className="card__body">
        <h2>{t('versions.beforeAfter')}</h2>
        {list.data && !note && <EmptyState>{t('versions.noNotes')}</EmptyState>}
        {note && (
          <div className="versions__choices">
            <SelectField
              label={t('versions.note')}
              value={note.id}
              options={notes.map(({ id, at, text }) => ({
                value: id,
                label: `${format.day(dayOf(at))}: ${text}`,
              }))}
              onChange={(id) => change({ note: id })}
            />
            <SelectField
              label={t('versions.length')}
              value={length}
              options={lengths
                .toSorted((a, b) => Number(a) - Number(b))
                .map((value) => ({ value, label: t('versions.days', { count: value }) }))}
              onChange={(value) => change({ length: value })}
            />
          </div>
        )}
        {result.error && !result.data && (
          <ErrorState error={result.error} retry={() => void result.refetch()} />
        )}
        {note && !result.error && !result.data && <Skeleton height={200} />}
        {note && result.data && <ChangeTable metrics={metrics} lines={result.data.data} />}
        {note && !isOver && <p className="muted versions__note">{t('versions.notOver')}</p>}
      </div>
    </section>
  );
}

type Lines = NonNullable<ReturnType<typeof useReport<'POST query'>>['data']>['data'];

function ChangeTable({
  metrics,
  lines,
}: {
  readonly metrics: readonly VersionMetric[];
  readonly lines: Lines;
}) {
  const { t } = useI18n();
  const write = useWrite();
  return (
    <ScrollRegion className="versions__scroll" label={t('table.of', { name: t('versions.beforeAfter') })}>
      <table className="table versions">
        <thead>
          <tr>
            <th scope="col">{t('versions.metric')}</th>
            <th scope="col" className="number">
              {t('versions.before')}
            </th>
            <th scope="col" className="number">
              {t('versions.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => {
            const line = lines.find(({ letter, formula }) => (letter ?? formula) === metric.of);
            const before = line?.previous?.total;
            return (
              <tr key={metric.of}>
                <th scope="row">{t(metric.label)}</th>
                <td className="number">{typeof before === 'number' ? write.short(metric, before) : '–'}</td>
                <Figure metric={metric} value={line?.total} previous={before} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
