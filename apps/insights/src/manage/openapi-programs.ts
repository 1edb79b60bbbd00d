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
};

export const programSecurity: Readonly<Record<string, Json>> = {
  gaugesToken: { type: 'http', scheme: 'bearer', description: 'A token of the kind gauges' },
};
