import { setTimeout as delay } from 'node:timers/promises';
import type { FlagEvent } from './flags.ts';

const waitsMs = [0, 500, 2_000];

/** Sends an event as Gatrix' webhook add-on does, three times at most: the inbox notes it once. Rejects where none arrived. */
export async function sendWebhook(url: string, event: FlagEvent): Promise<void> {
  let problem: unknown;
  for (const waitMs of waitsMs) {
    await delay(waitMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event, timestamp: Date.now() }),
      });
      if (response.ok) return;
      problem = new Error(`the inbox answered ${response.status}: ${await response.text()}`);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}
