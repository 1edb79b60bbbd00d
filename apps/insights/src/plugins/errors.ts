import { MetadataUnavailableError } from '@gatrix/analytics-metadata';
import { InvalidParametersError, NotFoundError, QueryLimitError } from '@gatrix/analytics-reports';
import { reasonOf } from '@gatrix/analytics-service-runtime';
import type { FastifyError, FastifyInstance } from 'fastify';
import { InsightsError, statusOf } from '../errors.ts';

/** Every error has the one form; what nobody expected is logged and says nothing of its inside. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const insightsError = toInsightsError(error);
    if (insightsError.code === 'internal') request.log.error({ err: error }, insightsError.message);
    if (insightsError.code === 'unavailable')
      request.log.warn({ reason: reasonOf(insightsError) }, 'request refused');
    // Whose backend made the token may have no other way to learn why nobody gets in.
    if (insightsError.code === 'unauthorized' && insightsError.details.length > 0)
      request.log.warn({ reason: insightsError.message }, 'token refused');
    if (insightsError.retryAfterSeconds !== undefined)
      void reply.header('retry-after', String(insightsError.retryAfterSeconds));
    void reply.code(statusOf[insightsError.code]).send(errorBody(insightsError));
  });
}

/** Belongs to the outermost scope of a process of its own: a server has one such handler. */
export function registerNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const error = new InsightsError(
      'not_found',
      `there is no ${request.method} ${request.url.split('?')[0] ?? ''}`,
    );
    void reply.code(404).send(errorBody(error));
  });
}

export function errorBody({ code, message, details }: InsightsError) {
  return { success: false, error: { code, message, details } } as const;
}

const connectionProblems = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
]);

export function toInsightsError(error: unknown): InsightsError {
  if (error instanceof InsightsError) return error;
  if (error instanceof InvalidParametersError) {
    return new InsightsError('invalid_parameters', error.message, error.problems);
  }
  if (error instanceof QueryLimitError) {
    const details = [{ field: error.limit, message: error.message }];
    return new InsightsError('query_limit', error.message, details, error);
  }
  if (error instanceof NotFoundError) return new InsightsError('not_found', error.message);
  if (!(error instanceof Error)) return new InsightsError('internal', 'something went wrong', [], error);
  if (error.name === 'AbortError') return new InsightsError('client_gone', 'the client left', [], error);
  if (error instanceof MetadataUnavailableError) {
    return new InsightsError('unavailable', 'a database cannot be reached', [], error);
  }
  const code = 'code' in error ? String(error.code) : '';
  if (connectionProblems.has(code)) {
    return new InsightsError('unavailable', 'a database cannot be reached', [], error);
  }
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new InsightsError('invalid_json', 'the body is not JSON', [], error);
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new InsightsError('body_too_large', 'the body is too large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new InsightsError('unsupported_media_type', 'the content type must be application/json');
  }
  return new InsightsError('internal', 'something went wrong', [], error);
}
