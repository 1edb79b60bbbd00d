import { afterEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from '../src/addresses.ts';
import { createPost } from '../src/index.ts';
import { type Reply, startReceiver } from './receiver.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function receiver(reply?: () => Reply, host?: string) {
  const started = await startReceiver(reply, host);
  closers.push(started.close);
  return started;
}

test.each([
  ['93.184.216.34', true],
  ['2606:2800:220:1::1', true],
  ['127.0.0.1', false],
  ['127.8.9.10', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['nonsense', false],
])('%s is of the public internet: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

describe('an address of this machine is refused, and hears nothing', () => {
  test.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0.0.0.0'])(
    '%s',
    async (host) => {
      const { port, received } = await receiver();
      await expect(createPost()(`http://${host}:${port}/`, {}, '{}')).rejects.toThrow(
        /is not an address of the public internet/,
      );
      expect(received).toEqual([]);
    },
  );

  test('[::1]', async () => {
    const { url, received } = await receiver(undefined, '::1');
    await expect(createPost()(url, {}, '{}')).rejects.toThrow(/public internet/);
    expect(received).toEqual([]);
  });

  test('unless it is allowed', async () => {
    const { port, received } = await receiver();
    const post = createPost({ mayReach: () => true });
    expect(await post(`http://localhost:${port}/x?y`, { a: 'b' }, '{}')).toMatchObject({
      status: 200,
      text: 'thanks',
    });
    expect(received).toMatchObject([{ path: '/x?y', headers: { a: 'b' }, body: '{}' }]);
  });
});

describe('redirects', () => {
  // All of 127.0.0.0/8 is this machine: one of its addresses stands for the public one.
  const post = createPost({ mayReach: (address) => address === '127.0.0.1' });

  test('to an address that is not allowed are refused', async () => {
    const inside = await receiver(undefined, '127.0.0.2');
    const outside = await receiver(() => ({ status: 307, headers: { location: `${inside.url}/secret` } }));
    await expect(post(outside.url, {}, '{}')).rejects.toThrow(/127.0.0.2 is not an address/);
    expect([outside.received.length, inside.received]).toEqual([1, []]);
  });

  test('to a name of such an address, and to other schemes, too', async () => {
    const onlyLoopback = createPost({ mayReach: (address) => address === '127.0.0.3' });
    const named = await receiver(undefined, '127.0.0.1');
    const to = await receiver(
      () => ({ status: 302, headers: { location: `http://localhost:${named.port}/` } }),
      '127.0.0.3',
    );
    await expect(onlyLoopback(to.url, {}, '{}')).rejects.toThrow(/localhost \((127.0.0.1|::1)\) is not/);
    const file = await receiver(() => ({ status: 307, headers: { location: 'file:///etc/hostname' } }));
    await expect(post(file.url, {}, '{}')).rejects.toThrow(/file: is not http/);
    expect(named.received).toEqual([]);
  });

  test('are followed with the message, and without the token where they lead elsewhere', async () => {
    const end = await receiver();
    const start = await receiver(() => ({ status: 308, headers: { location: `${end.url}/there` } }));
    const headers = { authorization: 'Bearer token', 'idempotency-key': 'k' };
    expect((await post(start.url, headers, '{"a":1}')).status).toBe(200);
    expect(end.received[0]).toMatchObject({ path: '/there', body: '{"a":1}' });
    expect(end.received[0]?.headers).toMatchObject({ 'idempotency-key': 'k' });
    expect(end.received[0]?.headers.authorization).toBeUndefined();
  });

  test('in a circle end', async () => {
    const circle = await receiver(() => ({ status: 307, headers: { location: '/again' } }));
    await expect(post(circle.url, {}, '{}')).rejects.toThrow('more than 3 redirects');
    expect(circle.received).toHaveLength(4);
  });
});

test('of a long answer the beginning is read', async () => {
  const { url } = await receiver(() => ({ text: 'x'.repeat(5_000_000) }));
  const { text } = await createPost({ mayReach: () => true })(url, {}, '');
  expect(text).toHaveLength(2_000);
});
