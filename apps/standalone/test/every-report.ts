import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import type { AppProcess } from '@gatrix/analytics-test-services';
import { expect } from 'vitest';
import { running } from './run-standalone.ts';

/** For the parameters that reports have; one that a report requires and that is missing here fails the test. */
const values: Readonly<Record<string, unknown>> = {
  timezone: 'Asia/Seoul',
  interval: 'day',
  compare: 'previous_period',
  limit: '50',
  dimension: 'properties.plan',
  steps: [{ name: 'screen_view' }, { anyOf: ['purchase', 'level_up'] }],
  window: '24h',
  breakdown: 'properties.plan',
  trend: 'true',
  timeToConvert: 'true',
  step: '1',
  startEvent: 'screen_view',
  returnEvent: 'purchase',
  period: 'day',
  periods: '2',
  series: [{ event: 'purchase', aggregation: 'sum', property: 'properties.level' }],
  breakdowns: ['properties.plan'],
  event: 'screen_view',
  path: '/1',
  direction: 'after',
  days: '2',
  field: 'properties.plan',
  ids: ['player-1', 'player-2'],
  format: 'ndjson',
  definition: { field: 'first.properties.plan', op: 'is', value: 'pro' },
};
/** Those of one report alone. */
const valuesOf: Readonly<Record<string, object>> = {
  '/insights/{projectId}/imported-totals': { dimension: 'path' },
  '/insights/{projectId}/monetization': { breakdown: 'first.properties.plan' },
  '/insights/{projectId}/profiles': { direction: 'desc' },
};
export interface Server {
  readonly run: AppProcess;
  readonly url: string;
  readonly projectId: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function serve(dataDir: string): Promise<Server> {
  const PORT = String(await freePort());
  const run = await running({ DATA_DIR: dataDir, PORT, RATE_LIMIT_MAX: '1000000' });
  const { projectId, root, url } = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
  const headers = {
    'openpanel-client-id': root.id,
    'openpanel-client-secret': root.secret,
    'content-type': 'application/json',
  };
  return { run, url, projectId, headers };
}

export async function send({ url, headers }: Server, batch: readonly unknown[]): Promise<number> {
  const response = await fetch(`${url}/track`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
  return response.ok ? (await response.json()).accepted : 0;
}

/** The answer of every report that is a GET, with all the parameters that it has. */
export async function everyReport(
  { url, projectId, headers }: Server,
  range: { readonly startDate: string; readonly endDate: string },
): Promise<Record<string, unknown>> {
  const { paths } = await (await fetch(`${url}/insights/openapi.json`)).json();
  const answers: Record<string, unknown> = {};
  for (const [path, methods] of Object.entries<Record<string, Operation>>(paths)) {
    const operation = methods.get;
    if (!operation || /\{id\}|live|activity|health/.test(path)) continue;
    const named = operation.parameters.filter(({ in: where }) => where === 'query').map(({ name }) => name);
    const query = named.flatMap((name) => {
      const value = { ...values, ...valuesOf[path], ...range }[name];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return value === undefined ? [] : [[name, text] as [string, string]];
    });
    const target = `${url}${path.replace('{projectId}', projectId)}?${new URLSearchParams(query)}`;
    const response = await fetch(target, { headers });
    const text = await response.text();
    expect([path, response.status, response.status === 200 ? '' : text]).toEqual([path, 200, '']);
    answers[path] = text.replace(/,"(tookMs|rowsRead)":\d+/g, '');
  }
  return answers;
}

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}
