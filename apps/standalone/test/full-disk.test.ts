import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { afterAll, expect, test, vi } from 'vitest';
import { running } from './run-standalone.ts';

vi.setConfig({ testTimeout: 300_000 });

const disk = smallDisk();
afterAll(() => {
  if (!disk) return;
  execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
});

/** A disk of 700 MB; undefined where this process may mount none, which takes root. */
function smallDisk(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m', 'tmpfs', directory], { stdio: 'ignore' });
    return directory;
  } catch {
    rmSync(directory, { recursive: true });
    return undefined;
  }
}

// Elsewhere `diskCheck` is held by its unit test alone.
test.skipIf(!disk)(
  'a full disk takes the server out of service and loses nothing, and space brings it back',
  async () => {
    const DATA_DIR = join(disk ?? '', 'data');
    const PORT = String(await freePort());
    const run = await running({ DATA_DIR, PORT });
    const url = `http://127.0.0.1:${PORT}`;
    const ready = async () => {
      const answer = await fetch(`${url}/ready`);
      const { parts } = await answer.json();
      const own = parts.find(({ name }: { name: string }) => name === 'disk');
      return { status: answer.status, message: own.message };
    };
    const { projectId, write, read } = JSON.parse(readFileSync(join(DATA_DIR, 'credentials.json'), 'utf8'));
    const headers = (client: typeof write) => ({
      ...{ 'openpanel-client-id': client.id, 'openpanel-client-secret': client.secret },
      'content-type': 'application/json',
    });
    let acknowledged = 0;
    const send = async () => {
      const batch = Array.from({ length: 500 }, () => ({
        type: 'track',
        payload: { name: 'full', properties: { text: crypto.randomUUID().repeat(50) } },
      }));
      const answer = await fetch(`${url}/track`, {
        method: 'POST',
        headers: headers(write),
        body: JSON.stringify(batch),
      });
      if (answer.status === 200) acknowledged += (await answer.json()).accepted;
      return answer.status;
    };
    expect(await ready()).toMatchObject({ status: 200 });
    expect(await send()).toBe(200);

    const filler = join(disk ?? '', 'filler');
    leaveFree(filler, 200 * 1024 ** 2);
    expect(await ready()).toMatchObject({
      status: 503,
      message: expect.stringMatching(/the disk is full: \d+ MiB are free, 256 are needed/),
    });
    expect(await send(), 'what still fits is stored').toBe(200);

    leaveFree(filler, 0);
    const refused: number[] = [];
    await vi.waitUntil(async () => refused.push(await send()) && refused.at(-1) === 503, { timeout: 60_000 });
    expect(run.child.exitCode).toBeNull();

    rmSync(filler);
    await vi.waitFor(async () => expect(await ready()).toMatchObject({ status: 200 }), {
      timeout: 80_000,
      interval: 500,
    });
    expect(await send()).toBe(200);
    const metrics = await fetch(`${url}/insights/${projectId}/metrics`, { headers: headers(read) });
    expect((await metrics.json()).data.total_events).toBe(acknowledged);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  },
);

/** Fills the disk, but for so many bytes. */
function leaveFree(file: string, bytes: number): void {
  rmSync(file, { force: true });
  const { bavail, bsize } = statfsSync(disk ?? '');
  const size = bavail * bsize - bytes;
  const piece = Buffer.alloc(1024 ** 2);
  try {
    for (let written = 0; written < size; written += piece.length) writeFileSync(file, piece, { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
