/**
 * A value for each parameter that any route has, so that every one of them is in use; what stands in texts is what hostile
 * strings are put in place of. A route with a parameter that has none here fails its test.
 */
export const values: Readonly<Record<string, unknown>> = {
  startDate: '2026-10-31T00:00:00Z',
  endDate: '2026-11-02',
  timezone: 'Asia/Seoul',
  interval: 'day',
  compare: 'previous_period',
  limit: '50',
  maxLateMinutes: '10',
  filters: { field: 'path', op: 'isNot', value: 'x' },
  by: 'top',
  product: 'plan',
  dimension: 'properties.plan',
  steps: [
    { name: 'screen_view', filters: { field: 'properties.plan', op: 'isNot', value: 'x' } },
    { anyOf: ['purchase', 'screen_view'] },
  ],
  window: '24h',
  order: 'ordered',
  exclusions: [{ event: 'session_end', from: 1, to: 2 }],
  breakdown: 'properties.plan',
  attribution: 'first',
  trend: 'true',
  timeToConvert: 'true',
  step: '1',
  dropped: 'false',
  startEvent: 'screen_view',
  returnEvent: 'purchase',
  period: 'day',
  brackets: ['1', '2-3'],
  criterion: 'on',
  cohort: 'first_time',
  series: [
    {
      event: 'screen_view',
      aggregation: 'sum',
      property: 'properties.level',
      filters: { field: 'properties.plan', op: 'isNot', value: 'x' },
    },
  ],
  breakdowns: ['properties.plan', 'country'],
  formulas: ['A*2'],
  event: 'screen_view',
  path: '/',
  direction: 'after',
  depth: '2',
  show: 'events',
  days: '2',
  search: 'e',
  field: 'properties.plan',
  id: 'ann',
  ids: ['d1', 'ann'],
  sort: 'total_revenue',
  totals: true,
  format: 'ndjson',
  people: 'false',
  definition: {
    and: [
      { did: true, event: 'screen_view', filters: { field: 'properties.plan', op: 'isNot', value: 'x' } },
      { field: 'first.properties.plan', op: 'isNot', value: 'x' },
    ],
  },
  bom: 'false',
  activeUsers: 'true',
  sql: "SELECT name, count() FROM events WHERE path != 'x' GROUP BY name ORDER BY name",
};

/** Parameters that are one thing in one report and another in others. */
export const valuesOf: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  funnel: { by: 'user' },
  monetization: { breakdown: 'first.properties.plan' },
  profiles: { direction: 'asc' },
  importedTotals: { dimension: 'path' },
  segmentMembers: { format: 'json' },
  funnelUsers: { by: 'user' },
  // All that a filter can be about, once: it is read alike for all reports.
  metrics: {
    filters: {
      and: [
        { field: 'path', op: 'isNot', value: 'x' },
        {
          or: [
            { field: 'properties.plan', op: 'notIn', value: ['x', 'y'] },
            { field: 'session.entry_path', op: 'contains', value: '/' },
            { field: 'profile.plan', op: 'startsWith', value: 'p' },
            { field: 'group.name', op: 'endsWith', value: 'e' },
            { field: 'cohort', op: 'gte', value: '2026-01-01' },
            { field: 'title', op: 'regex', value: '.' },
          ],
        },
      ],
    },
  },
};

/** What a request cannot be made up of by itself: where the last answer ended, and what does not go with `brackets`. */
export const withoutValue: readonly string[] = ['cursor', 'periods'];

/** Cursors of both kinds, so that what stands in them is used. */
export const cursors = [
  Buffer.from('[1,1,"x"]').toString('base64url'),
  Buffer.from('[1,"x"]').toString('base64url'),
  `1793491320000.${Buffer.from('x').toString('base64url')}`,
];

export const hostile = [
  `\\'") OR 1=1; DROP TABLE analytics.events; -- {p0:String}\``,
  '\0\n\t%_$1/*😀*/ {{\\',
];
