import type { ExportFile } from '@gatrix/analytics-reports';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorize } from '../access/authorize.ts';
import { credentialsOf, queryOf, withoutCredentials } from '../access/credentials.ts';
import { refuseParametersInAddress } from '../access/misplaced-parameters.ts';
import type { RouteDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import type { AnyProcedure } from '../procedures.ts';

/** `GET` takes a procedure's parameters from the query string, `POST` from a JSON body. */
export function registerReport(app: FastifyInstance, deps: RouteDeps, procedure: AnyProcedure): void {
  for (const path of [procedure.path, procedure.pathForPages ?? []].flat())
    register(app, deps, procedure, path);
}

function register(app: FastifyInstance, deps: RouteDeps, procedure: AnyProcedure, path: string): void {
  app.route<{ Params: { projectId: string } & Record<string, string> }>({
    method: [...procedure.methods],
    url: `/insights/:projectId${path}`,
    handler: async (request, reply) => {
      const { projectId, ...inPath } = request.params;
      const project = await authorize(deps, credentialsOf(request), projectId);
      if (request.method === 'POST') refuseParametersInAddress(request);
      const input = request.method === 'POST' ? bodyOf(request) : queryOf(request);
      const signal = AbortSignal.any([untilGone(reply), deps.closing]);
      const parameters = { ...withoutCredentials(input), ...inPath };
      const file = await procedure.file(project, parameters, { signal });
      if (file) return sendFile(reply, file);
      const { data, meta } = await procedure.answer(project, parameters, { signal });
      return { success: true, data, meta };
    },
  });
}

/** Streams a file, to be saved under its name. */
export function sendFile(reply: FastifyReply, file: ExportFile): FastifyReply {
  return reply
    .type(file.contentType)
    .header('content-disposition', `attachment; filename="${file.fileName}"`)
    .send(file.stream);
}

function bodyOf({ body }: FastifyRequest): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const problem = { field: '', message: 'must be a JSON object' };
    throw new InsightsError('invalid_parameters', 'the body must be a JSON object', [problem]);
  }
  return { ...body };
}

/** Aborted when the client closes the connection before it has its answer. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
