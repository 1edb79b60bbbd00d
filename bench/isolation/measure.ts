import { setTimeout as delay } from 'node:timers/promises';
import { overview, track } from './ask.ts';
import type { Server } from './target.ts';

const tracksPerSecond = 50;
const overviewEveryMs = 2_000;

export interface Samples {
  readonly track: number[];
  readonly overview: number[];
  readonly statuses: Record<string, number>;
  readonly cores: number[];
}

export const newSamples = (): Samples => ({ track: [], overview: [], statuses: {}, cores: [] });

/** Sends, and asks about thirty days of which the last was so many days ago, for so long; what is on its way then is waited for. */
export async function measure(target: Server, samples: Samples, ms: number, lastDay = 0): Promise<void> {
  const [begun, cpu] = [performance.now(), target.cpuSeconds()];
  const add = (times: number[], took: number, statuses: readonly number[]) => {
    times.push(took);
    for (const status of statuses) samples.statuses[status] = (samples.statuses[status] ?? 0) + 1;
  };
  const trackOne = async (index: number) => {
    const payload = { name: 'level_up', profileId: `p${index % 500}`, properties: { level: index } };
    const { ms: took, status } = await track(target, { type: 'track', payload });
    add(samples.track, took, [status]);
  };
  const askOne = async () => {
    const { ms: took, statuses } = await overview(target, lastDay);
    add(samples.overview, took, statuses);
  };
  await Promise.all([every(1_000 / tracksPerSecond, ms, trackOne), every(overviewEveryMs, ms, askOne)]);
  samples.cores.push((1_000 * (target.cpuSeconds() - cpu)) / (performance.now() - begun));
}

/** Begins one each so often, whatever the others take. */
async function every(everyMs: number, ms: number, work: (index: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index * everyMs < ms; index++) {
    await delay(Math.max(0, begun + index * everyMs - performance.now()));
    running.push(work(index));
  }
  await Promise.all(running);
}

export function rowOf(name: string, samples: Samples, alone?: Samples): string {
  const times = (values: readonly number[]) =>
    `${Math.round(quantile(values, 0.5))}, ${Math.round(quantile(values, 0.99))} ms`;
  const ratio = (key: 'track' | 'overview') =>
    alone ? `${(quantile(samples[key], 0.99) / quantile(alone[key], 0.99)).toFixed(1)} ×` : '';
  const failed = Object.entries(samples.statuses).filter(([status]) => status === '0' || status >= '500');
  const failures = failed.map(([status, count]) => `${count} × ${status}`).join(', ') || 'none';
  const cores = samples.cores.reduce((sum, one) => sum + one, 0) / samples.cores.length;
  return `| ${name} | ${times(samples.track)} | ${ratio('track')} | ${times(samples.overview)} | ${ratio('overview')} | ${failures} | ${cores.toFixed(2)} |`;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
