import { setTimeout as delay } from 'node:timers/promises';
import { waitForEmptyQueues } from './backlog.ts';
import { type Ledger, startLoad } from './load.ts';
import { forkRandom, type Random } from './random.ts';
import type { FaultSystem, Project } from './system.ts';
import { type Verdict, verify } from './verify.ts';

/** Something that goes wrong while messages are sent. */
export interface Fault {
  readonly name: string;
  run(system: FaultSystem, chaos: Chaos): Promise<void>;
}

export interface Chaos {
  readonly random: Random;
  readonly project: Project;
  /** Waits for a random time: the moment at which the fault strikes. */
  moment(leastMs: number, mostMs: number): Promise<void>;
}

export interface Outcome extends Verdict {
  readonly fault: string;
  readonly seed: number;
  readonly failures: Ledger['failures'];
  /** Seconds of the fault, and from its end until everything was stored. */
  readonly faultSeconds: number;
  readonly drainSeconds: number;
}

const drainTimeoutMs = 60_000;

/** Sends messages, lets the fault happen, heals, waits until all is done, and compares. */
export async function runScenario(system: FaultSystem, fault: Fault, seed: number): Promise<Outcome> {
  const project = await system.createProject();
  const random = forkRandom(seed, fault.name);
  const moment = (leastMs: number, mostMs: number) => delay(random.between(leastMs, mostMs));
  const startedAt = performance.now();
  const load = startLoad({ urls: system.ingestUrls, project, seed });
  try {
    await moment(200, 500);
    await fault.run(system, { random, project, moment });
  } finally {
    await system.heal();
    await load.finish();
  }
  const endedAt = performance.now();
  await waitForEmptyQueues(system, drainTimeoutMs);
  const drainedAt = performance.now();
  const verdict = await verify(system, project.id, load.ledger);
  return {
    fault: fault.name,
    seed,
    failures: load.ledger.failures,
    ...verdict,
    faultSeconds: seconds(endedAt - startedAt),
    drainSeconds: seconds(drainedAt - endedAt),
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

/** Whether nothing was lost, doubled, invented or miscounted. */
export function isFlawless({ lost, doubled, unknown, wrong }: Verdict): boolean {
  return [lost, doubled, unknown, wrong].every(({ length }) => length === 0);
}

/** A table of outcomes, one line each. */
export function describeOutcomes(outcomes: readonly Outcome[]): string {
  const header = [
    'fault',
    'seed',
    'sent',
    'acknowledged',
    'stored',
    'lost',
    'doubled',
    'wrong',
    'fault s',
    'drain s',
    'failures',
  ];
  const lines = outcomes.map((outcome) => [
    outcome.fault,
    ...[outcome.seed, outcome.sent, outcome.acknowledged, outcome.stored].map(String),
    ...[outcome.lost, outcome.doubled, [...outcome.unknown, ...outcome.wrong]].map(({ length }) =>
      String(length),
    ),
    ...[outcome.faultSeconds, outcome.drainSeconds].map(String),
    [...outcome.failures].map(([reason, count]) => `${reason}×${count}`).join(' '),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  return [header, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
