import { Readable } from 'node:stream';
import { liveParameters } from '@gatrix/analytics-protocol/insights';
import { type LiveMessage, parseParameters } from '@gatrix/analytics-reports';
import type { FastifyInstance } from 'fastify';
import { authorize } from '../access/authorize.ts';
import { credentialsOf, queryOf, withoutCredentials } from '../access/credentials.ts';
import type { InsightsDeps } from '../deps.ts';
import { errorBody, toInsightsError } from '../plugins/errors.ts';
import { untilGone } from './reports.ts';

/**
 * `GET /insights/:projectId/live/stream`: server-sent events. `count` (`{count}`) now and every 2 seconds, `event` for
 * each event as it is stored, `error` before the stream ends because of one.
 */
export function registerLiveStream(app: FastifyInstance, deps: InsightsDeps): void {
  // A server that closes waits for its answers, and these would never end.
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  app.get<{ Params: { projectId: string } }>('/insights/:projectId/live/stream', async (request, reply) => {
    const project = await authorize(deps, credentialsOf(request), request.params.projectId);
    const parameters = parseParameters(liveParameters, withoutCredentials(queryOf(request)));
    const signal = AbortSignal.any([untilGone(reply), closing.signal]);
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
        .send(Readable.from(textOf(first, feed)))
    );
  });
}

async function* textOf(
  first: IteratorResult<LiveMessage>,
  feed: AsyncIterable<LiveMessage>,
): AsyncGenerator<string> {
  try {
    if (!first.done) yield lineOf(first.value);
    for await (const message of feed) yield lineOf(message);
  } catch (error) {
    const known = toInsightsError(error);
    if (known.code !== 'client_gone') yield `event: error\ndata: ${JSON.stringify(errorBody(known))}\n\n`;
  }
}

function lineOf(message: LiveMessage): string {
  const data = message.type === 'count' ? { count: message.count } : message.event;
  return `event: ${message.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
