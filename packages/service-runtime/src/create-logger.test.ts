import { expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';

function captured(level = 'info') {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level,
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, output: () => lines.join(''), entries: () => lines.map((line) => JSON.parse(line)) };
}

test('a line is JSON with its level, time and name', () => {
  const { logger, entries } = captured();
  logger.info({ rows: 3, ip_count: 2 }, 'written');
  logger.debug('too fine');
  expect(entries()).toEqual([
    expect.objectContaining({ level: 'info', name: 'test', msg: 'written', rows: 3, ip_count: 2 }),
  ]);
  expect(entries()[0].time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

test('secrets are removed at any depth, in any spelling, in arrays and bound fields', () => {
  const { logger, output, entries } = captured();
  const child = logger.child({ clientSecret: 'hunter2' });
  child.info(
    {
      body: { messages: [{ client_secret: 'hunter2', name: 'kept' }] },
      headers: {
        'OpenPanel-Client-Secret': 'hunter2',
        authorization: 'Bearer hunter2hunter2',
        cookie: 'sid=hunter2',
        'set-cookie': ['a=hunter2', 'b=[hunter2]"x'],
      },
      password: 'with \\ and " hunter2',
    },
    'request',
  );
  expect(output()).not.toContain('hunter2');
  expect(entries()[0]).toMatchObject({
    clientSecret: '[redacted]',
    body: { messages: [{ name: 'kept' }] },
    msg: 'request',
  });
});

test('secrets inside strings are removed: URLs, query strings, quoted JSON, tokens in messages', () => {
  const { logger, output, entries } = captured();
  logger.info({ url: '/track?clientId=abc&clientSecret=hunter2&x=1' }, 'GET');
  logger.error(new Error('cannot connect to mysql://root:hunter2@db:3306/gatrix'));
  logger.warn(
    { body: JSON.stringify({ clientSecret: 'hunter2', a: 1 }) },
    'Authorization: Bearer hunter2hunter2',
  );
  expect(output()).not.toContain('hunter2');
  expect(entries()[0].url).toBe('/track?clientId=abc&clientSecret=[redacted]&x=1');
  expect(entries()[1].err.message).toBe('cannot connect to mysql://root:[redacted]@db:3306/gatrix');
  expect(JSON.parse(entries()[2].body)).toEqual({ clientSecret: '[redacted]', a: 1 });
});

test('client addresses are removed, and a server that cannot be reached is still named', () => {
  const { logger, output, entries } = captured();
  logger.info({
    ip: '203.0.113.7',
    req: { remoteAddress: '2001:db8::7', headers: { 'x-forwarded-for': '203.0.113.7' } },
  });
  logger.info({ facts: { address: '203.0.113.7' }, __ip: '203.0.113.7' });
  logger.info({ address: 'http://127.0.0.1:3002' }, 'listening');
  expect(output()).not.toMatch(/203\.0\.113\.7|2001:db8/);
  expect(entries()[2].address).toBe('http://127.0.0.1:3002');
});

test.each(['a', ':', '"', '\\"', 'a://b:', '"ip":['])('a megabyte of %s does not hold up the log', (part) => {
  const { logger, output } = captured();
  const begun = performance.now();
  logger.info({ text: part.repeat(1_000_000 / part.length) });
  // It takes milliseconds; anything that backtracks takes minutes.
  expect(performance.now() - begun).toBeLessThan(3_000);
  expect(output()).toContain('"level":"info"');
});
