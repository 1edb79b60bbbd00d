import { expect, test } from 'vitest';
// @ts-expect-error: a script without types, shared with what writes the generated file.
import { devicePatterns } from '../scripts/device-patterns.mjs';
import { knownDevices } from '../src/generated/known-devices.ts';

test('the generated patterns are those of the installed ua-parser-js', () => {
  expect(knownDevices.map(String)).toEqual(devicePatterns().map(String));
});
