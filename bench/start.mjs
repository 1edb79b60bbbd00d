// B11 of the performance plan: from `npm start` (installed and built) to the first 200, and the memory of an idle process.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@gatrix/analytics-free-port';

const directory = mkdtempSync(join(tmpdir(), 'bench-start-'));
const times = [];
let residentMb = 0;
try {
  for (let round = 0; round < 5; round++) {
    const port = await freePort();
    const started = performance.now();
    const child = spawn('npm', ['start', '--silent'], {
      env: { ...process.env, PORT: String(port), DATA_DIR: join(directory, 'data') },
      stdio: 'ignore',
      detached: true,
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() - started > 60_000)
        throw new Error('npm start did not come up');
      await delay(10);
    }
    times.push(performance.now() - started);
    const pid = Number(readFileSync(join(directory, 'data/running'), 'utf8'));
    if (round === 4) {
      await delay(10_000);
      const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      residentMb = Math.round(Number(resident) / 1_024);
    }
    process.kill(pid, 'SIGTERM');
    await ended;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
const [first, ...again] = times.map((time) => Math.round(time));
console.log(
  JSON.stringify({
    firstStartMs: first,
    againMs: again.sort((a, b) => a - b)[Math.floor(again.length / 2)],
    residentMb,
  }),
);

async function answers(port) {
  const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
  return response?.ok === true;
}
