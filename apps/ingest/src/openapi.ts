import { maxBatchMessages, messagePayloads } from '@gatrix/analytics-protocol/track';
import { z } from 'zod';

type Json = Record<string, unknown>;

const json = (schema: Json) => ({ 'application/json': { schema } });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const text = { type: 'string' };
const errorSchema: Json = {
  type: 'object',
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      properties: {
        code: text,
        message: text,
        details: { type: 'array', items: { type: 'object', properties: { field: text, message: text } } },
      },
    },
  },
};

const acceptedSchema: Json = {
  type: 'object',
  properties: { success: { const: true }, id: text, deviceId: text, sessionId: text },
};

const batchAcceptedSchema: Json = {
  type: 'object',
  properties: {
    success: { const: true },
    accepted: { type: 'integer' },
    bots: { type: 'integer' },
    rejected: {
      type: 'array',
      items: { type: 'object', properties: { index: { type: 'integer' }, code: text, message: text } },
    },
  },
};

const problems = {
  400: 'Not JSON, or a field is wrong; details name it. Of a batch: no message was accepted',
  401: 'No client, an unknown one, or a wrong secret',
  403: 'The origin, the type of the client, the address or the profile may not write',
  413: 'The body is larger than 1 MiB after decompression, or the batch has too many messages',
  415: 'A content type that is not JSON or text, or an unknown content encoding',
  422: 'Understood and refused: session replay',
  429: 'Over the limit; Retry-After says for how long',
  503: 'Cannot be stored durably now, nothing was accepted; Retry-After says when to try again',
};

/** The OpenAPI 3.1 document of `/track` and its kin, from the schemas that validate messages. */
export function ingestOpenApi(version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatrix Analytics: ingest',
      version,
      description:
        'What is answered with 200 is durable. A message with an `id` is stored once, however often it is sent.',
    },
    security: [{ clientId: [], clientSecret: [] }, { clientId: [] }],
    paths: {
      '/track': { post: operation('track', 'Stores one message, or a batch', ref('Body'), trackAnswers) },
      '/identify': { post: bare('identify', 'Sets traits of a profile') },
      '/increment': { post: bare('increment', 'Adds to a number of a profile') },
      '/decrement': { post: bare('decrement', 'Takes from a number of a profile') },
      '/track/device-id': {
        get: {
          operationId: 'deviceId',
          summary: 'The ids of device and session that a message sent now would get',
          responses: { 200: { description: 'The ids', content: json(acceptedSchema) } },
        },
      },
    },
    components: {
      securitySchemes: {
        clientId: { type: 'apiKey', in: 'header', name: 'openpanel-client-id' },
        clientSecret: { type: 'apiKey', in: 'header', name: 'openpanel-client-secret' },
      },
      schemas: { Body: bodySchema, Error: errorSchema, ...messageSchemas() },
    },
  };
}

const trackAnswers: Json = {
  200: {
    description: 'Stored; of a batch at least one message',
    content: json({ oneOf: [acceptedSchema, batchAcceptedSchema] }),
  },
  202: {
    description: "A robot's message, which is kept apart",
    content: json({
      type: 'object',
      properties: { success: { const: true }, bot: { type: 'object', properties: { name: text } } },
    }),
  },
};

function operation(operationId: string, summary: string, body: Json, answers: Json): Json {
  const failed = Object.entries(problems).map(([status, description]) => [
    status,
    { description, content: json(ref('Error')) },
  ]);
  return {
    operationId,
    summary,
    requestBody: { required: true, content: { ...json(body), 'text/plain': { schema: body } } },
    responses: { ...answers, ...Object.fromEntries(failed) },
  };
}

function bare(type: 'identify' | 'increment' | 'decrement', summary: string): Json {
  return operation(type, summary, ref(payloadName(type)), {
    200: { description: 'Stored', content: json(acceptedSchema) },
  });
}

const payloadName = (type: string) => `${type}_payload`;

const bodySchema: Json = {
  oneOf: [
    ref('Message'),
    { type: 'array', items: ref('Message'), minItems: 1, maxItems: maxBatchMessages },
    {
      type: 'object',
      required: ['batch'],
      properties: {
        clientId: text,
        clientSecret: text,
        sentAt: { type: 'string', format: 'date-time' },
        sdk: { type: 'string', description: 'name@version' },
        batch: { type: 'array', items: ref('Message'), minItems: 1, maxItems: maxBatchMessages },
      },
    },
  ],
};

function messageSchemas(): Json {
  const types = Object.entries(messagePayloads);
  const payloads = types.map(([type, payload]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(payload, { io: 'input', unrepresentable: 'any' });
    return [payloadName(type), schema];
  });
  const message = types.map(([type]) => ({
    type: 'object',
    required: ['type', 'payload'],
    properties: { type: { const: type }, payload: ref(payloadName(type)) },
  }));
  return { Message: { oneOf: message }, ...Object.fromEntries(payloads) };
}
