import { exportParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '@gatrix/analytics-reports';
import type { FastifyInstance } from 'fastify';
import { authorize } from '../access/authorize.ts';
import { credentialsOf, queryOf, withoutCredentials } from '../access/credentials.ts';
import type { RouteDeps } from '../deps.ts';
import type { StreamRoute } from '../procedures.ts';
import { sendFile, untilGone } from './reports.ts';

export const exportRoute = {
  name: 'export',
  path: '/export',
  methods: ['GET'],
  summary: 'The events of the range as a file',
  parameters: exportParameters,
  content: {
    'application/x-ndjson': { schema: { type: 'string' } },
    'text/csv': { schema: { type: 'string' } },
    'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
  },
} as const satisfies StreamRoute;

/** `GET /insights/:projectId/export`: the events of the range as a file, streamed. */
export function registerExport(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Params: { projectId: string } }>(
    `/insights/:projectId${exportRoute.path}`,
    async (request, reply) => {
      const project = await authorize(deps, credentialsOf(request), request.params.projectId);
      const parameters = parseParameters(exportParameters, withoutCredentials(queryOf(request)));
      const signal = AbortSignal.any([untilGone(reply), deps.closing]);
      const file = await deps.reports.exportEvents(project, parameters, { signal });
      return sendFile(reply, file);
    },
  );
}
