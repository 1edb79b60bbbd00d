import { expect, test } from 'vitest';
import { engineMemoryLimit, memoryOf } from './memory-limit.ts';

const gibibyte = 1024 ** 3;

test('a container’s limit counts, where it has one, and the machine’s memory otherwise', () => {
  expect(memoryOf(16 * gibibyte, 1 * gibibyte)).toBe(gibibyte);
  expect(memoryOf(16 * gibibyte, 0)).toBe(16 * gibibyte);
  expect(memoryOf(16 * gibibyte, 2 ** 63)).toBe(16 * gibibyte);
});

test('the engine takes half, and leaves Node its part where there is little', () => {
  expect(engineMemoryLimit(16 * gibibyte)).toBe(8 * gibibyte);
  expect(engineMemoryLimit(1 * gibibyte)).toBe(384 * 1024 ** 2);
  expect(engineMemoryLimit(gibibyte / 2)).toBe(256 * 1024 ** 2);
});
