import { expect, test } from 'vitest';
import { layoutFlow } from './layout.ts';

const size = { width: 400, height: 100, boxWidth: 10, gap: 10 };
const data = {
  nodes: [
    { id: '0', step: 0, name: 'start', count: 10 },
    { id: '1a', step: 1, name: 'a', count: 3 },
    { id: '1b', step: 1, name: 'b', count: 6 },
  ],
  links: [
    { source: '0', target: '1a', count: 3 },
    { source: '0', target: '1b', count: 6 },
  ],
};

test('boxes are as high as their count, the biggest on top, and stay inside', () => {
  const { boxes } = layoutFlow(data, 'after', size);
  const [start, first, second] = boxes;
  expect([first?.name, second?.name]).toEqual(['b', 'a']);
  expect((first?.height ?? 0) / (start?.height ?? 1)).toBeCloseTo(0.6);
  for (const { y, height } of boxes) expect(y + height).toBeLessThanOrEqual(size.height + 1e-9);
});

test('bands leave a box one below the other, as thick as their count', () => {
  const { bands } = layoutFlow(data, 'after', size);
  const big = bands.find(({ target }) => target === 'b');
  const small = bands.find(({ target }) => target === 'a');
  const top = (band: typeof big) =>
    Number(/^M\S+ (\S+?)C/.exec(band?.path ?? '')?.[1]) - (band?.thickness ?? 0) / 2;
  expect((big?.thickness ?? 0) / (small?.thickness ?? 1)).toBeCloseTo(2);
  expect(top(big)).toBeCloseTo(0);
  expect(top(small)).toBeCloseTo(big?.thickness ?? 0);
});

test('what came before stands on the left of its anchor', () => {
  const links = data.links.map(({ source, target, count }) => ({ source: target, target: source, count }));
  const { boxes, bands } = layoutFlow({ ...data, links }, 'before', size);
  expect(boxes.find(({ name }) => name === 'start')?.x).toBe(size.width - size.boxWidth);
  const arrivals = bands.map(({ source, path }) => [source, Number(path.split(' ').at(-1))] as const);
  const arrivalOf = new Map(arrivals);
  expect(arrivalOf.get('b')).toBeLessThan(arrivalOf.get('a') ?? 0);
});
