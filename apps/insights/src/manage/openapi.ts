import { z } from 'zod';
import { schemaOf } from '../openapi.ts';
import { programPaths, programSecurity } from './openapi-programs.ts';
import type { ManageRoute } from './route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of management, from the same schemas that validate it. */
export function manageOpenApi(routes: readonly ManageRoute[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatrix Analytics: management',
      version,
      description:
        'Projects, clients, members, invitations, saved reports, segments, share links, boards, alerts, channels, deliveries, digests, gauges, tokens of programs, annotations, the audit log, and erasing. Every answer has the form {success, data}, every error {success, error: {code, message, details}}. A root client manages its own project, a Gatrix user those that they own or administer.',
    },
    security: [{ clientId: [], clientSecret: [] }, { bearer: [] }],
    paths: { ...paths, ...programPaths },
    components: {
      securitySchemes: {
        clientId: { type: 'apiKey', in: 'header', name: 'openpanel-client-id' },
        clientSecret: { type: 'apiKey', in: 'header', name: 'openpanel-client-secret' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        ...programSecurity,
      },
      schemas: { Error: schemaOf(error, 'output') },
    },
  };
}

function operation(route: ManageRoute): Json {
  const input = schemaOf(route.input, 'input');
  const fields = Object.entries(isJson(input.properties) ? input.properties : {});
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = fields.map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
  const hasBody = route.method !== 'GET' && (fields.length > 0 || route.text !== undefined);
  const texts = (route.text?.types ?? []).map((type) => [type, { schema: { type: 'string' } }]);
  const data = { success: { const: true }, data: schemaOf(route.data, 'output') };
  const answer = { type: 'object', required: ['success', 'data'], properties: data };
  const problem = content({ $ref: '#/components/schemas/Error' });
  return {
    operationId: route.name,
    summary: route.summary,
    parameters: [...inPath, ...(route.method === 'GET' ? inQuery : [])],
    ...(hasBody && {
      requestBody: { required: true, content: { ...content(input), ...Object.fromEntries(texts) } },
    }),
    responses: {
      [route.status]: { description: 'The answer', content: content(answer) },
      ...Object.fromEntries(
        Object.entries(problems).map(([status, description]) => [status, { description, content: problem }]),
      ),
    },
  };
}

const problems = {
  400: 'A field is wrong; details name it',
  401: 'No valid credentials',
  403: "Not yours to manage, or another's project, whether it exists or not",
  404: 'The project has no such thing',
  409: 'Something uses it; details name what',
};

const error = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ field: z.string(), message: z.string() })),
  }),
});

function content(schema: Json): Json {
  return { 'application/json': { schema } };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
