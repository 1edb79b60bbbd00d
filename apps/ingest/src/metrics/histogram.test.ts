import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createHistogram } from './histogram.ts';

test('a histogram writes what prom-client writes of the same observations', async () => {
  const bounds = [0.001, 0.25, 5];
  const registry = new Registry();
  const theirs = new Histogram({
    ...{ name: 'seconds', help: 'What took how long', labelNames: ['route', 'status'] },
    ...{ buckets: bounds, registers: [registry] },
  });
  const ours = createHistogram('seconds', 'What took how long', bounds);
  const labels = [
    { route: '/track', status: 200 },
    { route: 'a "quoted" \\ path\n', status: 404 },
  ];
  const values = [0, 0.001, 0.002, 0.25, 0.3, 5, 5.5, 1_000];
  for (const [index, value] of values.entries()) {
    for (const one of labels.slice(index % 2)) {
      theirs.labels(one).observe(value);
      ours.labels(one).observe(value);
    }
  }
  expect(`${ours.text()}\n`).toBe(await registry.metrics());
});

test('without labels, and before anything was observed, too', async () => {
  const registry = new Registry();
  const theirs = new Histogram({ name: 'sizes', help: 'Sizes', buckets: [1, 2], registers: [registry] });
  const ours = createHistogram('sizes', 'Sizes', [1, 2]);
  const child = ours.labels({});
  expect(`${ours.text()}\n`).toBe(await registry.metrics());
  for (const value of [1, 2, 3]) {
    theirs.observe(value);
    child.observe(value);
  }
  expect(`${ours.text()}\n`).toBe(await registry.metrics());
});
