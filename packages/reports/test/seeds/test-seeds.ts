import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnginePlace } from '../engine.ts';
import { createRandom } from '../random.ts';
import { askOf, type Check } from './check.ts';
import * as clicked from './checks/clicked.ts';
import * as explore from './checks/explore.ts';
import * as funnels from './checks/funnels.ts';
import * as lists from './checks/lists.ts';
import * as overview from './checks/overview.ts';
import * as people from './checks/people.ts';
import * as segments from './checks/segments.ts';
import { inPool } from './pool.ts';
import { type Stores, storeWorlds } from './store.ts';
import { randomWorld, storages, type World } from './world.ts';

export const checks: Readonly<Record<string, Check>> = {
  ...overview,
  ...people,
  ...lists,
  ...explore,
  ...funnels,
  ...segments,
  ...clicked,
};
const names = Object.keys(checks);
/** Reports that read sealed days in place of events: what is sealed is for them. */
const readsDays = [
  ...Object.keys(overview),
  'sessions',
  'flows',
  'activeUsers',
  'lifecycle',
  'retention',
  ...Object.keys(clicked),
].filter((name) => name !== 'live');
/** All others take less time, and are asked the more for it. */
const others = names.filter((name) => !readsDays.includes(name));

/** Which reports a seed is asked for is its own choice. */
function choiceOf({ seed, storage }: World): readonly string[] {
  const random = createRandom(seed + 1_000_000);
  const waiting = new Set(names);
  const take = (from: readonly string[]) => {
    const name = random.pick(from.filter((one) => waiting.has(one)));
    waiting.delete(name);
    return name;
  };
  if (storage === 'open') return [names, names, names, names, others].map(take);
  // Few clicks tell sessions over several days apart, and few ranges begin at a midnight within a day: each world with such is asked.
  const always = ['clickedPeople', 'activePersons', 'overviewOfParts'];
  for (const name of always) waiting.delete(name);
  return [...always, ...[readsDays, readsDays, names, names, others].map(take)];
}

/** So few that chance leaves out a storage are not meant to have all. */
const enoughForStorages = 200;

/** Has the reports that read days asked in the storages that chance left out for them. */
function addStoragesLeftOut(asked: ReadonlyMap<string, World[]>, worlds: readonly World[]): void {
  for (const name of readsDays) {
    const own = asked.get(name) ?? [];
    const left = storages.filter((storage) => own.every((world) => world.storage !== storage));
    own.push(...left.flatMap((storage) => worlds.find((world) => world.storage === storage) ?? []));
  }
}

export interface SeedsToTest {
  readonly first: number;
  readonly count: number;
  /** Every report is asked of every seed, in place of a choice. */
  readonly asksAll?: boolean;
  /** Where they are stored; without it where the environment says. */
  readonly on?: EnginePlace;
}

/** Declares a test for each report: it agrees with its oracle in the worlds of these seeds. */
export function testSeeds({ first, count, asksAll = false, on }: SeedsToTest): void {
  const worlds = Array.from({ length: count }, (_, i) => randomWorld(first + i));
  const asked = new Map<string, World[]>(names.map((name) => [name, []]));
  for (const world of worlds) {
    for (const name of asksAll ? names : choiceOf(world)) asked.get(name)?.push(world);
  }
  if (count >= enoughForStorages) addStoragesLeftOut(asked, worlds);

  let stores: Stores;
  beforeAll(
    async () => {
      stores = await storeWorlds(worlds, on);
    },
    180_000 + worlds.length * 4_000,
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
      const [least] = failures.sort((a, b) => a.seed - b.seed);
      const seeds = failures.map(({ seed }) => seed).join(', ');
      const message = `of seeds ${seeds}; alone: REPORT_SEED=${least?.seed} npx vitest run packages/reports/test/seeds -t ${name}`;
      throw new Error(`${message}\n${least?.error instanceof Error ? least.error.message : ''}`, {
        cause: least?.error,
      });
    },
  );

  test.skipIf(asksAll || count < enoughForStorages)(
    'each report is asked of many seeds, and those that read days in every storage',
    () => {
      for (const [name, of] of asked) expect(of.length, name).toBeGreaterThanOrEqual(Math.floor(count / 15));
      for (const name of readsDays) {
        expect(new Set(asked.get(name)?.map(({ storage }) => storage)), name).toEqual(new Set(storages));
      }
    },
  );
}
