import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is true. Throws, with what was waited for and what `describe` says, after the time is up. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  isTrue: () => Promise<boolean> | boolean,
  describe: () => string = () => '',
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms until ${what} ${describe()}`);
    await delay(30);
  }
}
