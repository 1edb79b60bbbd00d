import { expect, test } from 'vitest';
import { readPlausible } from './plausible.ts';
import { sources } from './sources.ts';

test.each(sources.map((source) => [source.name, source] as const))(
  '%s knows what it does not understand',
  (_, source) => {
    const read = source.open({ host: '' });
    for (const record of [
      {},
      { level: 'info' },
      { event: 'x' },
      { event_type: 'x' },
      { created_at: 'x' },
      { 1: '2' },
    ])
      expect(read(record)).toBe('unknown');
  },
);

test("Plausible's files are known by their headers, of either age", () => {
  const totals = { visitors: '5', bounces: '1', visit_duration: '60' };
  const of = (record: object) => {
    const reading = readPlausible({ date: '2025-06-01', ...totals, ...record });
    return reading === 'unknown' ? reading : reading.total;
  };
  expect(of({ pageviews: '9', visits: '6' })).toMatchObject({ breakdown: 'day', page_views: 9, visits: 6 });
  expect(of({ entry_page: '/a', entrances: '4' })).toMatchObject({ breakdown: 'entry_page', visits: 4 });
  expect(of({ exit_page: '/a', visits: '3' })).toMatchObject({ breakdown: 'exit_page', visits: 3 });
  // How often a visit ended on a page is not how many visits the page had.
  expect(of({ page: '/a', hostname: 'a.b', exits: '2' })).toMatchObject({
    ...{ breakdown: 'page', visits: 0 },
    dimensions: { path: '/a', origin: 'https://a.b' },
  });
  expect(of({ operating_system: 'Mac', operating_system_version: '14' })).toMatchObject({
    dimensions: { os: 'Mac', os_version: '14' },
  });
  expect(of({ name: 'Signup', link_url: '', path: '/a', events: '7' })).toMatchObject({
    ...{ breakdown: 'event', events: 7, dimensions: { name: 'Signup', event_path: '/a' } },
  });
  expect(of({ source: 'Google', utm_medium: 'cpc' })).toMatchObject({
    dimensions: { source: 'Google', utm_medium: 'cpc' },
  });
  for (const bad of [
    { visits: '-1', pageviews: '1' },
    { visits: '1.5', pageviews: '1' },
    { date: '1 June' },
    {},
  ])
    expect(of(bad)).toBe('unknown');
});
