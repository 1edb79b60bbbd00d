import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { EventField } from '../reporting/event-field.tsx';
import { MoneyNote } from '../reporting/money-note.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { readBreakdown } from '../reporting/use-breakdown-options.ts';
import { useEventNames } from '../reporting/use-event-names.ts';
import { useSearchState } from '../reporting/use-search-state.ts';
import { fieldLabel } from '../reporting/values.ts';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { BeforeAfter } from './before-after.tsx';
import { VersionChart } from './version-chart.tsx';
import { formulasOf, likelyVersion, versionMetrics, versionSeries, versionsOf } from './version-metrics.ts';
import { VersionTable } from './version-table.tsx';
import './versions.css';

const shownVersions = 20;

/** Releases of a game beside each other, and what changed with a note. */
export function Page() {
  const { t } = useI18n();
  const { query, interval } = useReporting();
  const { search, change } = useSearchState();
  const { startDate, endDate } = query;
  const names = useReport('names/properties', { startDate, endDate, limit: 1000 });
  const properties = names.data?.data.map(({ name }) => name) ?? [];
  const field = readBreakdown(search.get('version') ?? '') ?? likelyVersion(properties);
  const event = search.get('event') ?? '';
  const metrics = versionMetrics(event);
  const metric = metrics.find(({ of }) => of === search.get('metric')) ?? metrics[0];
  const question = {
    ...{ ...query, compare: undefined, interval, limit: shownVersions },
    ...{ series: versionSeries(event), formulas: formulasOf(metrics) },
    breakdowns: field ? [field as BreakdownDimension] : [],
  };
  useShownParameters(field === undefined ? undefined : question);
  const result = useReport('POST query', question, { enabled: field !== undefined });
  const versions = useMemo(() => versionsOf(result.data?.data ?? []), [result.data]);
  return (
    <>
      <ReportBar title={t('versions.title')}>
        <span className="muted">{t('versions.intro')}</span>
        <TermsButton report="versions" />
      </ReportBar>
      <section className="card card--plain" aria-label={t('versions.beside')} aria-busy={result.isFetching}>
        <div className="card__body">
          <div className="versions__choices">
            <SelectField
              label={t('versions.property')}
              value={field ?? ''}
              options={[...new Set([field ?? '', ...properties])].map((value) => ({
                value,
                label: value === '' ? t('versions.chooseProperty') : fieldLabel(value, t),
              }))}
              onChange={(value) => change({ version: value })}
            />
            <EventField
              label={t('versions.event')}
              value={event}
              options={[{ value: '', label: t('versions.noEvent') }, ...useEventNames([event])]}
              onChange={(value) => change({ event: value || undefined, metric: undefined })}
            />
            <SelectField
              label={t('versions.metric')}
              value={metric?.of ?? ''}
              options={metrics.map(({ of, label }) => ({ value: of, label: t(label) }))}
              onChange={(value) => change({ metric: value })}
            />
          </div>
          {names.data && !field && <EmptyState>{t('versions.noProperty')}</EmptyState>}
          {result.error && !result.data && (
            <ErrorState error={result.error} retry={() => void result.refetch()} />
          )}
          {field && !result.error && !result.data && <Skeleton height={320} />}
          {result.data && versions.length === 0 && <EmptyRange />}
          {metric && versions.length > 0 && (
            <div className={result.isPlaceholderData ? 'is-stale' : undefined}>
              <VersionChart versions={versions} metric={metric} interval={interval} />
              <VersionTable versions={versions} metrics={metrics} />
              <p className="muted versions__note">{t('versions.both')}</p>
            </div>
          )}
        </div>
      </section>
      <MoneyNote money={result.data?.meta.money} />
      <BeforeAfter event={event} metrics={metrics} />
    </>
  );
}
