import { z } from 'zod';
import type { AnyProcedure, Described, StreamRoute } from './procedures.ts';
import { exportRoute } from './routes/export.ts';
import { liveStreamRoute } from './routes/live-stream.ts';

type Json = Record<string, unknown>;

const streams: readonly StreamRoute[] = [exportRoute, liveStreamRoute];

/** The OpenAPI 3.1 document of the procedures and streams, from the same schemas that validate them. */
export function openApiOf(procedures: readonly AnyProcedure[], version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatrix Analytics: insights',
      version,
      description:
        'Reports over a project. Days include their end, instants do not. Every answer has the form {success, data, meta}, every error {success, error: {code, message, details}}.',
    },
    security: [{ clientId: [], clientSecret: [] }, { bearer: [] }],
    paths: Object.fromEntries([
      ...procedures.map((procedure) => [
        pathOf(procedure),
        operations(procedure, json(answerSchema(procedure))),
      ]),
      ...streams.map((stream) => [pathOf(stream), operations(stream, stream.content)]),
    ]),
    components: {
      securitySchemes: {
        clientId: { type: 'apiKey', in: 'header', name: 'openpanel-client-id' },
        clientSecret: { type: 'apiKey', in: 'header', name: 'openpanel-client-secret' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: { Meta: metaSchema, Error: errorSchema },
    },
  };
}

function pathOf({ path }: Described): string {
  return `/insights/{projectId}${path.replace(/:(\w+)/g, '{$1}')}`;
}

function operations(procedure: Described, answer: Json): Json {
  const projectId = { name: 'projectId', in: 'path', required: true, schema: { type: 'string' } };
  return Object.fromEntries(
    procedure.methods.map((method) => [
      method.toLowerCase(),
      {
        operationId:
          procedure.methods.length > 1 ? `${procedure.name}_${method.toLowerCase()}` : procedure.name,
        summary: procedure.summary,
        parameters: [
          projectId,
          ...parametersIn(procedure, 'path'),
          ...(method === 'GET' ? parametersIn(procedure, 'query') : []),
        ],
        ...(method === 'POST'
          ? { requestBody: { required: true, content: json(schemaOf(procedure.parameters, 'input')) } }
          : {}),
        responses: {
          200: { description: 'The answer', content: answer },
          ...Object.fromEntries(
            Object.entries(problems).map(([status, description]) => [
              status,
              { description, content: json({ $ref: '#/components/schemas/Error' }) },
            ]),
          ),
        },
      },
    ]),
  );
}

const problems = {
  400: 'A parameter is wrong; details name it',
  401: 'No valid credentials',
  403: "Another project's data",
  422: 'The query needs more than its limits',
};

interface ParameterSchema {
  readonly name: string;
  readonly schema: Json;
  readonly required: boolean;
}

/** The parameters of a procedure with their JSON schemas. */
export function parametersOf(procedure: Pick<AnyProcedure, 'parameters'>): ParameterSchema[] {
  const { properties, required } = schemaOf(procedure.parameters, 'input');
  const names: unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isJson(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema: isJson(schema) ? schema : {},
    required: names.includes(name),
  }));
}

function parametersIn(procedure: Described, place: 'path' | 'query'): Json[] {
  const inPath = [...procedure.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  return parametersOf(procedure)
    .filter(({ name }) => inPath.includes(name) === (place === 'path'))
    .map(({ name, schema, required }) => ({ name, in: place, required, schema }));
}

function answerSchema(procedure: AnyProcedure): Json {
  return {
    type: 'object',
    required: ['success', 'data', 'meta'],
    properties: {
      success: { const: true },
      data: schemaOf(procedure.data, 'output'),
      meta: { $ref: '#/components/schemas/Meta' },
    },
  };
}

/** A JSON schema of what is sent, or of what is answered. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return { ...rest };
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const metaSchema = {
  type: 'object',
  required: ['timezone', 'tookMs', 'rowsRead'],
  properties: {
    start: { type: 'string', description: 'Local instant with offset' },
    end: { type: 'string', description: 'Local instant with offset, excluded' },
    timezone: { type: 'string' },
    tookMs: { type: 'integer' },
    rowsRead: { type: 'integer' },
    nextCursor: { type: 'string', description: 'Where there are more rows: the cursor that gets them' },
    segmentsEvaluatedAt: {
      type: 'string',
      description: 'Where a filter or breakdown names segments: when it was found out who is in them',
    },
    money: {
      type: 'object',
      description:
        'Where there are amounts: their currency, and what is in none of them, since it had no rate',
      required: ['currency', 'unconverted'],
      properties: {
        currency: { type: 'string', description: 'ISO 4217' },
        unconverted: {
          type: 'array',
          items: {
            type: 'object',
            required: ['currency', 'amount', 'events'],
            properties: {
              currency: { type: 'string' },
              amount: { type: 'number' },
              events: { type: 'integer' },
            },
          },
        },
      },
    },
    approximate: { type: 'boolean' },
  },
};

const errorSchema = {
  type: 'object',
  required: ['success', 'error'],
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message', 'details'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        details: {
          type: 'array',
          items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
        },
      },
    },
  },
};
