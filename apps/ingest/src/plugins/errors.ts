import { MetadataUnavailableError } from '@gatrix/analytics-metadata';
import { errorAnswer } from '@gatrix/analytics-protocol/track';
import { QueueUnavailableError } from '@gatrix/analytics-queue';
import type { FastifyError, FastifyInstance, HTTPMethods } from 'fastify';
import { IngestError, statusOf } from '../errors.ts';
import type { IngestMetrics } from '../metrics/ingest-metrics.ts';
import { registerRefusalLog } from './refusal-log.ts';
import { setHeaders } from './reply-headers.ts';
import { securityHeaders } from './security-headers.ts';

/** Every answer that is not a success has the error form. */
export function registerErrors(app: FastifyInstance): void {
  registerRefusalLog(app);
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = toIngestError(thrown);
    if (error.code === 'internal')
      request.log.error({ err: thrown, requestId: request.id }, 'request failed');
    else if (error.code === 'unavailable' || error.code === 'bad_gateway') app.logRefusal(request, thrown);
    // Also where none were set yet: by a route that writes its own, or one that failed before its hooks.
    setHeaders(request, reply);
    // A page of an origin that may not write learns nothing from the answer.
    if (error.isOpaque) reply.removeHeader('access-control-allow-origin');
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
    return reply.code(statusOf[error.code]).send(errorAnswer(error.code, error.message, error.details));
  });
}

const methods: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A path that nobody serves, or not with this method, has the error form, too. For the server as a whole. */
export function registerNotFound(app: FastifyInstance, metrics?: Pick<IngestMetrics, 'request'>): void {
  app.setNotFoundHandler((request, reply) => {
    const begun = performance.now();
    const count = () => metrics?.request('none', reply.statusCode, (performance.now() - begun) / 1_000);
    reply.raw.once('finish', count);
    const url = request.url.split('?')[0] ?? '';
    const allowed = methods.filter((method) => app.hasRoute({ method, url }));
    reply.headers(securityHeaders);
    // A route of this very method that found nothing behind its path leads here, too.
    const isOfMethod = allowed.some((method) => method === request.method);
    if (allowed.length === 0 || isOfMethod) {
      return reply.code(404).send(errorAnswer('not_found', `there is no ${request.method} ${url}`));
    }
    const message = `${url} takes ${allowed.join(', ')}, not ${request.method}`;
    return reply
      .code(405)
      .header('allow', [...allowed, 'OPTIONS'].join(', '))
      .send(errorAnswer('method_not_allowed', message));
  });
}

export function toIngestError(error: Error & Partial<FastifyError>): IngestError {
  if (error instanceof IngestError) return error;
  if (error instanceof QueueUnavailableError || error instanceof MetadataUnavailableError) {
    return new IngestError('unavailable', 'cannot take messages now; nothing was accepted', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
  if (error.statusCode === 413) return new IngestError('body_too_large', 'the body is larger than 1 MiB');
  if (error.statusCode === 415) return new IngestError('unsupported_media_type', 'send JSON');
  // What Fastify itself finds wrong with a request: a content length that lies, a broken URL and the like.
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new IngestError('invalid_body', error.message);
  return new IngestError('internal', 'internal error', { cause: error });
}
