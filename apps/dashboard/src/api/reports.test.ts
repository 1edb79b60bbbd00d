import { reportList } from '@gatrix/analytics-reports';
import { expect, expectTypeOf, test } from 'vitest';
import type { Http } from './http.ts';
import { askReport, type ListName, type ReportName, type ReportTypes } from './reports.ts';

/** What the page sends for a report. */
async function sentFor(name: ReportName): Promise<string> {
  let sent = '';
  const take = async (method: string, path: string) => {
    sent = `${method} ${path}`;
    return { success: true, data: [], meta: { timezone: 'UTC', tookMs: 1, rowsRead: 0 } } as never;
  };
  const http: Http = { get: (path) => take('GET', path), send: take, sendText: (path) => take('POST', path) };
  await askReport(http, 'p/1', name, { id: 'a$&/b' } as never);
  return sent;
}

test('the page asks each report at its address for pages, by a method that it has', async () => {
  for (const { path, pathForPages, methods } of reportList) {
    const address = (pathForPages ?? path).slice(1);
    const method = methods.some((one) => one === 'GET') ? 'GET' : 'POST';
    const name = (method === 'GET' ? address : `POST ${address}`) as ReportName;
    const inProject = address.replace(':id', 'a%24%26%2Fb');
    expect(await sentFor(name)).toBe(`${method} insights/p%2F1/${inProject}`);
  }
});

test('the page knows what each report takes and answers', () => {
  expectTypeOf<ReportTypes['names/values']['query']['field']>().toEqualTypeOf<string>();
  expectTypeOf<ReportTypes['POST flows']['query']['depth']>().toEqualTypeOf<string | number | undefined>();
  expectTypeOf<ReportTypes['metrics']['data']['bounce_rate']>().toEqualTypeOf<number>();
  expectTypeOf<ReportTypes['activity']['data'][number]['name']>().toEqualTypeOf<string>();
  expectTypeOf<'events' | 'query' | 'POST funnel'>().not.toExtend<ReportName>();
  expectTypeOf<'activity' | 'funnel/users' | 'segments/:id/members'>().toExtend<ListName>();
  expectTypeOf<'metrics' | 'timeseries' | 'retention'>().not.toExtend<ListName>();
});
