import { funnelParameters } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { askedStep, readStep, type StepChoice, stepName, writeStep } from './funnel-steps.ts';

const plain: StepChoice = { events: ['purchase'], filters: [] };
const rich: StepChoice = {
  events: ['purchase', 'a~b & {c}'],
  filters: [
    { field: 'country', op: 'is', value: 'KR' },
    { field: 'properties.price', op: 'gt', value: '10', or: true },
  ],
};
const odd: StepChoice = { events: ['{odd}'], filters: [] };

test('steps come back from the address as they were, plain ones as their names', () => {
  expect(writeStep(plain)).toBe('purchase');
  for (const step of [plain, rich, odd]) expect(readStep(writeStep(step))).toEqual(step);
});

test('what is no step in an address is one that nothing is chosen for', () => {
  for (const text of ['', '{', '{"any":1}', '{"any":[]}', '{"any":[7]}']) {
    expect(stepName(readStep(text)), text).toBe('');
  }
});

test('the API takes a name, or any of several, with their filters', () => {
  expect(askedStep(plain)).toEqual({ name: 'purchase' });
  expect(askedStep(rich)).toEqual({
    anyOf: ['purchase', 'a~b & {c}'],
    filters: {
      and: [
        {
          or: [
            { field: 'country', op: 'is', value: 'KR' },
            { field: 'properties.price', op: 'gt', value: 10 },
          ],
        },
      ],
    },
  });
  expect(askedStep({ ...plain, events: ['purchase', '', 'purchase'] })).toEqual({ name: 'purchase' });
  const steps = [plain, rich].map(askedStep);
  expect(funnelParameters.safeParse({ steps }).success).toBe(true);
});
