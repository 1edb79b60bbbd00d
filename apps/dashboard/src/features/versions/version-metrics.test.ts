import { queryData } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { compareVersions, formulasOf, likelyVersion, versionMetrics, versionsOf } from './version-metrics.ts';

test('releases are ordered by their numbers, and a beta is before its release', () => {
  const versions = ['1.9.2', '2.0.0', '1.10.0', '2.0.0-beta.10', '2.0.0-beta.9', '1.10.0.1'];
  expect(versions.toSorted(compareVersions)).toEqual([
    '1.9.2',
    '1.10.0',
    '1.10.0.1',
    '2.0.0-beta.9',
    '2.0.0-beta.10',
    '2.0.0',
  ]);
});

test('the newest release comes first, events without one and all others last', () => {
  const line = (letter: string, name: string, total: number, rest = false) => ({
    ...{ letter, breakdown: [name], total, data: [] },
    ...(rest && { rest: true as const }),
  });
  const data = queryData.parse([
    line('A', '1.9', 5),
    line('A', '', 9),
    line('A', '1.10', 3),
    line('A', '', 2, true),
    line('B', '1.9', 7),
  ]);
  const versions = versionsOf(data);
  expect(versions.map(({ name, isRest }) => [name, isRest])).toEqual([
    ['1.10', false],
    ['1.9', false],
    ['', false],
    ['', true],
  ]);
  expect([...(versions[1]?.lines.values() ?? [])].map(({ total }) => total)).toEqual([5, 7]);
});

test('the property that names the release is found among those of events', () => {
  expect(likelyVersion(['properties.level', 'properties.appVersion', 'properties.version'])).toBe(
    'properties.appVersion',
  );
  expect(likelyVersion(['properties.__version'])).toBe('properties.__version');
  expect(likelyVersion(['properties.conversion', 'properties.version_name'])).toBe(undefined);
});

test('figures of an event are asked for only where one is chosen', () => {
  expect(formulasOf(versionMetrics(''))).toEqual(['B/A', 'D/A', 'E/A*100']);
  expect(formulasOf(versionMetrics('purchase'))).toContain('F/A');
});
