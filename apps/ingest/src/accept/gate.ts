import type { ClientWithProject } from '@gatrix/analytics-metadata';
import type { Envelope } from '@gatrix/analytics-protocol/track';
import type { FastifyRequest } from 'fastify';
import { type AddressSet, createAddressSet } from '../access/address-set.ts';
import { authorize, type Credentials, type Trust } from '../access/authorize.ts';
import { createClientAddress, namedVisitor, networkOf } from '../access/client-address.ts';
import { credentialsOf, headerText } from '../access/credentials.ts';
import { createOriginTest } from '../access/origin.ts';
import type { RateCounter } from '../access/rate-limit.ts';
import type { GateDeps } from '../deps.ts';
import { IngestError } from '../errors.ts';
import type { BacklogWatch } from './backlog.ts';
import { countRejected } from './count-rejected.ts';
import { unavailable } from './refuse-early.ts';
import type { RequestFacts } from './request-facts.ts';
import { createSequence } from './sequence.ts';

/**
 * Lets a request in: who it is, whether it may write, not too often, and not while the queue is full. In a vendor's form
 * `sender` says who it is, and what sends.
 */
export type Gate = (
  request: FastifyRequest,
  envelope: Envelope,
  sender?: { readonly credentials: Credentials; readonly kind: RequestFacts['senderKind'] },
) => Promise<RequestFacts>;

export function createGate(deps: GateDeps, refusal: BacklogWatch['refusal']): Gate {
  const { trustedProxies, ipHeaderOrder } = deps.settings;
  const addressOf = createClientAddress({
    isTrustedProxy: createAddressSet(trustedProxies),
    headerOrder: ipHeaderOrder,
  });
  const isBlocked = createBlockLists();
  const sequence = createSequence();
  const authorizeDeps = {
    directory: deps.directory,
    defaultClientId: deps.settings.defaultClientId,
    originMatches: createOriginTest(),
  };

  return async (request, envelope, sender) => {
    const credentials = sender?.credentials ?? credentialsOf(request, envelope);
    const authorization = await authorize(authorizeDeps, credentials);
    if (!authorization.ok) {
      deps.metrics.rejected(authorization.code, envelope.messages.length);
      const isOpaque = authorization.code === 'forbidden';
      throw new IngestError(authorization.code, authorization.message, { isOpaque });
    }
    const { access, trust } = authorization;
    const receivedAt = deps.now();
    const firstSequence = sequence(receivedAt, envelope.messages.length);
    const named = trust === 'secret' ? namedVisitor(request.headers) : undefined;
    const address = named ?? addressOf(request.socket.remoteAddress ?? '', request.headers);
    try {
      if (isBlocked(access, address)) throw new IngestError('forbidden', 'the address is on the block list');
      await limitRate(deps, request, access, trust, address);
    } catch (error) {
      const count = envelope.messages.length;
      if (error instanceof IngestError) countRejected(deps, { access, receivedAt }, error.code, count);
      throw error;
    }
    const refused = refusal(trust === 'secret', envelope.messages.length);
    if (refused !== undefined) {
      deps.metrics.rejected('unavailable', envelope.messages.length);
      throw unavailable(refused);
    }
    return {
      access,
      trust,
      envelope,
      requestId: request.id,
      arrivedAt: request.arrivedAt,
      receivedAt,
      firstSequence,
      headers: request.headers,
      visitor: { address, userAgent: headerText(request.headers['user-agent'])?.slice(0, 2_048) ?? '' },
      senderKind: sender?.kind,
      isBlocked: (other) => isBlocked(access, other),
    };
  };
}

/** The projects' block lists, read once as long as the settings stay the same. */
function createBlockLists(): (access: ClientWithProject, address: string) => boolean {
  const lists = new WeakMap<readonly string[], AddressSet>();
  return ({ project }, address) => {
    const blocked = project.settings.blockedIps;
    if (!blocked || blocked.length === 0) return false;
    const listed = lists.get(blocked);
    if (listed) return listed(address);
    // One entry that is no address must neither open the list nor stop the project.
    const list = createAddressSet(blocked, { skipInvalid: true });
    lists.set(blocked, list);
    return list(address);
  };
}

async function limitRate(
  deps: GateDeps,
  request: FastifyRequest,
  access: ClientWithProject,
  trust: Trust,
  address: string,
): Promise<void> {
  if (trust === 'secret') return;
  const hit = deps.rateLimiter.hit(countersOf(deps, access, trust, address));
  const rate = hit instanceof Promise ? await hit.catch(refuseUncounted) : hit;
  request.rate = rate;
  if (rate.exceeded) {
    throw new IngestError('rate_limited', `more than ${rate.limit} requests a minute`, {
      retryAfterSeconds: rate.resetSeconds,
    });
  }
}

function refuseUncounted(error: unknown): never {
  throw new IngestError('unavailable', 'cannot take messages now; nothing was accepted', {
    retryAfterSeconds: 5,
    cause: error,
  });
}

/** An address counts for each client by itself, and where the project says so the client as a whole. */
function countersOf(
  { settings }: Pick<GateDeps, 'settings'>,
  { client, project }: ClientWithProject,
  trust: Trust,
  address: string,
): readonly [RateCounter, ...RateCounter[]] {
  const { addressPerMinute, originPerMinute, clientPerMinute } = project.settings.rateLimit ?? {};
  const limit =
    trust === 'origin' || trust === 'key'
      ? (originPerMinute ?? settings.rateLimitMaxOrigin)
      : (addressPerMinute ?? settings.rateLimitMax);
  // TRICKY: two kinds of requests have two limits, so they are counted apart.
  const ofAddress = { key: `${client.id}:${trust}:${networkOf(address)}`, limit };
  return clientPerMinute === undefined
    ? [ofAddress]
    : [ofAddress, { key: `${client.id}:`, limit: clientPerMinute }];
}
