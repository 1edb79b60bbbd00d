import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { askOf, type Check } from './check.ts';
import * as explore from './checks/explore.ts';
import * as funnels from './checks/funnels.ts';
import * as lists from './checks/lists.ts';
import * as overview from './checks/overview.ts';
import * as people from './checks/people.ts';
import { inPool } from './pool.ts';
import { type Stores, storeWorlds } from './store.ts';
import { randomWorld, storages, type World } from './world.ts';

/** `REPORT_SEEDS=2000` for a longer run; `REPORT_SEED=17` for one seed alone, of which every report is asked. */
const alone = process.env.REPORT_SEED;
const count = Number(process.env.REPORT_SEEDS ?? 320);
const worlds = (alone ? [Number(alone)] : Array.from({ length: count }, (_, i) => i + 1)).map((seed) =>
  randomWorld(seed),
);

const checks: Readonly<Record<string, Check>> = { ...overview, ...people, ...lists, ...explore, ...funnels };
const names = Object.keys(checks);
/** Reports that read sealed days in place of events: what is sealed is for them. */
const readsDays = [...Object.keys(overview), 'sessions', 'query', 'flows'].filter((name) => name !== 'live');

/** Which reports a seed is asked for is its own choice; alone it is asked for all. */
function choiceOf({ seed, storage }: World): readonly string[] {
  if (alone) return names;
  const random = createRandom(seed + 1_000_000);
  const waiting = new Set(names);
  const take = (from: readonly string[]) => {
    const name = random.pick(from.filter((one) => waiting.has(one)));
    waiting.delete(name);
    return name;
  };
  return Array.from({ length: asksPerSeed }, (_, i) => take(storage !== 'open' && i < 2 ? readsDays : names));
}
const asksPerSeed = 4;

const asked = new Map<string, World[]>(names.map((name) => [name, []]));
for (const world of worlds) for (const name of choiceOf(world)) asked.get(name)?.push(world);

let stores: Stores;
beforeAll(
  async () => {
    stores = await storeWorlds(worlds);
  },
  180_000 + worlds.length * 2_000,
);
afterAll(() => stores.close());

test.each(names)(
  '%s: the report agrees with its oracle',
  { timeout: 60_000 + worlds.length * 2_000 },
  async (name) => {
    const failures: { readonly seed: number; readonly error: unknown }[] = [];
    await inPool(asked.get(name) ?? [], async (world) => {
      try {
        await checks[name]?.(askOf(stores.targetOf(world), world, name));
      } catch (error) {
        failures.push({ seed: world.seed, error });
      }
    });
    if (failures.length === 0) return;
    const [first] = failures.sort((a, b) => a.seed - b.seed);
    const seeds = failures.map(({ seed }) => seed).join(', ');
    const message = `of seeds ${seeds}; alone: REPORT_SEED=${first?.seed} npx vitest run packages/reports/test/seeds -t ${name}`;
    throw new Error(`${message}\n${first?.error instanceof Error ? first.error.message : ''}`, {
      cause: first?.error,
    });
  },
);

test.skipIf(alone || count < 300)(
  'each report is asked of many seeds, and those that read days in every storage',
  () => {
    for (const [name, of] of asked) expect(of.length, name).toBeGreaterThanOrEqual(20);
    for (const name of readsDays) {
      expect(new Set(asked.get(name)?.map(({ storage }) => storage)), name).toEqual(new Set(storages));
    }
  },
);
