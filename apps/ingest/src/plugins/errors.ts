import { MetadataUnavailableError } from '@gatrix/analytics-metadata';
import { errorAnswer } from '@gatrix/analytics-protocol/track';
import { QueueUnavailableError } from '@gatrix/analytics-queue';
import type { FastifyError, FastifyInstance } from 'fastify';
import { IngestError, statusOf } from '../errors.ts';

/** Every answer that is not a success has the error form. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = toIngestError(thrown);
    if (error.code === 'internal') request.log.error({ err: thrown }, 'request failed');
    else if (error.code === 'unavailable') request.log.warn({ err: thrown }, 'request refused');
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
    return reply.code(statusOf[error.code]).send(errorAnswer(error.code, error.message, error.details));
  });
}

/** A path that nobody serves has the error form, too. For the server as a whole. */
export function registerNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(errorAnswer('not_found', `there is no ${request.method} ${request.url.split('?')[0]}`)),
  );
}

function toIngestError(error: FastifyError): IngestError {
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
