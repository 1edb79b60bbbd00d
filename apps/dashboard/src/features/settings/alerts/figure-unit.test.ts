import { expect, test } from 'vitest';
import { versionSeries } from '../../versions/version-metrics.ts';
import { unitOf } from './figure-unit.ts';

test('a figure is written in its unit', () => {
  const query = { series: [{ aggregation: 'total' }, { aggregation: 'sum', property: 'revenue' }] };
  const units = ['active_users', 'A', 'B', 'C', 'A/B', 'period:7', 'conversion:2', 'count:2', 'arppu'];
  expect(units.map((figure) => unitOf(figure, query))).toEqual([
    'count',
    'count',
    'money',
    'count',
    'count',
    'percent',
    'percent',
    'count',
    'money',
  ]);
  const ofOverview = ['total_revenue', 'bounce_rate', 'avg_session_duration', 'views_per_session'];
  expect(ofOverview.map((figure) => unitOf(figure, {}))).toEqual(['money', 'percent', 'seconds', 'decimal']);
  expect(unitOf('B', { search: 'x', parameters: query }), 'as a page keeps it').toBe('money');
  const releases = { series: versionSeries('purchase') };
  expect(['D/A', 'E/A*100', 'F'].map((figure) => unitOf(figure, releases))).toEqual([
    'money',
    'percent',
    'count',
  ]);
});
