import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorForm, lastOf, startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

describe('batches', () => {
  const event = (name: string) => ({ type: 'track', payload: { name } });
  const good = event('x');

  test('messages stand in the order they were sent, in a batch and from batch to batch', async () => {
    const batch = (round: number) => Array.from({ length: 5 }, (_, i) => event(`${round}.${i}`));
    for (let round = 0; round < 8; round += 1) await server.server('/track', batch(round));
    const inOrder = server.received
      .map(({ context, message }) => ({ place: context.receivedAt * 2 ** 12 + message.sequence, message }))
      .sort((a, b) => a.place - b.place)
      .map(({ message }) => (message.message.type === 'track' ? message.message.payload.name : ''));
    const sent = Array.from({ length: 8 }, (_, round) => [0, 1, 2, 3, 4].map((i) => `${round}.${i}`));
    expect(inOrder).toEqual(sent.flat());
  });

  test('an array, and the form with batch, sentAt and sdk', async () => {
    expect((await server.server('/track', [good, good])).body).toEqual({
      success: true,
      accepted: 2,
      bots: 0,
      rejected: [],
    });
    const batch = [event('a'), event('b'), event('c')];
    const { body } = await server.server('/track', {
      sentAt: new Date().toISOString(),
      sdk: 'web@2.0.0',
      batch,
    });
    expect(body).toEqual({ success: true, accepted: 3, bots: 0, rejected: [] });
    expect(lastOf(server, 'track').context.sdk).toBe('web@2.0.0');
    expect(
      server.received.map(({ message: { message: m } }) => m.type === 'track' && m.payload.name),
    ).toEqual(['x', 'x', 'a', 'b', 'c']);
  });

  test('one bad message never costs its neighbours', async () => {
    const batch = [good, 5, { type: 'replay' }, event(''), good, null];
    const { status, body } = await server.server('/track', batch);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      accepted: 2,
      bots: 0,
      rejected: [
        { index: 1, code: 'invalid_message', message: expect.any(String) },
        { index: 2, code: 'unsupported_type', message: expect.any(String) },
        { index: 3, code: 'invalid_message', message: expect.stringContaining('payload.name') },
        { index: 5, code: 'invalid_message', message: expect.any(String) },
      ],
    });
    expect(server.received).toHaveLength(2);
  });

  test('none accepted is 400, with the list and in the error form', async () => {
    const { status, body } = await server.server('/track', [event(''), { type: 'replay' }]);
    expect(status).toBe(400);
    expect(body).toMatchObject({ ...errorForm('invalid_message'), accepted: 0 });
    expect(body.rejected.map(({ index }: { index: number }) => index)).toEqual([0, 1]);
    expect(server.received).toEqual([]);
  });

  test('1,000 messages are accepted, 1,001 are not', async () => {
    const batch = Array.from({ length: 1_000 }, () => good);
    expect((await server.server('/track', batch)).body.accepted).toBe(1_000);
    expect(server.received).toHaveLength(1_000);
    const tooMany = await server.server('/track', { batch: [...batch, good] });
    expect(tooMany.status).toBe(413);
    expect(tooMany.body).toEqual(errorForm('batch_too_large'));
    expect(server.received).toHaveLength(1_000);
  });

  test.each([
    [[]],
    [{ batch: [] }],
    [{ batch: 'x' }],
    [{ batch: null }],
    [5],
    ['"text"'],
    ['null'],
    ['true'],
  ])('not a batch: %j', async (body) => {
    const answer = await server.server('/track', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(errorForm('invalid_body'));
  });

  test('a sentAt that is no date is refused, and named', async () => {
    const { status, body } = await server.server('/track', { sentAt: 'now', batch: [good] });
    expect(status).toBe(400);
    expect(body.error.details).toEqual([{ field: 'sentAt', message: 'is not a date' }]);
  });

  test('refused messages are counted by reason for the project', async () => {
    server.counters.length = 0;
    await server.server('/track', [event(''), event(''), { type: 'replay' }, good]);
    expect(server.counters).toEqual([
      expect.objectContaining({ kind: 'rejected', reason: 'invalid_message', count: 2 }),
      expect.objectContaining({ kind: 'rejected', reason: 'unsupported_type', count: 1 }),
    ]);
  });
});

