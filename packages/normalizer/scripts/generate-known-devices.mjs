// Writes src/generated/known-devices.ts: the patterns by which ua-parser-js (MIT) knows devices of named makers. It is
// asked for a device only where one of them can fit, because it tries all 170 in turn.
// Run: pnpm --filter @gatrix/analytics-normalizer generate
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { devicePatterns } from './device-patterns.mjs';

const { version } = createRequire(import.meta.url)('ua-parser-js/package.json');
const target = new URL('../src/generated/known-devices.ts', import.meta.url);
const text = `/**
 * Patterns of devices that ua-parser-js knows, but for those that fit every Android phone or tablet.
 * Generated from ua-parser-js ${version}, MIT, Copyright (c) 2012-2024 Faisal Salman.
 */
export const knownDevices: readonly RegExp[] = [
${devicePatterns()
  .map((pattern) => `  ${pattern},`)
  .join('\n')}
];
`;
writeFileSync(target, text);
