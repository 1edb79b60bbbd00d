import { messageTypes } from '@gatrix/analytics-protocol/track';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface PayloadSchema {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

const samples: Readonly<Record<string, unknown>> = {
  name: 'x',
  profileId: 'ann',
  alias: 'old-ann',
  property: 'wins',
  id: 'guild',
  type: 'guild',
  groupIds: ['guild'],
};

test('the document names each type of message, and exactly the fields without which it is refused', async () => {
  const { status, body } = await server.send('/track/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  const { schemas } = body.components as { schemas: Record<string, PayloadSchema> };
  for (const type of messageTypes) {
    const schema = schemas[`${type}_payload`];
    expect(schema, type).toBeDefined();
    const required = schema?.required ?? [];
    const payload = Object.fromEntries(required.map((field) => [field, samples[field]]));
    expect((await server.server('/track', { type, payload })).status, type).toBe(200);
    for (const missing of required) {
      const { [missing]: _, ...rest } = payload;
      const answer = await server.server('/track', { type, payload: rest });
      expect([answer.status, answer.body.error?.details[0]?.field], type).toEqual([
        400,
        `payload.${missing}`,
      ]);
    }
  }
});

test('the document says which paths take what, and names every reason to refuse', async () => {
  const { body } = await server.send('/track/openapi.json');
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/track', '/identify', '/increment', '/decrement', '/track/device-id']),
  );
  expect(Object.keys(body.paths['/track'].post.responses)).toEqual([
    '200',
    '202',
    '400',
    '401',
    '403',
    '413',
    '415',
    '422',
    '429',
    '503',
  ]);
  expect(body.components.schemas.track_payload.properties).toHaveProperty('timestamp');
});
