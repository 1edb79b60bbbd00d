import type { FastifyInstance } from 'fastify';
import { InsightsError } from '../errors.ts';

/** What a report that is nearly done may take before the server closes. */
const patienceMs = 2_000;

/**
 * Aborted a moment after the server began to close, which waits for the answers that are under way, and for their
 * connections: those end with them.
 */
export function closingSignal(app: FastifyInstance): AbortSignal {
  const closing = new AbortController();
  let isClosing = false;
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    const reason = new InsightsError('unavailable', 'the server is closing: ask again in a moment');
    setTimeout(() => closing.abort(reason), patienceMs).unref();
  });
  return closing.signal;
}
