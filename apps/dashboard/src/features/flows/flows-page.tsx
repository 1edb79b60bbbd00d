import { useReport } from '../../api/api-context.tsx';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { EventField } from '../reporting/event-field.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useEventNames } from '../reporting/use-event-names.ts';
import { oneOf, useSearchState } from '../reporting/use-search-state.ts';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { FlowDiagram } from './flow-diagram.tsx';
import './flows.css';

const directions = ['after', 'before'] as const;
const kinds = ['events', 'pages'] as const;
const depths = ['3', '2', '4', '5', '6'] as const;

function useFlow() {
  const { search, change } = useSearchState();
  const anchorName = search.get('anchor') ?? '';
  const names = useEventNames([anchorName]);
  return {
    anchor: anchorName || (names[0]?.value ?? ''),
    names,
    direction: oneOf(search, 'direction', directions),
    show: oneOf(search, 'show', kinds),
    depth: oneOf(search, 'depth', depths),
    change,
  };
}

export function Page() {
  const { t, format } = useI18n();
  const { query } = useReporting();
  const flow = useFlow();
  const { anchor, direction, show, depth } = flow;
  const asking = {
    ...query,
    compare: undefined,
    event: anchor,
    direction,
    show,
    depth: Number(depth),
    limit: 8,
  };
  useShownParameters(anchor === '' ? undefined : asking);
  const result = useReport('POST flows', asking, { enabled: anchor !== '' });
  const data = result.data?.data;
  return (
    <>
      <ReportBar title={t('flows.title')}>
        <span className="muted">{t('flows.intro')}</span>
      </ReportBar>
      <FlowForm {...flow} />
      <section className="card card--plain" aria-busy={result.isFetching}>
        <div className="card__body">
          {anchor === '' && <EmptyRange />}
          {result.error && !data && <ErrorState error={result.error} retry={() => void result.refetch()} />}
          {anchor !== '' && !result.error && !data && <Skeleton height={360} />}
          {data?.sessions === 0 && <EmptyRange>{t('flows.empty', { event: anchor })}</EmptyRange>}
          {data && data.sessions > 0 && (
            <div className={result.isPlaceholderData ? 'is-stale' : undefined}>
              <p className="muted">{t('flows.sessions', { count: format.exact(data.sessions) })}</p>
              <FlowDiagram data={data} direction={direction} />
              <h2>{t('flows.paths')}</h2>
              <Paths paths={data.paths} />
              <div className="card__foot">
                <CsvButton
                  name="flows"
                  csv={() => ({
                    header: [t('flows.path'), t('metric.sessions')],
                    rows: data.paths.map(({ path, count }) => [path.join(' → '), count]),
                  })}
                />
              </div>
            </div>
          )}
        </div>
      </section>
    </>
  );
}

function FlowForm({ anchor, names, direction, show, depth, change }: ReturnType<typeof useFlow>) {
  const { t } = useI18n();
  return (
    <section className="card card--plain">
      <div className="card__body flow-form">
        <EventField
          label={t('flows.anchor')}
          value={anchor}
          options={names}
          onChange={(value) => change({ anchor: value })}
        />
        <SelectField
          label={t('flows.direction')}
          value={direction}
          options={directions.map((value) => ({ value, label: t(`flows.${value}`) }))}
          onChange={(value) => change({ direction: value })}
        />
        <SelectField
          label={t('flows.show')}
          value={show}
          options={kinds.map((value) => ({ value, label: t(`flows.${value}`) }))}
          onChange={(value) => change({ show: value })}
        />
        <SelectField
          label={t('flows.depth')}
          value={depth}
          options={[...depths].sort().map((value) => ({ value, label: value }))}
          onChange={(value) => change({ depth: value })}
        />
      </div>
    </section>
  );
}

function Paths({
  paths,
}: {
  readonly paths: readonly { readonly path: readonly string[]; readonly count: number }[];
}) {
  const { t, format } = useI18n();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('flows.path')}</th>
          <th scope="col" className="number">
            {t('metric.sessions')}
          </th>
        </tr>
      </thead>
      <tbody>
        {paths.slice(0, 15).map(({ path, count }) => (
          <tr key={path.join(' → ')}>
            <th scope="row">{path.join(' → ')}</th>
            <td className="number">{format.exact(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
