import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { SelectField } from '../../../ui/select-field.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { RowsCard } from '../../lists/rows-card.tsx';
import type { RowsColumn } from '../../lists/rows-column.ts';
import { useSearchState } from '../../reporting/use-search-state.ts';
import { SettingsFrame } from '../settings-frame.tsx';
import { useZoned } from '../use-zoned.ts';
import { actions, actionText, actorText } from './actions.ts';

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  /** Of a person, where it is known. */
  readonly name: string | null;
  readonly action: string;
  readonly subject: string;
  readonly cursor: string;
}

const pageSize = 50;

export function Page() {
  return (
    <SettingsFrame page="audit-log">
      <AuditLog />
    </SettingsFrame>
  );
}

function AuditLog() {
  const m = useManageTexts();
  const zoned = useZoned();
  const { search, change } = useSearchState();
  const action = search.get('action') ?? '';
  const actor = search.get('actor') ?? '';
  const result = useEntries({ action, actor });
  const names = new Map(
    result.data?.pages.flatMap(({ data }) => data.map((entry) => [entry.actor, entry.name] as const)),
  );
  const seen = new Set([...names.keys(), ...(actor === '' ? [] : [actor])]);
  const columns: RowsColumn<Entry>[] = [
    { label: m('audit.at'), cell: ({ at }) => zoned(at) },
    { label: m('audit.actor'), cell: (entry) => actorText(entry.actor, m, entry.name) },
    { label: m('audit.action'), cell: (entry) => actionText(entry.action, m) },
    { label: m('audit.subject'), cell: ({ subject }) => subject },
  ];
  const isFiltered = action !== '' || actor !== '';
  return (
    <>
      <section className="card card--plain" aria-label={m('audit.filter')}>
        <div className="card__body audit-filter">
          <SelectField
            label={m('audit.action')}
            value={action}
            options={[
              { value: '', label: m('audit.allActions') },
              ...actions.map((value) => ({ value, label: actionText(value, m) })),
            ]}
            onChange={(value) => change({ action: value || undefined })}
          />
          <SelectField
            label={m('audit.actor')}
            value={actor}
            options={[
              { value: '', label: m('audit.everybody') },
              ...[...seen].map((value) => ({ value, label: actorText(value, m, names.get(value)) })),
            ]}
            onChange={(value) => change({ actor: value || undefined })}
          />
        </div>
      </section>
      <RowsCard
        label={m('tab.audit-log')}
        asked={result}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyState>{m(isFiltered ? 'audit.noneSuch' : 'audit.none')}</EmptyState>}
      />
    </>
  );
}

function useEntries(filter: { readonly action: string; readonly actor: string }) {
  const { http, project } = useApi();
  const path = `manage/projects/${encodeURIComponent(project.id)}/audit-log`;
  return useInfiniteQuery({
    queryKey: ['manage', project.id, 'audit-log', filter],
    queryFn: ({ pageParam, signal }) =>
      http.get<readonly Entry[]>(
        path,
        {
          limit: pageSize,
          cursor: pageParam,
          action: filter.action || undefined,
          actor: filter.actor || undefined,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ data }) => (data.length === pageSize ? data.at(-1)?.cursor : undefined),
  });
}
