import type { SegmentMember } from '@gatrix/analytics-protocol/insights';
import { useApi, useReportRows } from '../../api/api-context.tsx';
import { knownName } from '../../api/person-names.ts';
import { membersFile, type Segment } from '../../api/segments.ts';
import { useMayChange } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { PersonLink } from '../lists/person-link.tsx';
import { RowsCard } from '../lists/rows-card.tsx';
import type { RowsColumn } from '../lists/rows-column.ts';
import '../reporting/report-bar.css';
import '../reporting/split.css';
import { useSearchState } from '../reporting/use-search-state.ts';
import { SegmentForm } from './segment-form.tsx';
import './segments.css';
import { useSegments } from './use-segments.ts';

/** In the address, for one that is not saved yet. */
const unsaved = 'new';

export function Page() {
  const { t } = useI18n();
  const { search, change } = useSearchState();
  const mayChange = useMayChange();
  const segments = useSegments();
  const openId = search.get('segment');
  const open = segments.data?.find(({ id }) => id === openId);
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{t('segments.title')}</h1>
          <span className="muted">{t('segments.intro')}</span>
        </div>
        <div className="report-bar__tools">
          {mayChange && (
            <button type="button" className="button" onClick={() => change({ segment: unsaved })}>
              <Icon name="plus" />
              {t('segments.new')}
            </button>
          )}
        </div>
      </header>
      <div className="split">
        <SegmentList openId={openId} onOpen={(id) => change({ segment: id })} />
        <div className="segment-open">
          {(open || openId === unsaved) && (
            <SegmentForm
              key={openId}
              segment={open}
              mayChange={mayChange}
              onDone={(id) => change({ segment: id })}
            />
          )}
          {open && <Members segment={open} />}
        </div>
      </div>
    </>
  );
}

interface SegmentListProps {
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
}

function SegmentList({ openId, onOpen }: SegmentListProps) {
  const { t } = useI18n();
  const segments = useSegments();
  return (
    <section className="card card--plain" aria-label={t('segments.title')} aria-busy={segments.isFetching}>
      <div className="card__body">
        {segments.error && !segments.data && (
          <ErrorState error={segments.error} retry={() => void segments.refetch()} />
        )}
        {!segments.error && !segments.data && <SkeletonRows count={4} />}
        {segments.data?.length === 0 && <EmptyState>{t('segments.none')}</EmptyState>}
        <ul className="segment-list">
          {segments.data?.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className="button button--plain"
                aria-current={id === openId}
                onClick={() => onOpen(id)}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Members({ segment }: { readonly segment: Segment }) {
  const { t, format } = useI18n();
  const { project } = useApi();
  const result = useReportRows('segments/:id/members', { id: segment.id, limit: 50 });
  const nameOf = (row: SegmentMember) => knownName(row) ?? row.id;
  const columns: RowsColumn<SegmentMember>[] = [
    { label: t('users.name'), cell: (row) => <PersonLink id={row.id} name={nameOf(row)} />, text: nameOf },
    { label: t('users.email'), cell: (row) => row.email },
    { label: t('users.lastSeen'), cell: (row) => format.time(row.last_seen_at) },
    { label: t('users.firstSeen'), cell: (row) => format.time(row.first_seen_at) },
  ];
  return (
    <>
      <RowsCard
        label={t('segments.members')}
        asked={result}
        columns={columns}
        keyOf={(row) => row.id}
        empty={<EmptyState>{t('segments.nobody')}</EmptyState>}
      />
      <a className="button segment-file" href={membersFile(project.id, segment.id)} download>
        <Icon name="download" />
        {t('list.export')}
      </a>
    </>
  );
}
