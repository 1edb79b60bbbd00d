import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Arrival, Script } from './collector.ts';
import { call, createFixture, drops, eventually, expectNames, numbered, runClock } from './fixture.ts';

const fixture = createFixture();

/** A page without views of its own, on a clock that only the test moves. */
const openStopped = async (): Promise<Page> => {
  fixture.site.options = 'pageViews: false';
  const page = await fixture.context.newPage();
  await page.clock.install({ time: Date.now() });
  await page.goto(fixture.site.url);
  await page.clock.pauseAt(Date.now() + 1_000);
  return page;
};

const sentAt = ({ body }: Arrival): number => Date.parse(body.sentAt);
/** Milliseconds of the page's clock between one attempt and the next. */
const gaps = (arrivals: readonly Arrival[]): number[] =>
  arrivals.slice(1).map((arrival, index) => sentAt(arrival) - sentAt(arrivals[index] ?? arrival));

describe('trying again', () => {
  it('G5: after a lost answer, a reload mid-flight and four hides each event is one id, at one time', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const outcomes: ReturnType<Script>[] = ['reset', 'silence'];
    collector.script = () => outcomes.shift() ?? 200;
    const page = await fixture.open();
    const names = [...numbered('before', 5), ...numbered('after', 5)];
    for (const name of names.slice(0, 5)) await call(page, 'track', name);
    await eventually(() => collector.arrivals.length).toBe(2);
    await page.reload();
    for (const name of names.slice(5)) {
      await call(page, 'track', name);
      await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
    }
    await expectNames(collector, names);
    const versions = new Map<unknown, Set<string>>();
    for (const { payload } of collector.arrivals.flatMap(({ body }) => body.batch)) {
      const seen = versions.get(payload.name) ?? new Set();
      versions.set(payload.name, seen.add(`${payload.id} ${payload.timestamp}`));
    }
    expect([...versions.values()].map((seen) => seen.size)).toEqual(names.map(() => 1));
    expect(collector.arrivals.length).toBeGreaterThan(names.length / 5);
  });

  it.each([
    ['503', 503],
    ['connection resets', 'reset'],
  ] as const)(
    'G6: after a minute of %s all arrives in order, in few attempts with full jitter',
    async (_, outcome) => {
      const { collector } = fixture;
      const page = await openStopped();
      const start = await page.evaluate(() => Date.now());
      collector.script = (arrival) => (sentAt(arrival) - start < 60_000 ? outcome : 200);
      const names = numbered('kept', 60);
      await page.evaluate((list) => {
        for (const name of list) Reflect.get(globalThis, 'gatrix')('track', name);
      }, names);
      await runClock(page, 20_000);
      await runClock(page, 105_000, 2_500);
      expect(collector.names()).toEqual(names);

      const failed = collector.arrivals.filter((arrival) => sentAt(arrival) - start < 60_000);
      expect(failed.length).toBeLessThanOrEqual(12);
      const delays = gaps(collector.arrivals).slice(0, failed.length);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(300);
      // Full jitter lies anywhere below its ceiling; that all four lie in its last tenth happens once in 10,000 runs.
      const shares = delays.slice(0, 4).map((delay, index) => (delay - 300) / (1_000 * 2 ** index));
      expect(Math.min(...shares)).toBeLessThan(0.9);
      for (const [index, delay] of delays.slice(0, 4).entries())
        expect(delay).toBeLessThanOrEqual(1_000 * 2 ** index + 300 + 250);
    },
  );

  it('G6: coming online retries at once, yet never twice within 300 ms', async () => {
    const { collector } = fixture;
    const page = await openStopped();
    collector.script = () => 'reset';
    await call(page, 'track', 'kept');
    await runClock(page, 40_000, 1_000);
    const before = collector.arrivals.length;
    await page.evaluate(() => {
      for (let times = 0; times < 5; times += 1) dispatchEvent(new Event('online'));
    });
    collector.script = () => 200;
    await runClock(page, 500, 50);
    expect(collector.names()).toEqual(['kept']);
    expect(collector.arrivals.length).toBe(before + 1);
    expect(Math.min(...gaps(collector.arrivals))).toBeGreaterThanOrEqual(300);
  });

  it.each([
    [429, 'seconds', () => '7'],
    [503, 'seconds', () => '7'],
    [429, 'date', (now: number) => new Date(now + 7_999).toUTCString()],
    [503, 'date', (now: number) => new Date(now + 7_999).toUTCString()],
  ])(
    'G7: Retry-After on %i is honoured in %s, also when the network comes back',
    async (status, _, header) => {
      const { collector } = fixture;
      const page = await openStopped();
      const replies = [(now: number) => ({ status, headers: { 'retry-after': header(now) } })];
      collector.script = (arrival) => replies.shift()?.(sentAt(arrival)) ?? 200;
      await call(page, 'track', 'patient');
      await runClock(page, 5_000);
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await call(page, 'track', 'meanwhile');
      await runClock(page, 4_500);
      expect(collector.names()).toEqual(['patient', 'meanwhile']);
      expect(collector.arrivals.length).toBe(2);
      const [gap = 0] = gaps(collector.arrivals);
      expect(gap).toBeGreaterThanOrEqual(6_900);
      expect(gap).toBeLessThan(9_000);
    },
  );

  it('G7: a Retry-After of a week is taken as an hour', async () => {
    const { collector } = fixture;
    const page = await openStopped();
    collector.script = () => ({ status: 429, headers: { 'retry-after': '604800' } });
    await call(page, 'track', 'patient');
    await runClock(page, 1_000);
    await page.clock.fastForward(3_590_000);
    expect(collector.arrivals.length).toBe(1);
    collector.script = () => 200;
    await runClock(page, 12_000, 1_000);
    await expectNames(collector, ['patient']);
  });

  it('G10: against an ad-blocker at most one request a minute after five', async () => {
    const page = await openStopped();
    let blocked = 0;
    await page.route('**/track', (route) => {
      blocked += 1;
      return route.abort('blockedbyclient');
    });
    await call(page, 'track', 'blocked');
    await runClock(page, 30_000, 500);
    expect(blocked).toBe(5);
    await runClock(page, 600_000, 5_000);
    expect(blocked).toBeLessThanOrEqual(15);
    expect(blocked).toBeGreaterThan(10);
    expect(await drops(page)).toEqual([]);
  });
});
