import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainErrors } from './plain-error.ts';

const schemas = {
  text: z.string().min(1).max(3),
  password: z.string().min(8),
  limit: z.number().int().min(1).max(10),
  share: z.number().gt(0).lt(1),
  tags: z.array(z.string()).min(1).max(2),
  period: z.enum(['day', 'week']),
  kind: z.literal('mail'),
  mail: z.email(),
  isOn: z.boolean(),
  either: z.union([z.string(), z.number()]),
};

test.each([
  ['text', undefined, 'is required'],
  ['text', 5, 'must be a string'],
  ['text', '', 'must not be empty'],
  ['text', 'abcd', 'must have at most 3 characters'],
  ['password', 'short', 'must have at least 8 characters'],
  ['limit', 0, 'must be at least 1'],
  ['limit', 11, 'must be at most 10'],
  ['limit', 1.5, 'must be a whole number'],
  ['limit', '1', 'must be a number'],
  ['share', 0, 'must be greater than 0'],
  ['share', 1, 'must be less than 1'],
  ['tags', [], 'must not be empty'],
  ['tags', ['a', 'b', 'c'], 'must have at most 2 entries'],
  ['period', 'year', 'must be one of day, week'],
  ['period', undefined, 'is required'],
  ['kind', 'chat', 'must be mail'],
  ['mail', 'x', 'must be an email address'],
  ['isOn', 'yes', 'must be true or false'],
  ['either', true, 'has none of the forms that it may have'],
] as const)('%s %j %s', (name, value, message) => {
  const result = schemas[name].safeParse(value, plainErrors);
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
});

test('what a schema says of its own stays', () => {
  const schema = z.string('must be a name').min(2, 'is too short a name');
  expect(schema.safeParse(1, plainErrors).error?.issues[0]?.message).toBe('must be a name');
  expect(schema.safeParse('a', plainErrors).error?.issues[0]?.message).toBe('is too short a name');
});
