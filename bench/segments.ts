// What segments cost, in CPU of the process, as multiples of one scan of a column over the same events. Run:
// node --conditions=source --import tsx bench/segments.ts [events]
// With BENCH_DATA=directory the events are kept there, and used again by the next run. BENCH_ROUNDS=5
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import * as protocol from '@gatrix/analytics-protocol/insights';
import { createReports, parseParameters } from '@gatrix/analytics-reports';
import { generateEvents } from './generate-events.ts';
import { deviceStatements, read } from './report-scenarios.ts';

const events = Number(process.argv[2] ?? 3_000_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const end = Date.UTC(2026, 10, 20);
const project = { id: 'bench', timezone: 'UTC' };
const range = { startDate: '2026-10-20', endDate: '2026-11-19', timezone: 'UTC' };
/** About as many people as a filter by country lets through. */
const definition = protocol.segmentDefinition.parse({
  and: [
    { field: 'last.os', op: 'in', value: ['Android', 'iOS'] },
    { did: true, event: 'level_up', count: { op: 'gte', value: 2 } },
    { did: false, event: 'purchase', range: { lastDays: 7 } },
  ],
});
const byCountry = { field: 'country', op: 'is', value: 'KR' };
const byProperty = { field: 'properties.server', op: 'in', value: ['s1', 's2', 's3', 's4', 's5'] };
const bySegment = { field: 'segment', op: 'in', value: ['s'] };

const kept = process.env.BENCH_DATA;
const path = kept ? join(kept, `segments-${events}`) : mkdtempSync(join(tmpdir(), 'bench-segments-'));
const isMade = join(path, 'made');
mkdirSync(path, { recursive: true });
const { client, close } = await createEmbeddedClickHouse({ path: join(path, 'data') });
try {
  await migrate({ clickhouse: client, database: 'analytics' });
  if (!existsSync(isMade)) {
    await generateEvents({
      clickhouse: client,
      database: 'analytics',
      projectId: 'bench',
      events,
      days: 60,
      end,
    });
    await client.command({ query: 'OPTIMIZE TABLE analytics.events FINAL' });
    writeFileSync(isMade, '');
  }
  const segments = { list: async () => [{ id: 's', name: 'S', definition }] };
  const newReports = () =>
    createReports({ clickhouse: client, database: 'analytics', now: () => end, segments });
  const reports = newReports();
  const funnelBy = (filters: object) =>
    reports.funnel(
      project,
      parseParameters(protocol.funnelParameters, {
        ...{ ...range, filters },
        steps: [{ name: 'screen_view' }, { name: 'shop_open' }, { name: 'purchase' }],
      }),
    );
  const queryBy = (filters: object, from = reports) =>
    from.query(
      project,
      parseParameters(protocol.queryParameters, {
        ...{ ...range, filters, interval: 'day' },
        series: [{ event: 'level_up', aggregation: 'unique_users' }],
      }),
    );
  const work: Record<string, () => Promise<unknown>> = {
    'scan of 30 days': () => read(client, deviceStatements.scan),
    'scan of all': () => read(client, 'SELECT uniqExact(device_id) FROM analytics.events'),
    'members of a segment': () =>
      reports.segmentMembers(
        project,
        parseParameters(protocol.segmentMembersParameters, { id: 's', limit: 1 }),
      ),
    'query by country': () => queryBy(byCountry),
    'query by property': () => queryBy(byProperty),
    'query by segment': () => queryBy(bySegment),
    'the same, found anew': () => queryBy(bySegment, newReports()),
    'funnel by country': () => funnelBy(byCountry),
    'funnel by property': () => funnelBy(byProperty),
    'funnel by segment': () => funnelBy(bySegment),
  };
  const least = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, ask] of Object.entries(work)) {
      const before = process.cpuUsage();
      await ask();
      const { user, system } = process.cpuUsage(before);
      least.set(name, Math.min(least.get(name) ?? Infinity, (user + system) / 1_000));
    }
  }
  const scan = least.get('scan of all') ?? 1;
  for (const [name, ms] of least)
    console.log(`${name.padEnd(20)} ${Math.round(ms)} ms ${(ms / scan).toFixed(2)} scans`);
} finally {
  await close();
  if (!kept) rmSync(path, { recursive: true, force: true });
}
