import {
  flowsParameters,
  metricsParameters,
  valueNamesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
const project = { id: 'spellings' };
/** The page as it is stored, as earlier versions stored it, and another one. */
const paths = ['/가격', '/%EA%B0%80%EA%B2%A9', '/%ea%b0%80%ea%b2%a9', '/last_version'];

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => day });
  await engine.insertEvents(
    paths.flatMap((path, i) =>
      ['/start', path].map((page, step) =>
        eventRow({
          id: crypto.randomUUID(),
          project_id: project.id,
          timestamp: day + i * 1000 + step,
          device_id: `d${i}`,
          session_id: `s${i}`,
          path: page,
          referrer: `https://example.com${path}`,
          hash: step === 0 ? '' : `#${path}`,
        }),
      ),
    ),
  );
});
afterAll(() => engine.close());

async function countOf(field: string, op: string, value: unknown): Promise<number> {
  const parameters = parseParameters(metricsParameters, { ...range, filters: { field, op, value } });
  return (await reports.metrics(project, parameters)).data.total_events;
}

describe.each(['/가격', '/%EA%B0%80%EA%B2%A9', '/%ea%b0%80%ea%b2%a9', '/%EA%b0%80격'])('%s', (spelling) => {
  test.each([
    ['path', 'is', spelling, 3],
    ['path', 'isNot', spelling, 5],
    ['path', 'in', [spelling, '/nowhere'], 3],
    ['path', 'contains', spelling.slice(1), 3],
    ['path', 'startsWith', spelling, 3],
    ['path', 'endsWith', spelling, 3],
    ['path', 'regex', `^${spelling}$`, 3],
    ['hash', 'is', `#${spelling}`, 3],
    ['referrer', 'is', `https://example.com${spelling}`, 6],
    ['session.exit_path', 'is', spelling, 6],
    ['session.entry_path', 'is', spelling, 0],
  ])('%s %s %s passes %i events', async (field, op, value, expected) => {
    expect(await countOf(field, op, value)).toBe(expected);
  });

  test('is found by search and by flows', async () => {
    const names = parseParameters(valueNamesParameters, {
      ...range,
      field: 'path',
      search: spelling.slice(1),
    });
    expect((await reports.valueNames(project, names)).data).toHaveLength(3);
    const flow = parseParameters(flowsParameters, { ...range, path: spelling, direction: 'before' });
    expect((await reports.flows(project, flow)).data.paths).toHaveLength(1);
  });
});

test('an unreserved character is one in either spelling', async () => {
  expect(await countOf('path', 'is', '/last%5fversion')).toBe(1);
  expect(await countOf('path', 'regex', 'last%5Fver')).toBe(1);
});
