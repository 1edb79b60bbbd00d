import type { ProfileItem, ProfileSort } from '@gatrix/analytics-protocol/insights';
import { type FormEvent, useState } from 'react';
import { useApi, useEveryRow, useReportRows } from '../../api/api-context.tsx';
import type { Http } from '../../api/http.ts';
import { knownName } from '../../api/person-names.ts';
import { askReport, type ReportTypes } from '../../api/reports.ts';
import { type Definition, uploadList } from '../../api/segments.ts';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { Translate } from '../../ui/i18n/locale.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { PersonLink } from '../lists/person-link.tsx';
import { RowsCard } from '../lists/rows-card.tsx';
import type { RowsColumn } from '../lists/rows-column.ts';
import '../reporting/report-bar.css';
import { payment } from '../reporting/did-text.ts';
import { FilterChipList } from '../reporting/filter-chip-list.tsx';
import { didChoice, filterOf, isSameFilter } from '../reporting/filter-choice.ts';
import { canFilterPeople } from '../reporting/filter-fields.ts';
import { FilterPicker } from '../reporting/filter-picker.tsx';
import { MoneyNote } from '../reporting/money-note.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { oneOf, useSearchState } from '../reporting/use-search-state.ts';
import { SavedReportsButton } from '../saved-reports/saved-reports-button.tsx';
import { KeepPeople } from '../segments/keep-people.tsx';
import './users.css';
import { ZoneNote } from '../reporting/zone-note.tsx';

export function Page() {
  const { t } = useI18n();
  const { http, project } = useApi();
  const { search, change } = useSearchState();
  const { state, toggleFilter } = useReporting();
  const searchText = search.get('search') ?? '';
  // Those that came along from another page and mean nothing here are left out.
  const chosen = state.filters.filter(({ field }) => canFilterPeople(field));
  const filters = filterOf(chosen);
  const question = { search: searchText || undefined, filters };
  const order = {
    sort: oneOf(search, 'sort', profileSorts),
    direction: oneOf(search, 'direction', ['desc', 'asc']),
  } as const;
  const listed = { ...question, ...order, totals: true };
  const result = useReportRows('profiles', { ...listed, limit: 50 });
  const every = useEveryRow('profiles', listed);
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{t('users.title')}</h1>
          <span className="muted">{t('users.intro')}</span>
          <ZoneNote />
        </div>
        <div className="report-bar__tools">
          <SavedReportsButton />
          <FilterPicker isOfPeople />
          <KeepPeople
            key={JSON.stringify(question)}
            name={searchText ? t('segments.listOf', { search: searchText }) : t('users.title')}
            definition={() => keptUsers(http, project.id, question)}
          />
        </div>
      </header>
      <FilterChipList label={t('filter.label')} filters={chosen} onRemove={toggleFilter} />
      <div className="users__find">
        <SearchForm
          key={searchText}
          wanted={searchText}
          onSearch={(next) => change({ search: next || undefined })}
        />
        <PayersSelect />
      </div>
      <RowsCard
        label={t('users.title')}
        asked={result}
        columns={useUserColumns()}
        keyOf={(profile) => profile.id}
        file={{ name: 'users', every }}
        order={{ ...order, onChange: (sort, direction) => change({ sort, direction }) }}
        empty={<EmptyState>{emptyText(t, searchText, filters !== undefined)}</EmptyState>}
      />
      <MoneyNote money={result.data?.pages[0]?.meta.money} />
    </>
  );
}

// Named here again: the contract's list would bring its validator into the page.
const profileSorts = [
  'last_seen_at',
  'first_seen_at',
  'total_revenue',
  'total_sessions',
  'total_events',
] as const satisfies readonly ProfileSort[];