describe('robots', () => {
  const bot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const body = { type: 'track', payload: { name: 'screen_view' } };

  test('a bot is answered 202 with its name, and its event goes on marked', async () => {
    const answer = await server.page('/track', body, { 'user-agent': bot });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ success: true, bot: { name: expect.stringMatching(/google/i) } });
    expect(lastOf(server, 'track').message).toMatchObject({
      botName: answer.body.bot.name,
      deviceId: '',
      sessionId: '',
    });
  });

  test('a batch counts bots apart', async () => {
    const asBot = { 'user-agent': bot };
    const answer = await server.page('/track', [body, body, { type: 'replay' }], asBot);
    expect([answer.status, answer.body]).toEqual([
      200,
      { success: true, accepted: 0, bots: 2, rejected: [expect.objectContaining({ index: 2 })] },
    ]);
    const passedOn = { type: 'track', payload: { name: 'x', properties: { __userAgent: bot } } };
    const mixed = await server.server('/track', [body, passedOn]);
    expect(mixed.body).toEqual({ success: true, accepted: 1, bots: 1, rejected: [] });
  });

  test.each([
    'studio-backend/1.4',
    'MyGame/1.0',
    'MyGameServer',
    'Elixir/1.16',
    'MyGame/UE5-CL-0 (http-eventloop) IOS/17.1',
    'game-server (Linux)',
    'crawler-of-our-own/2.0',
    bot,
  ])('a sender with a secret is no robot by its own user agent: %s', async (userAgent) => {
    const own = { 'user-agent': userAgent };
    expect((await server.server('/track', body, own)).status).toBe(200);
    expect(lastOf(server, 'track').message.botName).toBe('');
    expect((await server.server('/track', [body, body], own)).body).toMatchObject({ accepted: 2, bots: 0 });
  });

  test.each([
    ['identify', { profileId: 'p', firstName: 'Ada' }],
    ['alias', { profileId: 'p', alias: 'q' }],
    ['increment', { profileId: 'p', property: 'coins' }],
    ['group', { id: 'g', type: 'guild', name: 'Red' }],
    ['assign_group', { groupIds: ['g'], profileId: 'p' }],
  ] as const)("%s is never dropped as a robot's", async (type, payload) => {
    for (const send of [server.page, server.server]) {
      server.received.length = 0;
      const answer = await send('/track', { type, payload }, { 'user-agent': bot });
      expect(answer.body).toMatchObject({ success: true, id: expect.any(String) });
      expect(lastOf(server, type).message).toMatchObject({ botName: '' });
    }
  });

  test('curl is no bot, unless a verified sender passes it on', async () => {
    expect((await server.page('/track', body, { 'user-agent': 'curl/8.5.0' })).status).toBe(200);
    const passedOn = { type: 'track', payload: { name: 'x', properties: { __userAgent: 'curl/8.5.0' } } };
    expect((await server.server('/track', passedOn)).status).toBe(202);
    expect((await server.page('/track', passedOn)).status).toBe(200);
  });
});

describe('traffic from data centres', () => {
  const event = { type: 'track', payload: { name: 'x' } };
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('is a robot where the project says so, and a person everywhere else', async () => {
    const dataCenterOf = (address: string) => (address === '3.5.1.1' ? 'Amazon' : '');
    for (const filterDatacenters of [true, false]) {
      const own = await startTestServer({
        deps: { dataCenterOf },
        project: { settings: { filterDatacenters } },
      });
      try {
        const inside = await own.page('/track', event, from('3.5.1.1'));
        expect([inside.status, inside.body.bot?.name]).toEqual(
          filterDatacenters ? [202, 'Data centre: Amazon'] : [200, undefined],
        );
        expect((await own.page('/track', event, from('211.1.1.1'))).status).toBe(200);
        // A backend is in a data centre, and speaks for its visitors.
        expect((await own.server('/track', event, from('3.5.1.1'))).status).toBe(200);
        expect(own.received.map(({ message }) => message.botName)).toEqual([
          filterDatacenters ? 'Data centre: Amazon' : '',
          '',
          '',
        ]);
      } finally {
        await own.close();
      }
    }
  });
});
