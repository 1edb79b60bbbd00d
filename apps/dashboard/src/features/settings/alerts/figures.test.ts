import { expect, test } from 'vitest';
import { en } from '../../../ui/i18n/en.ts';
import { createTranslate } from '../../../ui/i18n/locale.ts';
import { enManage } from '../../../ui/i18n/manage/en.ts';
import { formulasOf, versionMetrics, versionSeries } from '../../versions/version-metrics.ts';
import { figuresOf, intervalsOf } from './figures.ts';

const figures = (report: string, query: unknown) =>
  figuresOf({ report, query }, createTranslate(en), createTranslate(enManage)).map(({ value }) => value);

test('a report offers the figures that the server knows, whether a page saved it or the API', () => {
  const steps = [{ name: 'login' }, { name: 'level' }, { name: 'purchase' }];
  const ofFunnel = ['conversion', 'conversion:2', 'count:1', 'count:2', 'count:3'];
  expect(figures('funnels', { search: 'x', parameters: { steps } })).toEqual(ofFunnel);
  expect(figures('funnel', { steps })).toEqual(ofFunnel);
  const series = [{ event: 'a' }, {}];
  expect(figures('explore', { parameters: { series, formulas: ['A/B'] } })).toEqual(['A', 'B', 'A/B']);
  expect(figures('retention', { parameters: { period: 'week' } })).toContain('period:1');
  expect(figures('overview', { parameters: {} })).toContain('total_revenue');
});

test('what the versions page saved has its figures by their names', () => {
  const metrics = versionMetrics('purchase');
  const query = { parameters: { series: versionSeries('purchase'), formulas: formulasOf(metrics) } };
  const named = figuresOf({ report: 'versions', query }, createTranslate(en), createTranslate(enManage));
  expect(named).toHaveLength(metrics.length);
  expect(named).toContainEqual({ value: 'D/A', label: 'Revenue per user' });
  expect(named).toContainEqual({ value: 'F', label: 'Times the event happened' });
});

test('what has no figures, or was saved as an address alone, offers none', () => {
  expect(figures('flows', { parameters: {} })).toEqual([]);
  expect(figures('overview', { search: 'range=7d' })).toEqual([]);
});

test('retention is taken by its period, and what counts days by the day', () => {
  expect(intervalsOf({ report: 'retention', query: { parameters: { period: 'week' } } })).toEqual(['week']);
  expect(intervalsOf({ report: 'retention', query: {} })).toEqual(['day']);
  expect(intervalsOf({ report: 'segment', query: {} })).toEqual(['day']);
  expect(intervalsOf({ report: 'funnels', query: {} })).toEqual(['minute', 'hour', 'day', 'week']);
});