/** The columns of the table and of its file. */
function useUserColumns(): RowsColumn<ProfileItem>[] {
  const { t, format } = useI18n();
  const money = useMoney();
  return [
    {
      label: t('users.name'),
      cell: (profile) => <PersonLink id={profile.id} name={nameOf(profile)} />,
      text: nameOf,
    },
    {
      label: t('users.lastSeen'),
      sort: 'last_seen_at',
      cell: (profile) => format.time(profile.last_seen_at),
      text: (profile) => profile.last_seen_at,
    },
    {
      label: t('users.firstSeen'),
      sort: 'first_seen_at',
      cell: (profile) => format.time(profile.first_seen_at),
      text: (profile) => profile.first_seen_at,
    },
    {
      label: t('metric.revenue'),
      sort: 'total_revenue',
      isNumber: true,
      cell: ({ total_revenue = 0 }) => (total_revenue === 0 ? '–' : money.exact(total_revenue)),
      text: ({ total_revenue = 0 }) => money.cell(total_revenue),
      fileLabel: `${t('metric.revenue')} (${money.currency})`,
    },
    {
      label: t('metric.sessions'),
      sort: 'total_sessions',
      isNumber: true,
      cell: ({ total_sessions = 0 }) => format.exact(total_sessions),
      text: ({ total_sessions = 0 }) => total_sessions,
    },
    {
      label: t('metric.events'),
      sort: 'total_events',
      isNumber: true,
      cell: ({ total_events = 0 }) => format.exact(total_events),
      text: ({ total_events = 0 }) => total_events,
    },
    {
      label: t('field.country'),
      cell: ({ country = '' }) => (country === '' ? '' : format.country(country)),
      text: ({ country = '' }) => country,
    },
    { label: t('users.id'), cell: ({ id }) => id },
    { label: t('users.email'), cell: (profile) => profile.email },
    { label: t('users.groups'), cell: (profile) => format.list(groupsOf(profile)) },
  ];
}

const payers = [true, false].map((did) => didChoice({ did, ...payment }));

/** Everyone, those who ever paid, or those who did not. */
function PayersSelect() {
  const { t } = useI18n();
  const { state, change } = useReporting();
  const index = payers.findIndex((one) => state.filters.some((other) => isSameFilter(one, other)));
  const options = ['all', 'true', 'false'] as const;
  const choose = (value: (typeof options)[number]) => {
    const others = state.filters.filter((one) => !payers.some((other) => isSameFilter(one, other)));
    const next = payers[options.indexOf(value) - 1];
    change({ filters: next ? [...others, next] : others });
  };
  return (
    <SelectField
      isBare
      label={t('users.payers')}
      value={options[index + 1] ?? 'all'}
      options={options.map((value) => ({ value, label: t(`users.payers.${value}`) }))}
      onChange={choose}
    />
  );
}

function emptyText(t: Translate, search: string, isFiltered: boolean): string {
  if (search) return t('users.noMatch', { search });
  return t(isFiltered ? 'users.nonePasses' : 'users.empty');
}

type UsersQuestion = Pick<ReportTypes['profiles']['query'], 'search' | 'filters'>;

/** All who match, as a list of their ids. */
async function keptUsers(http: Http, projectId: string, question: UsersQuestion): Promise<Definition> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...question, limit: 1000, cursor };
    const { data, meta } = await askReport(http, projectId, 'profiles', query);
    ids.push(...data.map(({ id }) => id));
    cursor = meta.nextCursor;
  } while (cursor !== undefined);
  return { list: (await uploadList(http, projectId, ids)).id };
}

export function nameOf(profile: ProfileItem): string {
  return knownName(profile) ?? profile.id;
}

/** The groups by their names; by their ids where they have none. */
export function groupsOf({ groups, group_names: names }: ProfileItem): string[] {
  return groups.map((id) => names[id] ?? id);
}

interface SearchFormProps {
  readonly wanted: string;
  readonly onSearch: (text: string) => void;
}

function SearchForm({ wanted, onSearch }: SearchFormProps) {
  const { t } = useI18n();
  const [text, setText] = useState(wanted);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <search>
      <form onSubmit={submit}>
        <input
          className="input"
          type="search"
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={() => text.trim() !== wanted && onSearch(text.trim())}
        />
      </form>
    </search>
  );
}
