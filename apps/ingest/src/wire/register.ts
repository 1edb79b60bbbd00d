import { maxBodyBytes } from '@gatrix/analytics-protocol/track';
import { type WireFormat, wireFormats } from '@gatrix/analytics-wire-formats';
import type { FastifyInstance } from 'fastify';
import { toIngestError } from '../plugins/errors.ts';
import type { RouteDeps } from '../route-deps.ts';
import { sendRefusal, serve } from './serve.ts';
import { wireRequestOf } from './wire-request.ts';

type Route = WireFormat['routes'][number];
interface Handler {
  readonly format: WireFormat;
  readonly route: Route;
}

/** `/track` itself is ours, and tells the vendor's by their form. */
const ownPath = '/track';

/** The vendors' addresses, at the root, where their SDKs look for them. */
export async function registerWireFormats(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const handlers = new Map<string, Handler[]>();
  for (const format of wireFormats) {
    for (const route of format.routes) {
      const key = `${route.method} ${route.path}`;
      handlers.set(key, [...(handlers.get(key) ?? []), { format, route }]);
    }
  }
  await app.register(async (scope) => {
    // Bodies come as they are: what their content type says is not what SDKs send.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );
    for (const [key, candidates] of handlers) {
      if (!key.endsWith(` ${ownPath}`)) registerRoute(scope, deps, candidates);
    }
  });
}

function registerRoute(scope: FastifyInstance, deps: RouteDeps, candidates: readonly Handler[]): void {
  const [first] = candidates;
  if (!first) return;
  // Where the body tells whose form it is, it has to be read before it is refused.
  const isOfOneFormat = candidates.length === 1 && !('answer' in first.route);
  scope.route({
    method: first.route.method,
    url: first.route.path,
    ...(isOfOneFormat ? { onRequest: deps.refuseEarly } : {}),
    // A body that cannot be read is answered in the form of whoever may have sent it.
    errorHandler: (thrown, request, reply) => {
      const error = toIngestError(thrown);
      if (error.code === 'unavailable') request.server.logRefusal(request, thrown);
      sendRefusal(first.format, wireRequestOf(request, Buffer.alloc(0)), reply, error);
    },
    handler: async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const wireRequest = wireRequestOf(request, body);
      const isMeant = ({ route }: Handler) => !('isOurs' in route) || (route.isOurs?.(wireRequest) ?? true);
      const { format, route } = candidates.find(isMeant) ?? first;
      await serve(deps, format, route, request, reply, wireRequest);
    },
  });
}
