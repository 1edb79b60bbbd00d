import { exportParameters, funnelParameters, metricsParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, QueryLimitError } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const project = { id: 'large' };
const range = { startDate: '2026-05-01', endDate: '2026-05-01' };

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
  await engine.insertEvents(
    Array.from({ length: 5000 }, (_, i) =>
      eventRow({
        id: crypto.randomUUID(),
        project_id: project.id,
        timestamp: day + i,
        device_id: `d${i}`,
        session_id: `s${i}`,
      }),
    ),
  );
});
afterAll(() => engine.close());

const within = (limits: object) => createReports({ ...engine, now: () => day, limits });

describe('a query that passes a limit says which', () => {
  test('rows', async () => {
    const asked = within({ rows: 100 }).metrics(project, parseParameters(metricsParameters, range));
    await expect(asked).rejects.toMatchObject({ name: 'QueryLimitError', limit: 'rows' });
  });

  test('memory, also where the result is read as it comes', async () => {
    const reports = within({ memoryBytes: 100_000 });
    const asked = reports.funnel(
      project,
      parseParameters(funnelParameters, { ...range, steps: 'screen_view,x' }),
    );
    await expect(asked).rejects.toBeInstanceOf(QueryLimitError);
    const file = reports.exportEvents(project, parseParameters(exportParameters, range));
    await expect(file).rejects.toMatchObject({ limit: 'memory' });
  });

  test('and the next query is answered as if nothing had been', async () => {
    const { data } = await within({}).metrics(project, parseParameters(metricsParameters, range));
    expect(data.total_events).toBe(5000);
  });
});

test('a query whose asker has left is not asked, and one whose asker leaves is rejected with the reason', async () => {
  const parameters = parseParameters(metricsParameters, range);
  const gone = AbortSignal.abort(new Error('left'));
  await expect(within({}).metrics(project, parameters, { signal: gone })).rejects.toThrow('left');
  const leaving = new AbortController();
  const asked = within({}).metrics(project, parameters, { signal: leaving.signal });
  leaving.abort(new Error('leaves'));
  await expect(asked).rejects.toThrow('leaves');
});

test('an answer says how many rows were read', async () => {
  const { meta } = await within({}).metrics(project, parseParameters(metricsParameters, range));
  expect(meta.rowsRead).toBeGreaterThanOrEqual(5000);
});
