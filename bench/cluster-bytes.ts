// What one shard of two sends to the other, which was asked, for each report: bytes by `NetworkSendBytes` of that shard, none of whose days is
// summed up. Run: node --conditions=source --import tsx bench/cluster-bytes.ts [events]
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { forCluster, migrate } from '@gatrix/analytics-clickhouse-schema';
import { type Ask, createReports, definitions, parseParameters } from '@gatrix/analytics-reports';
import { startClickHouseCluster } from '@gatrix/analytics-test-services';
import { generateEvents } from './generate-events.ts';

const events = Number(process.argv[2] ?? 1_000_000);
const end = Date.UTC(2026, 10, 20);
const database = 'analytics';
const project = { id: 'bench', timezone: 'UTC' };
const range = { startDate: '2026-11-13', endDate: '2026-11-19', timezone: 'UTC' };
const steps = ['screen_view', 'shop_open', 'purchase'].map((name) => ({ name }));
const series = [{ event: 'purchase', aggregation: 'unique_users' }];
type Name = Exclude<keyof typeof definitions, 'sql' | `segment${string}` | 'ingestHealth' | 'importedTotals'>;
const questions: readonly (readonly [label: string, name: Name, parameters: object])[] = [
  ['key figures', 'metrics', range],
  [
    'key figures with a filter',
    'metrics',
    { ...range, filters: { field: 'country', op: 'is', value: 'KR' } },
  ],
  ['time series by day', 'timeseries', { ...range, interval: 'day' }],
  ['pages', 'pages', range],
  ['breakdown by country', 'breakdown', { ...range, dimension: 'country' }],
  ['funnel of three steps', 'funnel', { ...range, steps }],
  ['retention of 7 days', 'retention', { ...range, period: 'day', periods: 7 }],
  [
    'unique payers by country and day',
    'query',
    { ...range, series, breakdowns: ['country'], interval: 'day' },
  ],
  ['flows from an event', 'flows', { ...range, event: 'screen_view', depth: 3 }],
  ['active users', 'activeUsers', range],
  ['lifecycle', 'lifecycle', { ...range, interval: 'day' }],
  ['monetization', 'monetization', range],
  ['first purchases', 'firstPurchases', range],
  ['events, a page', 'events', range],
  ['sessions, a page', 'sessions', range],
  ['users, a page', 'profiles', { limit: '50' }],
  ['names of events', 'eventNames', range],
  ['names of properties', 'propertyNames', range],
];

const cluster = await startClickHouseCluster();
const clients = cluster.nodes.map(({ url }) => createClient({ url, log: { level: ClickHouseLogLevel.OFF } }));
const [asked, other] = clients;
try {
  if (!asked || !other) throw new Error('the cluster has two shards');
  const clickhouse = forCluster(asked, cluster.name);
  const connect = (url: string) => createClient({ url });
  await migrate({ clickhouse, database, cluster: cluster.name, connect });
  await generateEvents({ clickhouse, database, projectId: project.id, events, days: 7, end });
  const rows = await numberOf(other, `SELECT count() FROM ${database}.events_local`);
  const onDisk = await numberOf(
    other,
    `SELECT sum(data_compressed_bytes) FROM system.parts WHERE database = '${database}' AND table = 'events_local' AND active`,
  );
  console.log(`${rows} of ${events} events are on the other shard, ${onDisk} bytes compressed`);
  const reports = createReports({ clickhouse, database, now: () => end });
  console.log('| Report | Bytes | Bytes an event of that shard |');
  console.log('|---|---|---|');
  for (const [label, name, parameters] of questions) {
    const before = await bytesSent(other);
    await (reports[name] as Ask<unknown, unknown>)(
      project,
      parseParameters(definitions[name].parameters, parameters),
    );
    const bytes = (await bytesSent(other)) - before;
    console.log(`| ${label} | ${bytes.toLocaleString('en-US')} | ${(bytes / rows).toFixed(2)} |`);
  }
} finally {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
}

function bytesSent(client: typeof asked): Promise<number> {
  return numberOf(client, "SELECT sum(value) FROM system.events WHERE event = 'NetworkSendBytes'");
}

async function numberOf(client: typeof asked, query: string): Promise<number> {
  const result = await client?.query({ query, format: 'TabSeparated' });
  return Number(await result?.text());
}
