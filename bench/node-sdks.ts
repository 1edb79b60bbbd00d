// 10,000 events in a loop through server SDKs, against one scripted server each: what arrives, and at what cost.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clients } from './node-sdks/clients.js';
import { type Collector, startCollector } from './node-sdks/collector.ts';

const total = 10_000;
const awayMs = 60_000;
/** So long after the last request nothing more is expected. */
const quietMs = 15_000;

interface Said {
  /** CPU time of the loop. */
  readonly callerMs: number;
  readonly peakKb: number;
}

interface Program {
  readonly child: ChildProcess;
  readonly said: () => Said;
  readonly ended: Promise<unknown>;
}

type Ending = 'end' | 'wait' | 'SIGTERM' | 'SIGKILL' | 'return';

function start(sdk: string, collector: Collector, directory: string, ending: Ending): Program {
  const script = join(import.meta.dirname, 'node-sdks/run.js');
  // As they are published, ours as it is built.
  const args = [script, sdk, collector.url, directory, ending];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const said = () => JSON.parse(text.trim().split('\n').at(-1) || '{"callerMs":0,"peakKb":0}') as Said;
  return { child, said, ended: once(child, 'exit') };
}

/** Until nothing more comes. */
async function settle(collector: Collector): Promise<void> {
  let seen = -1;
  for (let last = Date.now(); Date.now() - last < quietMs && collector.arrived < total; await delay(100)) {
    if (collector.requests === seen) continue;
    seen = collector.requests;
    last = Date.now();
  }
}

const result = ({ arrived, doubled }: Collector) => `${arrived}${doubled > 0 ? `, ${doubled} doubled` : ''}`;
const megabytes = ({ peakKb }: Said) => `${Math.round(peakKb / 1_024)} MB`;

interface Stage {
  readonly sdk: string;
  readonly collector: Collector;
  readonly directory: string;
}

const scenarios: Readonly<Record<string, (stage: Stage) => Promise<string>>> = {
  'loop, then its own end': async ({ sdk, collector, directory }) => {
    const program = start(sdk, collector, directory, 'end');
    await program.ended;
    const { requests } = collector;
    return `${result(collector)}; ${requests} requests, ${Math.round(program.said().callerMs)} ms of CPU in the caller, ${megabytes(program.said())}`;
  },
  'server away for a minute': async ({ sdk, collector, directory }) => {
    await collector.goDown();
    const program = start(sdk, collector, directory, 'wait');
    await delay(awayMs);
    await collector.goUp();
    await settle(collector);
    program.child.stdin?.write('end\n');
    await Promise.race([program.ended, delay(30_000)]);
    program.child.kill('SIGKILL');
    return `${result(collector)}; ${megabytes(program.said())}`;
  },
  'SIGTERM behind the loop': async ({ sdk, collector, directory }) => {
    const program = start(sdk, collector, directory, 'SIGTERM');
    await Promise.race([program.ended, delay(20_000)]);
    program.child.kill('SIGKILL');
    return result(collector);
  },
  'server away, SIGKILL, started again': async ({ sdk, collector, directory }) => {
    await collector.goDown();
    await start(sdk, collector, directory, 'SIGKILL').ended;
    await collector.goUp();
    const again = start(sdk, collector, directory, 'return');
    await settle(collector);
    again.child.stdin?.write('end\n');
    await Promise.race([again.ended, delay(20_000)]);
    again.child.kill('SIGKILL');
    return result(collector);
  },
};

async function measure(sdk: string, title: string): Promise<string> {
  const collector = await startCollector();
  const directory = mkdtempSync(join(tmpdir(), 'bench-node-sdks-'));
  try {
    const cell = (await scenarios[title]?.({ sdk, collector, directory })) ?? '';
    console.error(`${sdk}: ${title}: ${cell}`);
    return cell;
  } finally {
    await collector.goDown();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

const asked = process.argv.slice(2);
const sdks = Object.keys(clients).filter((sdk) => asked.length === 0 || asked.includes(sdk));
const columns: string[][] = [];
for (const title of Object.keys(scenarios)) {
  const cells: string[] = [];
  // While a server is away there is nothing to compute: then they wait beside each other.
  if (!title.startsWith('server away')) for (const sdk of sdks) cells.push(await measure(sdk, title));
  else cells.push(...(await Promise.all(sdks.map((sdk) => measure(sdk, title)))));
  columns.push(cells);
}
const header = ['SDK', ...Object.keys(scenarios)];
const rows = sdks.map((sdk, index) => [sdk, ...columns.map((cells) => cells[index] ?? '')]);
for (const row of [header, header.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
