import type { FastifyInstance } from 'fastify';
import { credentialsOf, queryOf } from '../access/credentials.ts';
import type { RouteDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { expositionOf } from '../gauges/exposition.ts';
import { createGaugeReader } from '../gauges/read-gauges.ts';
import type { ManageDeps } from '../manage/deps.ts';

/** `GET /prometheus/:projectId`: the project's gauges, for whoever has a token of the kind `gauges`. */
export function registerPrometheus(
  app: FastifyInstance,
  { reports }: Pick<RouteDeps, 'reports'>,
  { metadata }: Pick<ManageDeps, 'metadata'>,
): void {
  const reader = createGaugeReader({ metadata, reports, now: Date.now });
  app.get<{ Params: { projectId: string } }>('/prometheus/:projectId', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const { projectId } = request.params;
    const { token: inQuery } = queryOf(request);
    const secret = credentialsOf(request).token ?? (typeof inQuery === 'string' ? inQuery : undefined);
    const token = secret === undefined ? undefined : await metadata.tokens.open('gauges', secret);
    const project = token?.projectId === projectId ? await metadata.projects.get(projectId) : undefined;
    if (!project) {
      // The same for a wrong token, a revoked one, and a project that is not there.
      void reply.header('www-authenticate', 'Bearer');
      throw new InsightsError('unauthorized', 'send Authorization: Bearer with a token for gauges');
    }
    const readings = await reader.read(project, await metadata.gauges.list(projectId));
    const { contentType, text } = await expositionOf(projectId, readings);
    return reply.type(contentType).send(text);
  });
}
