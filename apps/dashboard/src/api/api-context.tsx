import type { DashboardProject, DashboardSession, InsightsAnswer } from '@gatrix/analytics-protocol/insights';
import { keepPreviousData, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Http } from './http.ts';
import type { PersonNames } from './person-names.ts';
import { askReport, type ListName, type ReportName, type ReportTypes, reportQuery } from './reports.ts';

export interface Api {
  readonly http: Http;
  readonly session: DashboardSession;
  readonly project: DashboardProject;
  readonly personNames: PersonNames;
  /** True where a share link is looked at: nothing beside it can be asked. */
  readonly isShared?: boolean;
}

export const ApiContext = createContext<Api | undefined>(undefined);

/** The signed-in person's view of the server. Only below the sign-in. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs a signed-in session around it');
  return api;
}

export interface ReportOptions {
  readonly enabled?: boolean | undefined;
  /** Asks again after as many milliseconds. */
  readonly refreshMs?: number | undefined;
}

/** A report of the project; the answer before stays until the next one is there. */
export function useReport<Name extends ReportName>(
  name: Name,
  query: ReportTypes[Name]['query'],
  { enabled = true, refreshMs }: ReportOptions = {},
): UseQueryResult<InsightsAnswer<ReportTypes[Name]['data']>> {
  const { http, project } = useApi();
  return useQuery({
    ...reportQuery(http, project.id, name, query),
    enabled,
    placeholderData: keepPreviousData,
    ...(refreshMs === undefined ? {} : { refetchInterval: refreshMs }),
  });
}

/** All rows of a list, or the first hundred thousand, of which a page's memory still holds the file. */
export interface EveryRow<Row> {
  readonly rows: readonly Row[];
  readonly isCut: boolean;
}

const mostRows = 100_000;

/** Asks for all pages of a list, one after the other; `told` hears how many rows are there. */
export function useEveryRow<Name extends ListName>(name: Name, query: ReportTypes[Name]['query']) {
  const { http, project } = useApi();
  return async (told: (count: number) => void): Promise<EveryRow<ReportTypes[Name]['data'][number]>> => {
    const rows: ReportTypes[Name]['data'][number][] = [];
    let cursor: string | undefined;
    do {
      const page = await askReport(http, project.id, name, { ...query, limit: 1000, cursor });
      rows.push(...page.data);
      cursor = page.meta.nextCursor;
      told(rows.length);
    } while (cursor !== undefined && rows.length < mostRows);
    return { rows, isCut: cursor !== undefined };
  };
}

/** A report that comes in pages: all rows so far, and how to get more. */
export function useReportRows<Name extends ListName>(name: Name, query: ReportTypes[Name]['query']) {
  const { http, project } = useApi();
  return useInfiniteQuery({
    queryKey: ['rows', project.id, name, query],
    queryFn: ({ pageParam, signal }) =>
      askReport(http, project.id, name, { ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.meta.nextCursor,
    placeholderData: keepPreviousData,
  });
}
