import { flowsParameters, ingestHealthParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { randomScene } from './events.ts';
import { walksOracle } from './oracle/flows.ts';
import { localDate } from './oracle/local-time.ts';
import { compareText } from './oracle/overview.ts';
import { createRandom } from './random.ts';

const now = Date.UTC(2027, 0, 1);
const scenes = Array.from({ length: 12 }, (_, seed) => randomScene(createRandom(seed + 3000), `w${seed}`));

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({
    ...engine,
    now: () => now,
    queueStatus: async () => ({ depth: 7, oldestAgeMs: 1500 }),
  });
  await engine.insertEvents(scenes.flatMap((scene) => scene.events));
});
afterAll(() => engine.close());

function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => compareText(a, b));
}

test('/flows on random sessions has the paths, nodes and links of its oracle, in both directions', {
  timeout: 120_000,
}, async () => {
  for (const { projectId, timezone, startDate, endDate, events } of scenes) {
    for (const direction of ['after', 'before'] as const) {
      for (const show of ['events', 'pages'] as const) {
        const depth = 2;
        const input = { startDate, endDate, event: 'screen_view', direction, show, depth, limit: 1000 };
        const { data } = await reports.flows(
          { id: projectId, timezone },
          parseParameters(flowsParameters, input),
        );
        const isAfter = direction === 'after';
        const walks = walksOracle(events, {
          isAnchor: (event) => {
            const date = localDate(timezone, event.timestamp);
            return event.name === 'screen_view' && date >= startDate && date <= endDate;
          },
          isAfter,
          depth,
          pages: show === 'pages',
        });
        const what = `${projectId} ${direction} ${show}`;
        expect(data.sessions, what).toBe(walks.length);
        const ordered = walks.map((walk) => JSON.stringify(isAfter ? walk : [...walk].reverse()));
        const paths = data.paths.map(({ path, count }): [string, number] => [JSON.stringify(path), count]);
        expect(
          paths.sort(([a], [b]) => compareText(a, b)),
          what,
        ).toEqual(tally(ordered));
        const idOf = (step: number, name: string) => `${isAfter || step === 0 ? '' : '-'}${step}:${name}`;
        const nodes = data.nodes.map(({ id, count }): [string, number] => [id, count]);
        expect(
          nodes.sort(([a], [b]) => compareText(a, b)),
          what,
        ).toEqual(tally(walks.flatMap((walk) => walk.map((name, step) => idOf(step, name)))));
        const links = data.links.map(({ source, target, count }): [string, number] => [
          `${source} > ${target}`,
          count,
        ]);
        const expected = walks.flatMap((walk) =>
          walk.slice(1).map((name, i) => {
            const ends = [idOf(i, walk[i] ?? ''), idOf(i + 1, name)];
            return (isAfter ? ends : ends.reverse()).join(' > ');
          }),
        );
        expect(
          links.sort(([a], [b]) => compareText(a, b)),
          what,
        ).toEqual(tally(expected));
      }
    }
  }
});

test('/flows puts what is not among the largest of a step into one node, links and all', async () => {
  for (const { projectId, timezone, startDate, endDate } of scenes) {
    const ask = async (limit: number) => {
      const input = { startDate, endDate, event: 'screen_view', depth: 2, limit };
      return (await reports.flows({ id: projectId, timezone }, parseParameters(flowsParameters, input))).data;
    };
    const [whole, short] = [await ask(1000), await ask(1)];
    for (const step of [0, 1, 2]) {
      const sum = (nodes: typeof whole.nodes) =>
        nodes.reduce((total, node) => total + (node.step === step ? node.count : 0), 0);
      expect(sum(short.nodes), projectId).toBe(sum(whole.nodes));
      expect(short.nodes.filter((node) => node.step === step).length).toBeLessThanOrEqual(2);
    }
    const ids = new Set(short.nodes.map(({ id }) => id));
    expect(
      short.links.every(({ source, target }) => ids.has(source) && ids.has(target)),
      projectId,
    ).toBe(true);
    const sum = (links: typeof whole.links) => links.reduce((total, link) => total + link.count, 0);
    expect(sum(short.links), projectId).toBe(sum(whole.links));
  }
});

test('/ingest-health adds up the counters by kind, reason and bucket, and asks the queue', async () => {
  const count = (minute: string, kind: string, reason: string, messages: number) => ({
    project_id: 'health',
    minute: Date.parse(minute) / 1000,
    kind,
    reason,
    count: messages,
  });
  await engine.clickhouse.insert({
    table: `${engine.database}.ingest_counters`,
    format: 'JSONEachRow',
    values: [
      count('2026-12-30T23:59:00Z', 'accepted', '', 5),
      count('2026-12-31T00:00:00Z', 'accepted', '', 10),
      count('2026-12-31T00:00:00Z', 'rejected', 'invalid_message', 2),
      count('2026-12-31T01:00:00Z', 'rejected', 'rate_limited', 3),
      count('2026-12-31T01:00:00Z', 'duplicate', '', 1),
      count('2026-12-31T01:00:00Z', 'bot', '', 4),
    ],
  });
  const parameters = parseParameters(ingestHealthParameters, {
    startDate: '2026-12-30',
    endDate: '2026-12-31',
  });
  const { data } = await reports.ingestHealth({ id: 'health' }, parameters);
  expect(data).toEqual({
    accepted: 15,
    rejected: 5,
    duplicates: 1,
    bots: 4,
    truncated: 0,
    rejected_by_reason: [
      { reason: 'rate_limited', count: 3 },
      { reason: 'invalid_message', count: 2 },
    ],
    last_received_at: null,
    queue_depth: 7,
    lag_seconds: 1.5,
    series: [
      { date: '2026-12-30T00:00:00+00:00', accepted: 5, rejected: 0, duplicates: 0, bots: 0 },
      { date: '2026-12-31T00:00:00+00:00', accepted: 10, rejected: 5, duplicates: 1, bots: 4 },
    ],
  });
});
