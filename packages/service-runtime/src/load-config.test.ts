import { expect, test } from 'vitest';
import { z } from 'zod';
import { envBoolean, envInteger, envList, envPort, envUrl } from './env-values.ts';
import { ConfigError, loadConfig } from './load-config.ts';

const schema = z.object({
  PORT: envPort(3002),
  JWT_SECRET: z.string().min(8, 'must have 8 characters or more'),
  TARGET_URL: envUrl('http', 'https'),
  AUTO_MIGRATE: envBoolean(false),
  BATCH_SIZE: envInteger({ fallback: 10_000, min: 1, max: 100_000 }),
  TRUSTED_PROXIES: envList(['127.0.0.1']),
});

function problemsOf(env: Record<string, string>): ConfigError {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

test('values come out typed, and unset ones get their defaults', () => {
  const env = {
    JWT_SECRET: 'long enough',
    TARGET_URL: 'http://a',
    AUTO_MIGRATE: '1',
    TRUSTED_PROXIES: 'a, b,,',
  };
  expect(loadConfig(schema, env)).toEqual({
    PORT: 3002,
    JWT_SECRET: 'long enough',
    TARGET_URL: 'http://a',
    AUTO_MIGRATE: true,
    BATCH_SIZE: 10_000,
    TRUSTED_PROXIES: ['a', 'b'],
  });
});

test('an empty variable counts as unset', () => {
  const set = { JWT_SECRET: 'long enough', TARGET_URL: 'http://a', PORT: '', AUTO_MIGRATE: '' };
  expect(loadConfig(schema, set)).toMatchObject({ PORT: 3002, AUTO_MIGRATE: false });
  expect(problemsOf({ ...set, JWT_SECRET: '' }).problems).toEqual([
    { variable: 'JWT_SECRET', problem: 'is required, and is not set' },
  ]);
});

test('every problem is reported at once, with the variable and the reason', () => {
  const error = problemsOf({ PORT: '99999', AUTO_MIGRATE: 'yes', BATCH_SIZE: '1e3', TARGET_URL: 'ftp://x' });
  expect(error.message.split('\n')).toEqual([
    'The configuration has 5 problems:',
    '  PORT: must be a whole number, at least 0 and at most 65535 (it is "99999")',
    '  JWT_SECRET: is required, and is not set',
    '  TARGET_URL: must be a URL that begins with http:// or https://',
    '  AUTO_MIGRATE: must be true, false, 1 or 0 (it is "yes")',
    '  BATCH_SIZE: must be a whole number, at least 1 and at most 100000 (it is "1e3")',
  ]);
});

test('the value of a secret is never shown', () => {
  const error = problemsOf({ JWT_SECRET: 'hunter2', TARGET_URL: 'mysql://user:hunter2@host/db' });
  expect(error.problems).toHaveLength(2);
  expect(`${error.message}${error.stack}`).not.toContain('hunter2');
});

test('a rule over several variables is reported without a variable', () => {
  const both = z
    .object({ A: z.string().optional(), B: z.string().optional() })
    .refine(({ A, B }) => (A === undefined) === (B === undefined), 'A and B must be set together');
  expect(() => loadConfig(both, { A: 'x' })).toThrow(
    /^The configuration has 1 problem:\n {2}A and B must be/,
  );
});
