import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createRandom,
  describeOutcomes,
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
