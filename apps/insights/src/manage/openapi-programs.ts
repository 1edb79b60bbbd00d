import { noted, webhookBody } from '../inbox/webhook-body.ts';
import { schemaOf } from '../openapi.ts';

type Json = Record<string, unknown>;

const projectId = { name: 'projectId', in: 'path', required: true, schema: { type: 'string' } };
const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

/** What programs ask with a token that management made. */
export const programPaths: Readonly<Record<string, Json>> = {
  '/prometheus/{projectId}': {
    get: {
      operationId: 'readGauges',
      summary: "The project's gauges in Prometheus' text form; one without a value has no sample",
      security: [{ gaugesToken: [] }],
      parameters: [
        projectId,
        {
          name: 'token',
          in: 'query',
          required: false,
          schema: { type: 'string' },
          description: 'In place of the header',
        },
      ],
      responses: {
        200: { description: 'The gauges', content: { 'text/plain': { schema: { type: 'string' } } } },
        401: problem('No token for gauges of this project'),
      },
    },
  },
  '/hooks/gatrix/{token}': {
    post: {
      operationId: 'noteGatrixEvent',
      summary: "Takes what Gatrix' webhook add-on sends, and makes a note of it, once",
      security: [],
      parameters: [
        { name: 'token', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'language',
          in: 'query',
          required: false,
          schema: { enum: ['en', 'ko', 'zh'], default: 'en' },
          description: 'Of the note',
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(webhookBody, 'input') } },
      },
      responses: {
        200: {
          description: 'Whether a note was made, and why not',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['success', 'data'],
                properties: { success: { const: true }, data: schemaOf(noted, 'output') },
              },
            },
          },
        },
        400: problem('A field is wrong; details name it'),
        404: problem('No token of an inbox'),
        413: problem('More than 256 KiB'),
        429: problem('More than 300 a minute'),
      },
    },
  },
};

export const programSecurity: Readonly<Record<string, Json>> = {
  gaugesToken: { type: 'http', scheme: 'bearer', description: 'A token of the kind gauges' },
};
