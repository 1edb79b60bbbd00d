import type { FunnelResult, FunnelUsersData } from '@gatrix/analytics-protocol/insights';
import { useEffect, useId, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useEveryRow, useReportRows } from '../../api/api-context.tsx';
import type { FunnelQuery } from '../../api/reports.ts';
import type { Definition } from '../../api/segments.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { PersonLink } from '../lists/person-link.tsx';
import { RowsCard } from '../lists/rows-card.tsx';
import type { RowsColumn } from '../lists/rows-column.ts';
import { KeepPeople } from '../segments/keep-people.tsx';
import type { Funnel, ListedPeople } from './funnel-state.ts';

export interface FunnelPeopleProps {
  readonly question: FunnelQuery;
  readonly steps: FunnelResult['steps'];
  readonly by: Funnel['by'];
  readonly people: ListedPeople;
  /** Whether the reader asked for it just now, so that the focus goes there. */
  readonly isFresh: boolean;
  readonly onChange: (people: ListedPeople | undefined) => void;
}

type Row = FunnelUsersData[number];

/** Who came to a step, or was lost before it, the latest first. */
export function FunnelPeople({ question, steps, by, people, isFresh, onChange }: FunnelPeopleProps) {
  const { t, format } = useI18n();
  const titleId = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const { step, dropped } = people;
  const asking = { ...question, step, dropped };
  const result = useReportRows('funnel/users', { ...asking, limit: 50 });
  const every = useEveryRow('funnel/users', asking);
  useEffect(() => {
    if (isFresh) title.current?.focus();
  }, [isFresh]);
  const name = steps[step - 1]?.name ?? '';
  const heading = t(dropped ? 'funnel.whoDropped' : 'funnel.whoReached', { n: step, name });
  const columns: RowsColumn<Row>[] = [
    { label: t(`funnel.one.${by}`), cell: ({ id }) => <UnitLink by={by} id={id} />, text: ({ id }) => id },
    {
      label: t('funnel.furthest'),
      cell: ({ reached }) => `${reached}. ${steps[reached - 1]?.name ?? ''}`,
    },
    {
      label: t('funnel.startedAt'),
      cell: (row) => format.time(row.started_at),
      text: (row) => row.started_at,
    },
    {
      label: t('funnel.reachedAt'),
      cell: (row) => format.time(row.reached_at),
      text: (row) => row.reached_at,
    },
  ];
  return (
    <section aria-labelledby={titleId} className="funnel-people">
      <header className="funnel-people__head">
        <h2 id={titleId} ref={title} tabIndex={-1}>
          {heading}
        </h2>
        {step > 1 && (
          <button type="button" className="tab" onClick={() => onChange({ step, dropped: !dropped })}>
            {t(dropped ? 'funnel.showReached' : 'funnel.showDropped')}
          </button>
        )}
        {by === 'user' && <KeepPeople name={heading} definition={() => peopleOf(question, people)} />}
        <button
          type="button"
          className="button button--plain button--icon"
          aria-label={t('table.close')}
          onClick={() => onChange(undefined)}
        >
          <Icon name="close" />
        </button>
      </header>
      <RowsCard
        label={heading}
        asked={result}
        columns={columns}
        keyOf={(row) => row.id}
        file={{ name: 'funnel-people', every }}
        empty={<EmptyState>{t('funnel.noneListed')}</EmptyState>}
      />
    </section>
  );
}

/** Those who are listed, as a condition on people. */
function peopleOf(question: FunnelQuery, { step, dropped }: ListedPeople): Definition {
  const { startDate, endDate, filters, steps, window, order, exclusions } = question;
  const funnel = { startDate, endDate, filters, steps, window, order, exclusions };
  return dropped ? { funnel, lost: step } : { funnel, reached: step };
}

/** A person has a page; a device and a session have their events. */
function UnitLink({ by, id }: { readonly by: Funnel['by']; readonly id: string }) {
  const { search } = useLocation();
  if (by === 'user') return <PersonLink id={id} />;
  const current = new URLSearchParams(search);
  const next = new URLSearchParams();
  for (const key of ['range', 'from', 'to', 'embed', 'theme', 'lang']) {
    const value = current.get(key);
    if (value !== null) next.set(key, value);
  }
  next.set('filter', `${by}_id~is~${id}`);
  return <Link to={{ pathname: '/events', search: next.toString() }}>{id}</Link>;
}
