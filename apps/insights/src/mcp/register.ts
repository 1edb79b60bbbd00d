import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readerOf } from '../access/authorize.ts';
import { credentialsOf } from '../access/credentials.ts';
import { InsightsError } from '../errors.ts';
import { untilGone } from '../routes/reports.ts';
import { createTools, type McpDeps, type Tool } from './tools.ts';

/** A client asks some questions at once. */
const maxBatch = 20;

/**
 * `POST /mcp`: the Model Context Protocol over streamable HTTP, with the credentials of the query API. It keeps no
 * session and sends nothing by itself, so `GET` and `DELETE` are 405.
 */
export function registerMcp(app: FastifyInstance, deps: McpDeps): void {
  let tools: readonly Tool[] | undefined;
  app.post('/mcp', async (request, reply) => {
    const reader = await readerOf(deps, credentialsOf(request));
    const { body } = request;
    if (Array.isArray(body) && body.length > maxBatch) {
      const message = `a batch has at most ${maxBatch} messages, not ${body.length}`;
      throw new InsightsError('invalid_parameters', message);
    }
    // Loaded and made when first needed: most servers are never asked.
    tools ??= createTools(deps);
    const { answerMcp } = await import('./protocol.ts');
    return answerMcp(tools, {
      reader,
      body,
      request: requestOf(request),
      version: deps.settings.version,
      signal: AbortSignal.any([untilGone(reply), deps.closing]),
      onError: (error) => request.log.error({ err: error }, 'MCP'),
    });
  });
  app.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    handler: async (_request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST')
        .send({
          jsonrpc: '2.0',
          error: { code: -32_000, message: 'Method not allowed: there are no sessions, send POST' },
          id: null,
        }),
  });
}

function requestOf({ headers, url }: FastifyRequest): Request {
  const own = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new Request(new URL(url, 'http://localhost'), { method: 'POST', headers: own });
}
