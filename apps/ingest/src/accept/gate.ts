import { randomUUID } from 'node:crypto';
import type { Envelope } from '@gatrix/analytics-protocol/track';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorize, type Trust } from '../access/authorize.ts';
import { clientAddress, createAddressSet } from '../access/client-address.ts';
import { credentialsOf, headerText } from '../access/credentials.ts';
import type { IngestDeps } from '../deps.ts';
import { IngestError } from '../errors.ts';
import type { RequestFacts } from './request-facts.ts';

/** Lets a request in: who it is, whether it may write, not too often, and not while the queue is full. */
export type Gate = (
  request: FastifyRequest,
  reply: FastifyReply,
  envelope: Envelope,
) => Promise<RequestFacts>;

export function createGate(deps: IngestDeps, hasRoom: () => boolean): Gate {
  const isTrustedProxy = createAddressSet(deps.settings.trustedProxies);

  return async (request, reply, envelope) => {
    const authorization = await authorize(
      { directory: deps.directory, defaultClientId: deps.settings.defaultClientId },
      credentialsOf(request, envelope),
    );
    if (!authorization.ok) {
      if (authorization.code === 'forbidden') reply.removeHeader('access-control-allow-origin');
      throw new IngestError(authorization.code, authorization.message);
    }
    const { access, trust } = authorization;
    const address = clientAddress(request.socket.remoteAddress ?? '', request.headers, isTrustedProxy);
    if (isBlocked(address, access.project.settings.blockedIps))
      throw new IngestError('forbidden', 'the address is on the block list');
    await limitRate(deps, reply, trust, `${access.client.id}:${address}`);
    if (!hasRoom()) {
      throw new IngestError('unavailable', 'the queue is full; nothing was accepted', {
        retryAfterSeconds: 5,
      });
    }
    return {
      access,
      trust,
      envelope,
      requestId: typeof request.id === 'string' ? request.id : randomUUID(),
      receivedAt: deps.now(),
      headers: request.headers,
      visitor: { address, userAgent: headerText(request.headers['user-agent'])?.slice(0, 2_048) ?? '' },
    };
  };
}

function isBlocked(address: string, blocked: readonly string[] | undefined): boolean {
  if (!blocked || blocked.length === 0) return false;
  return createAddressSet(blocked)(address);
}

async function limitRate(deps: IngestDeps, reply: FastifyReply, trust: Trust, key: string): Promise<void> {
  if (trust === 'secret') return;
  const { rateLimitMax, rateLimitMaxOrigin } = deps.settings;
  const limit = trust === 'origin' ? rateLimitMaxOrigin : rateLimitMax;
  const rate = await deps.rateLimiter.hit(key, limit).catch((error: unknown) => {
    throw new IngestError('unavailable', 'cannot take messages now; nothing was accepted', {
      retryAfterSeconds: 5,
      cause: error,
    });
  });
  reply.header('ratelimit-limit', String(rate.limit));
  reply.header('ratelimit-remaining', String(rate.remaining));
  reply.header('ratelimit-reset', String(rate.resetSeconds));
  if (rate.exceeded) {
    throw new IngestError('rate_limited', `more than ${rate.limit} requests a minute`, {
      retryAfterSeconds: rate.resetSeconds,
    });
  }
}
