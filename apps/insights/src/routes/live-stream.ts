import { Readable } from 'node:stream';
import { liveStreamParameters } from '@gatrix/analytics-protocol/insights';
import { type LiveMessage, parseParameters } from '@gatrix/analytics-reports';
import type { FastifyInstance } from 'fastify';
import { authorize } from '../access/authorize.ts';
import { credentialsOf, queryOf, withoutCredentials } from '../access/credentials.ts';
import type { InsightsDeps } from '../deps.ts';
import { errorBody, toInsightsError } from '../plugins/errors.ts';
import type { StreamRoute } from '../procedures.ts';
import { untilGone } from './reports.ts';

export const liveStreamRoute = {
  name: 'liveStream',
  path: '/live/stream',
  methods: ['GET'],
  summary:
    'Server-sent events: count now and every 2 seconds, and each event as it is stored; sampled, with {shown, of}, where more came than are shown',
  parameters: liveStreamParameters,
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const satisfies StreamRoute;

/** Within this time, the stream of a client that was revoked, or of somebody who may no longer read, ends. */
const checkEveryMs = 5_000;

/**
 * `GET /insights/:projectId/live/stream`: server-sent events. `count` (`{count}`) now and every 2 seconds, `event` for
 * each event as it is stored, `sampled` (`{shown, of}`) where more came than are shown, `error` before the stream ends because of one.
 */
export function registerLiveStream(app: FastifyInstance, deps: InsightsDeps): void {
  // A server that closes waits for its answers, and these would never end.
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  const url = `/insights/:projectId${liveStreamRoute.path}`;
  app.get<{ Params: { projectId: string } }>(url, async (request, reply) => {
    const project = await authorize(deps, credentialsOf(request), request.params.projectId);
    const parameters = parseParameters(liveStreamParameters, withoutCredentials(queryOf(request)));
    const refused = new AbortController();
    const check = setInterval(() => {
      authorize(deps, credentialsOf(request), project.id).catch((error: unknown) => {
        if (['unauthorized', 'forbidden'].includes(toInsightsError(error).code)) refused.abort(error);
      });
    }, checkEveryMs);
    reply.raw.once('close', () => clearInterval(check));
    const signal = AbortSignal.any([untilGone(reply), closing.signal, refused.signal]);
    const feed = deps.reports.liveFeed(project, parameters, signal);
    // The first message before the headers, so that what is wrong from the start has its status.
    const first = await feed.next();
    return (
      reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store, no-transform')
        .header('x-accel-buffering', 'no')
        // Its end is the connection's: kept alive, it would hold up a server that closes.
        .header('connection', 'close')
        .send(Readable.from(textOf(first, feed, refused.signal)))
    );
  });
}

async function* textOf(
  first: IteratorResult<LiveMessage>,
  feed: AsyncIterable<LiveMessage>,
  refused: AbortSignal,
): AsyncGenerator<string> {
  try {
    if (!first.done) yield lineOf(first.value);
    for await (const message of feed) yield lineOf(message);
    refused.throwIfAborted();
  } catch (error) {
    const insightsError = toInsightsError(error);
    if (insightsError.code !== 'client_gone')
      yield `event: error\ndata: ${JSON.stringify(errorBody(insightsError))}\n\n`;
  }
}

function lineOf(message: LiveMessage): string {
  const { type, ...rest } = message;
  const data = message.type === 'event' ? message.event : rest;
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
