import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createRandom,
  describeOutcomes,
  type Fault,
  type FaultSystem,
  faults,
  isFlawless,
  type Outcome,
  runScenario,
  startSystem,
} from '../src/index.ts';
import { loadFaultTestConfig } from './config.ts';

const { firstSeed, seeds: seedCount } = loadFaultTestConfig(process.env);
const seeds = Array.from({ length: seedCount }, (_, index) => firstSeed + index);

let system: FaultSystem;
const outcomes: Outcome[] = [];
let started = 0;

beforeAll(async () => {
  system = await startSystem({ random: createRandom(firstSeed), shards: firstSeed % 2 === 0 ? 1 : 3 });
}, 120_000);

afterAll(async () => {
  const keepLogs = outcomes.length < started || !outcomes.every(isFlawless);
  console.log(`\n${describeOutcomes(outcomes)}\n${keepLogs ? `logs: ${system?.logDir}\n` : ''}`);
  await system?.close({ keepLogs });
}, 60_000);

/** Takes one stored event away, and stores another one twice, behind the product's back. */
const tampering: Fault = {
  name: 'broken on purpose',
  async run({ inspect: { clickhouse }, database }, { project }) {
    const query_params = { projectId: project.id };
    const ids = async () => {
      const query = `SELECT toString(id) AS id FROM ${database}.events WHERE project_id = {projectId:String} LIMIT 2`;
      const result = await clickhouse.query({ query, query_params, format: 'JSONEachRow' });
      return (await result.json<{ id: string }>()).map(({ id }) => id);
    };
    const [taken, doubled] = await vi.waitFor(async () => {
      const stored = await ids();
      expect(stored).toHaveLength(2);
      return stored;
    }, 60_000);
    const where = 'WHERE project_id = {projectId:String} AND toString(id) = {id:String}';
    await clickhouse.command({
      query: `ALTER TABLE ${database}.events DELETE ${where} SETTINGS mutations_sync = 2`,
      query_params: { ...query_params, id: taken },
    });
    await clickhouse.command({
      query: `INSERT INTO ${database}.events SELECT * FROM ${database}.events ${where}`,
      query_params: { ...query_params, id: doubled },
    });
  },
};

test('a run that loses one event, or stores one twice, fails', { timeout: 180_000 }, async () => {
  const outcome = await runScenario(system, tampering, firstSeed);
  expect(outcome.lost).toHaveLength(1);
  expect(outcome.doubled).toHaveLength(1);
  expect(isFlawless({ ...outcome, doubled: [], unknown: [], wrong: [] })).toBe(false);
});

describe.each(seeds)('seed %i', (seed) => {
  test.each(faults)(
    'what was acknowledged is stored exactly once: $name',
    // A run that loses an event has failed, whatever a second one does.
    { timeout: 180_000, retry: 0 },
    async (fault) => {
      started += 1;
      const outcome = await runScenario(system, fault, seed);
      outcomes.push(outcome);
      if (seeds.length > 1) console.log(describeOutcomes([outcome]));
      const { lost, doubled, unknown, wrong } = outcome;
      expect({ lost, doubled, unknown, wrong }).toEqual({ lost: [], doubled: [], unknown: [], wrong: [] });
      expect(outcome.acknowledged).toBeGreaterThan(50);
    },
  );
});
