import type { FastifyError, FastifyInstance } from 'fastify';
import { IngestError } from '../errors.ts';

const prefixes = ['/insights', '/trpc', '/manage', '/mcp', '/prometheus', '/hooks'] as const;
/** A report may take this long to begin its answer; streams may then pause for as long as they like. */
const headersTimeoutMs = 120_000;

/** Sends the query API's paths on to `INSIGHTS_URL`, streams included; 502 while nobody answers there. */
export async function registerForward(app: FastifyInstance, insightsUrl: string | undefined): Promise<void> {
  if (insightsUrl === undefined) return;
  const { default: httpProxy } = await import('@fastify/http-proxy');
  for (const prefix of prefixes) {
    await app.register(httpProxy, {
      upstream: insightsUrl,
      prefix,
      rewritePrefix: prefix,
      undici: { headersTimeout: headersTimeoutMs, bodyTimeout: 0 },
      disableRequestLogging: true,
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...headers,
          'x-request-id': request.id,
          'x-forwarded-for': [headers['x-forwarded-for'], request.socket.remoteAddress]
            .filter(Boolean)
            .join(', '),
        }),
        onError: (reply, { error }) => {
          const status = (error as FastifyError).statusCode;
          const message = status === 504 ? 'insights did not answer in time' : 'insights cannot be reached';
          void reply.send(new IngestError('bad_gateway', message, { cause: error }));
        },
      },
    });
  }
}
