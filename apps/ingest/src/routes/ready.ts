import { errorAnswer } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import type { IngestDeps } from '../deps.ts';

/** A dependency that does not answer for this long counts as down. */
const checkTimeoutMs = 2_000;

/** `GET /ready`: 200, or 503 naming the dependencies that are down. */
export function registerReady(app: FastifyInstance, checks: IngestDeps['checks']): void {
  app.get('/ready', async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([field, check]) => ({ field, message: await problemOf(check) })),
    );
    const details = results.flatMap(({ field, message }) =>
      message === undefined ? [] : [{ field, message }],
    );
    if (details.length === 0) return { status: 'ok', dependencies: results.map(({ field }) => field) };
    const message = `not ready: ${details.map(({ field }) => field).join(', ')} down`;
    return reply
      .code(503)
      .header('retry-after', '5')
      .send(errorAnswer('unavailable', message, details));
  });
}

async function problemOf(check: () => Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('did not answer'), checkTimeoutMs);
  });
  const outcome = check().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message || error.name : String(error)),
  );
  try {
    return await Promise.race([outcome, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
