import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { changed, conditionsOf, definitionOf, kindOf, newConditions } from './definition.ts';

const funnel = { funnel: { steps: ['a', 'b'] }, lost: 2 };

test('a definition is conditions that stay what they are', () => {
  for (const definition of [
    { or: [{ did: false, range: { lastDays: 7 } }, funnel] },
    { and: [funnel, { or: [{ did: true }, funnel] }] },
    funnel,
  ]) {
    expect(definitionOf(conditionsOf(definition))).toEqual(definition);
    expect(segmentDefinition.safeParse(definition).success).toBe(true);
  }
});

test('what the editor has no fields for is not taken for what it has fields for', () => {
  expect(
    [{ did: true }, { did: true, count: { op: 'gte', value: 3 }, range: { firstDays: 1 } }].map(kindOf),
  ).toEqual(['did', 'did']);
  const others = [
    funnel,
    { or: [funnel] },
    { did: true, filters: { field: 'path', op: 'isSet' } },
    { did: true, count: { op: 'lte', value: 3 } },
    { did: true, sum: { property: 'revenue', op: 'gte', value: 1 } },
    { did: true, range: { startDate: '2026-11-01' } },
    { field: 'segment', op: 'in', value: ['a', 'b'] },
    { field: 'first.country', op: 'in', value: ['KR', 'JP'] },
  ];
  expect(others.map(kindOf)).toEqual(others.map(() => 'other'));
});

test('what a change leaves undefined is gone', () => {
  const { did } = newConditions;
  const counted = changed(did, { event: 'purchase', count: { op: 'gte', value: 2 } });
  expect(changed(counted, { event: undefined, count: undefined })).toEqual(did);
});
