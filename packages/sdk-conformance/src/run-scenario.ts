import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProblems, type Tracked } from './check.ts';
import { type ClientProcess, type Introduction, startClient } from './client-process.ts';
import { type Collector, startCollector } from './collector.ts';
import type { Scenario, Step } from './scenario.ts';
import scenarios from './scenarios.json' with { type: 'json' };

/** All that a client is held to. */
export const allScenarios = scenarios as unknown as readonly Scenario[];

export type Outcome =
  | { readonly kind: 'passed' }
  /** The client says that it cannot do this. */
  | { readonly kind: 'not applicable'; readonly lacks: readonly string[] }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/** How long `until` waits. */
const patienceMs = 30_000;

/** A client and its driver, which is started again when a scenario has killed it. */
export interface Subject {
  readonly introduce: () => Promise<Introduction>;
  readonly run: (scenario: Scenario) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

export function createSubject(command: readonly string[], cwd: string): Subject {
  let running: Promise<ClientProcess> | undefined;
  let isWarm = false;
  const client = () => {
    running ??= startClient(command, cwd).then(async (started) => {
      if (!isWarm) await warmUp(started);
      isWarm = true;
      return started;
    });
    return running;
  };
  const kill = async () => {
    await (await running)?.kill();
    running = undefined;
  };
  return {
    introduce: async () => (await client()).introduction,
    run: async (scenario) => {
      const { can } = (await client()).introduction;
      const lacks = (scenario.needs ?? []).filter((need) => !can.includes(need));
      if (lacks.length > 0) return { kind: 'not applicable', lacks };
      const problems = await perform(scenario, client, kill);
      return problems.length > 0 ? { kind: 'failed', problems: problems.slice(0, 10) } : { kind: 'passed' };
    },
    close: async () => {
      await (await running)?.end();
      running = undefined;
    },
  };
}

/**
 * Sends one event. A runtime that compiles as it goes takes seconds for its first request on a busy machine, which would
 * count as a wrong clock.
 */
async function warmUp(client: ClientProcess): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
  const collector = await startCollector();
  try {
    await client.perform(startOf(collector, directory));
    await client.perform({ do: 'track', names: ['warm-up'], properties: {} });
    await client.perform({ do: 'flush' });
    await client.perform({ do: 'abandon' });
  } finally {
    await collector.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

const startOf = ({ url }: Collector, directory: string) => ({
  ...{ do: 'start', url, directory, clientId: 'conformance', clientSecret: 'secret' },
});

async function perform(
  scenario: Scenario,
  client: () => Promise<ClientProcess>,
  kill: () => Promise<void>,
): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
  const collector = await startCollector();
  const tracked = new Map<string, Tracked>();
  try {
    (await client()).forgetDrops();
    for (const step of scenario.steps) {
      const late = await performStep(step, { collector, client, kill, directory, tracked });
      if (late) return [late, ...findProblems(scenario.expect, collector, (await client()).drops, tracked)];
    }
    return findProblems(scenario.expect, collector, (await client()).drops, tracked);
  } catch (error) {
    await kill();
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await (await client()).perform({ do: 'abandon' }).catch(kill);
    await collector.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Stage {
  readonly collector: Collector;
  readonly client: () => Promise<ClientProcess>;
  readonly kill: () => Promise<void>;
  readonly directory: string;
  readonly tracked: Map<string, Tracked>;
}

/** Says what did not come about in time. */
async function performStep(step: Step, stage: Stage): Promise<string | undefined> {
  const { collector, client } = stage;
  if ('answers' in step) collector.answer(step.answers);
  else if ('collector' in step) await (step.collector === 'up' ? collector.goUp() : collector.goDown());
  else if ('kill' in step) await stage.kill();
  else if ('pauseMs' in step) await delay(step.pauseMs);
  else if ('until' in step) return waitUntil(step.until, collector, await client());
  else if (step.do === 'track') await track(step, stage);
  else if (step.do === 'start') {
    await (await client()).perform({ ...startOf(collector, stage.directory), ...step });
  } else await (await client()).perform(step);
  return undefined;
}

async function track(step: Extract<Step, { do: 'track' }>, { client, tracked }: Stage): Promise<void> {
  const { name, count, text } = step;
  const names =
    count === undefined ? [name] : Array.from({ length: count }, (_, index) => `${name} ${index}`);
  const properties = text === undefined ? { number: 1.5, flag: true } : { text: '가'.repeat(text) };
  const from = Date.now();
  await (await client()).perform({ do: 'track', names, properties });
  for (const one of names) tracked.set(one, { from, until: Date.now() });
}

async function waitUntil(
  { requests = 0, stored = 0, drops = 0 }: Extract<Step, { until: object }>['until'],
  collector: Collector,
  client: ClientProcess,
): Promise<string | undefined> {
  const giveUpAt = performance.now() + patienceMs;
  const isThere = () =>
    collector.requests.length >= requests &&
    collector.stored.length >= stored &&
    client.drops.length >= drops;
  while (!isThere()) {
    if (performance.now() > giveUpAt) {
      const { length } = collector.requests;
      return `after ${patienceMs / 1_000} s: ${length} requests, ${collector.stored.length} stored, ${client.drops.length} dropped`;
    }
    await delay(10);
  }
  return undefined;
}
