import { z } from 'zod';
import type { AnyProcedure } from './procedures.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the procedures, from the same schemas that validate them. */
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
    paths: Object.fromEntries(
      procedures.map((procedure) => [
        `/insights/{projectId}${procedure.path.replace(/:(\w+)/g, '{$1}')}`,
        operations(procedure),
      ]),
    ),
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

function operations(procedure: AnyProcedure): Json {
  const projectId = { name: 'projectId', in: 'path', required: true, schema: { type: 'string' } };
  return Object.fromEntries(
    procedure.methods.map((method) => [
      method.toLowerCase(),
      {
        operationId:
          procedure.methods.length > 1 ? `${procedure.name}_${method.toLowerCase()}` : procedure.name,
        summary: procedure.summary,
        parameters: method === 'GET' ? [projectId, ...queryParameters(procedure)] : [projectId],
        ...(method === 'POST'
          ? { requestBody: { required: true, content: json(schemaOf(procedure.parameters, 'input')) } }
          : {}),
        responses: {
          200: { description: 'The answer', content: json(answerSchema(procedure)) },
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
export function parametersOf(procedure: AnyProcedure): ParameterSchema[] {
  const { properties, required } = schemaOf(procedure.parameters, 'input');
  const names: unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isJson(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema: isJson(schema) ? schema : {},
    required: names.includes(name),
  }));
}

function queryParameters(procedure: AnyProcedure): Json[] {
  return parametersOf(procedure).map(({ name, schema, required }) => ({
    name,
    in: 'query',
    required,
    schema,
  }));
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

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return { ...rest };
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function isJson(value: unknown): value is Json {
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
