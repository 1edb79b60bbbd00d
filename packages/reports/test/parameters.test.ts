import { timezone } from '@gatrix/analytics-protocol/insights';
import { describe, expect, test } from 'vitest';
import { definitions, InvalidParametersError, parseParameters } from '../src/index.ts';

const common: Readonly<Record<string, unknown>> = {
  startDate: '2026-05-01',
  endDate: '2026-05-02',
  timezone: 'Asia/Seoul',
  interval: 'day',
  compare: 'previous_period',
  filters: { field: 'path', op: 'is', value: '/' },
  limit: 5,
  cursor: '5',
};

/** What a report cannot do without. */
const needed: Readonly<Record<string, object>> = {
  breakdown: { dimension: 'country' },
  funnel: { steps: 'a,b' },
  funnelUsers: { steps: 'a,b', step: 1 },
  query: { series: [{ event: 'a' }] },
  sql: { sql: 'SELECT 1' },
  flows: { event: 'a' },
  profile: { id: 'ann' },
  profileEvents: { id: 'ann' },
  valueNames: { field: 'country' },
  segmentMembers: { id: 'payers' },
  segmentHistory: { id: 'payers' },
  segmentList: { id: 'list' },
  segmentSize: { definition: { did: true } },
};

const range = ['startDate', 'endDate', 'timezone', 'filters'];
const taken: Readonly<Record<keyof typeof definitions, readonly string[]>> = {
  metrics: [...range, 'compare'],
  timeseries: [...range, 'compare', 'interval'],
  pages: [...range, 'limit', 'cursor'],
  breakdown: [...range, 'limit', 'cursor'],
  live: ['timezone', 'filters', 'limit'],
  funnel: [...range, 'interval', 'limit'],
  funnelUsers: [...range, 'limit', 'cursor'],
  retention: [...range, 'limit'],
  query: [...range, 'interval', 'compare', 'limit'],
  sql: ['timezone', 'limit'],
  flows: [...range, 'limit'],
  ingestHealth: ['startDate', 'endDate', 'timezone', 'interval'],
  importedTotals: ['startDate', 'endDate', 'timezone', 'limit'],
  activeUsers: range,
  lifecycle: [...range, 'interval'],
  monetization: [...range, 'limit'],
  firstPurchases: [...range, 'limit'],
  events: [...range, 'limit', 'cursor'],
  sessions: [...range, 'limit', 'cursor'],
  profiles: ['timezone', 'filters', 'limit', 'cursor'],
  profile: ['timezone'],
  profileEvents: [...range, 'limit', 'cursor'],
  eventNames: [...range, 'limit', 'cursor'],
  propertyNames: [...range, 'limit', 'cursor'],
  valueNames: [...range, 'limit', 'cursor'],
  segmentMembers: ['timezone', 'limit', 'cursor'],
  segmentHistory: ['startDate', 'endDate', 'timezone'],
  segmentSize: ['timezone'],
  segmentList: ['timezone'],
};

describe.each(Object.keys(taken))('%s', (name) => {
  const report = name as keyof typeof definitions;
  const parse = (more: object) =>
    parseParameters(definitions[report].parameters as never, { ...needed[name], ...more });

  test('takes the parameters that mean something to it', () => {
    for (const parameter of taken[report]) parse({ [parameter]: common[parameter] });
  });

  test('refuses all others by their name', () => {
    const others = [...Object.keys(common), 'unknown', 'startdate'].filter(
      (parameter) => !taken[report].includes(parameter),
    );
    for (const parameter of others) {
      const problems = [{ field: parameter, message: 'is not a parameter of this report' }];
      expect(() => parse({ [parameter]: common[parameter] ?? 'x' }), parameter).toThrow(
        expect.objectContaining({ problems }),
      );
      expect(() => parse({ [parameter]: common[parameter] ?? 'x' })).toThrow(InvalidParametersError);
    }
  });
});

test('a time zone has a name of IANA; what ICU alone takes for one means something else', () => {
  for (const name of ['Asia/Seoul', 'UTC', 'Etc/GMT-9', 'EST5EDT', 'ROK', 'GMT', 'Europe/London']) {
    expect(timezone.safeParse(name).success, name).toBe(true);
  }
  for (const name of ['BST', 'IST', 'CST', 'JST', 'bst', 'KST-9', '+09:00', 'Seoul', '']) {
    expect(timezone.safeParse(name).success, name).toBe(false);
  }
});
