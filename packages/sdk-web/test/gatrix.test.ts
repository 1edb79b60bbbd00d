import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectGatrix, type GatrixClient } from '../src/gatrix.ts';
import { type Analytics, createAnalytics } from '../src/index.ts';

/** Gatrix' own client as far as it is used: events by name, and a `track` of the class that does nothing yet. */
class Client extends EventEmitter implements GatrixClient {
  readonly unheard: string[] = [];
  track(eventName: string): void {
    this.unheard.push(eventName);
  }
}

interface Sent {
  readonly id: string;
  readonly name: string;
  readonly properties: Record<string, unknown>;
}

let analytics: Analytics;
let client: Client;
let sent: Sent[];
beforeEach(() => {
  sent = [];
  client = new Client();
  analytics = createAnalytics({
    clientId: 'gatrix',
    apiUrl: 'http://127.0.0.1:9',
    transport: async (_, { body }) => {
      sent.push(...JSON.parse(`${body}`).batch.map(({ payload }: { payload: Sent }) => payload));
      return new Response('{"success":true}');
    },
  });
});
afterEach(() => analytics.destroy());

const impression = {
  eventType: 'getVariant',
  eventId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  featureName: 'new-shop',
  enabled: true,
  variantName: 'blue',
  reason: 'strategy_match',
};

it('an impression is an exposure under its own id; without a variant it says whether the flag was on', async () => {
  connectGatrix(client, analytics);
  client.emit('flags.impression', { ...impression, context: { userId: 'u-1' }, impressionData: true });
  const other = '3f2504e0-4f89-41d3-9a0c-0305e82c3302';
  client.emit('flags.impression', { ...impression, eventId: other, variantName: undefined, enabled: false });
  await analytics.flush();
  expect(sent).toMatchObject([
    {
      id: impression.eventId,
      name: '$flag_exposure',
      properties: {
        ...{ flag: 'new-shop', variant: 'blue', enabled: true, reason: 'strategy_match' },
        read_by: 'getVariant',
      },
    },
    { id: other, properties: { flag: 'new-shop', variant: 'disabled', enabled: false } },
  ]);
});

it('an id that is no UUID is a property, and the event has one of its own', async () => {
  connectGatrix(client, analytics);
  client.emit('flags.impression', { ...impression, eventId: 'evt-17' });
  await analytics.flush();
  expect(sent[0]?.properties.event_id).toBe('evt-17');
  expect(sent[0]?.id).toMatch(/^[\da-f]{8}-/);
});

it("the client's track records here, until it is undone; then all is as it was", async () => {
  const stop = connectGatrix(client, analytics);
  client.track('level_up');
  const { track } = client as GatrixClient;
  track('item_bought', { item: 'sword' });
  stop();
  client.track('after');
  client.emit('flags.impression', impression);
  await analytics.flush();
  expect(sent.map(({ name, properties }) => [name, properties])).toEqual([
    ['level_up', {}],
    ['item_bought', { item: 'sword' }],
  ]);
  expect(client.unheard).toEqual(['after']);
  expect(Object.hasOwn(client, 'track')).toBe(false);
});

it('with `once` a flag that is read in every frame is recorded once for each variant', async () => {
  connectGatrix(client, analytics, { once: true });
  for (const variantName of ['blue', 'blue', 'red', 'blue'])
    client.emit('flags.impression', { ...impression, eventId: crypto.randomUUID(), variantName });
  await analytics.flush();
  expect(sent.map(({ properties }) => properties.variant)).toEqual(['blue', 'red']);
});
