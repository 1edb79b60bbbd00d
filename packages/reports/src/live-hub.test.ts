import { expect, test, vi } from 'vitest';
import type { LiveMessage } from './live-feed.ts';
import { createLiveHub } from './live-hub.ts';

/** A hub over feeds that tell what the test says, and a list of those that are open. */
function hubOf() {
  const open = new Map<string, (message: LiveMessage) => void>();
  let opened = 0;
  async function* feed(question: string, signal: AbortSignal): AsyncGenerator<LiveMessage> {
    opened += 1;
    const told: LiveMessage[] = [{ type: 'count', count: 1 }];
    open.set(question, (message) => told.push(message));
    while (!signal.aborted) {
      const next = told.shift();
      if (next) yield next;
      else await new Promise((resolve) => setTimeout(resolve, 1));
    }
    open.delete(question);
  }
  return { watch: createLiveHub(feed, (question) => question), open, opened: () => opened };
}

test('all who watch the same share one feed, which ends with the last of them', async () => {
  const { watch, open, opened } = hubOf();
  const leaving = [new AbortController(), new AbortController(), new AbortController()];
  const viewers = leaving.map(({ signal }, index) => watch(index < 2 ? 'shop' : 'game', signal));
  for (const viewer of viewers) expect((await viewer.next()).value).toEqual({ type: 'count', count: 1 });
  expect(opened()).toBe(2);
  open.get('shop')?.({ type: 'count', count: 7 });
  for (const viewer of viewers.slice(0, 2))
    expect((await viewer.next()).value).toEqual({ type: 'count', count: 7 });
  const joining = watch('shop', new AbortController().signal);
  expect((await joining.next()).value, 'who joins hears the last count').toEqual({ type: 'count', count: 7 });
  await joining.return(undefined);

  leaving[0]?.abort();
  expect((await viewers[0]?.next())?.done).toBe(true);
  expect([...open.keys()].sort()).toEqual(['game', 'shop']);
  leaving[1]?.abort();
  expect((await viewers[1]?.next())?.done).toBe(true);
  await vi.waitUntil(() => !open.has('shop'), 30_000);
  leaving[2]?.abort();
  await viewers[2]?.return(undefined);
});

test('a viewer who reads slowly hears how many events were left out', async () => {
  const event: LiveMessage = { type: 'sampled', shown: 1, of: 2 };
  const burst = async function* (): AsyncGenerator<LiveMessage> {
    yield { type: 'count', count: 1 };
    for (let count = 0; count < 1_500; count++) yield event;
    isTold = true;
    yield { type: 'count', count: 2 };
  };
  let isTold = false;
  const viewer = createLiveHub(burst, () => 'shop')(undefined, new AbortController().signal);
  await viewer.next();
  await vi.waitUntil(() => isTold, 30_000);
  const rest: LiveMessage[] = [];
  for await (const message of viewer) rest.push(message);
  expect(rest.length).toBeLessThanOrEqual(1_001);
  const leftOut = rest.at(-1);
  expect(leftOut).toMatchObject({ type: 'sampled', shown: 0 });
});
