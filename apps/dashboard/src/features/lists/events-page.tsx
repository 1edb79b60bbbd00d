import { useApi, useReportRows } from '../../api/api-context.tsx';
import { searchOf } from '../../api/http.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useProjectChoice } from '../session/project-choice.ts';
import { useEventColumns } from './event-columns.tsx';
import { RowsCard } from './rows-card.tsx';

export function Page() {
  const { t } = useI18n();
  const { query } = useReporting();
  const { project } = useApi();
  const { isEmbedded } = useProjectChoice();
  const result = useReportRows('activity', { ...query, compare: undefined, limit: 50 });
  const columns = useEventColumns();
  const exported = searchOf({ ...query, compare: undefined, format: 'csv', bom: true });
  return (
    <>
      <ReportBar title={t('events.title')}>
        <span className="muted">{t('events.intro')}</span>
        {/* A download carries the session's cookie, and no token of a framing page. */}
        {!isEmbedded && (
          <a
            className="button"
            download
            href={`insights/${encodeURIComponent(project.id)}/export?${exported}`}
          >
            <Icon name="download" />
            {t('list.export')}
          </a>
        )}
      </ReportBar>
      <RowsCard
        label={t('events.title')}
        asked={result}
        columns={columns}
        keyOf={(event) => event.id}
        empty={<EmptyRange />}
      />
    </>
  );
}
