import type { ClientWithProject } from '@gatrix/analytics-metadata';
import type { Envelope } from '@gatrix/analytics-protocol/track';
import type { FastifyRequest } from 'fastify';
import { type AddressSet, createAddressSet } from '../access/address-set.ts';
import { type Authorized, authorize, type Credentials, type Trust } from '../access/authorize.ts';
import { createClientAddress, namedVisitor, networkOf } from '../access/client-address.ts';
import { credentialsOf, headerText } from '../access/credentials.ts';
import { createOriginTest } from '../access/origin.ts';
import type { RateCounter, RateLimit } from '../access/rate-limit.ts';
import type { GateDeps } from '../deps.ts';
import { IngestError } from '../errors.ts';
import { type Awaitable, andThen } from './and-then.ts';
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
) => Awaitable<RequestFacts>;

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

  function factsOf(
    request: FastifyRequest,
    envelope: Envelope,
    { access, trust }: Authorized,
    senderKind: RequestFacts['senderKind'],
  ): RequestFacts {
    const { headers } = request;
    const receivedAt = deps.now();
    const named = trust === 'secret' ? namedVisitor(headers) : undefined;
    const address = named ?? addressOf(request.socket.remoteAddress ?? '', headers);
    return {
      access,
      trust,
      envelope,
      requestId: request.id,
      arrivedAt: request.arrivedAt,
      receivedAt,
      firstSequence: sequence(receivedAt, envelope.messages.length),
      headers,
      visitor: { address, userAgent: headerText(headers['user-agent'])?.slice(0, 2_048) ?? '' },
      senderKind,
      isBlocked: (other) => isBlocked(access, other),
    };
  }

  function refuseOverload({ trust, envelope: { messages } }: RequestFacts): void {
    const reason = refusal(trust === 'secret', messages.length);
    if (reason === undefined) return;
    deps.metrics.rejected('unavailable', messages.length);
    throw unavailable(reason);
  }

  return (request, envelope, sender) =>
    andThen(
      authorize(authorizeDeps, sender?.credentials ?? credentialsOf(request, envelope)),
      (authorization) => {
        if (!authorization.ok) {
          deps.metrics.rejected(authorization.code, envelope.messages.length);
          const isOpaque = authorization.code === 'forbidden';
          throw new IngestError(authorization.code, authorization.message, { isOpaque });
        }
        const facts = factsOf(request, envelope, authorization, sender?.kind);
        const refuse = (error: IngestError): never => {
          countRejected(deps, facts, error.code, envelope.messages.length);
          throw error;
        };
        if (isBlocked(facts.access, facts.visitor.address))
          return refuse(new IngestError('forbidden', 'the address is on the block list'));
        return andThen(rateOf(deps, facts, refuse), (rate) => {
          request.rate = rate;
          if (rate?.exceeded) return refuse(rateLimited(rate));
          refuseOverload(facts);
          return facts;
        });
      },
    );
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

/** Where the sender stands with this request; null where it is not limited. */
function rateOf(
  deps: GateDeps,
  { access, trust, visitor }: RequestFacts,
  refuse: (error: IngestError) => never,
): Awaitable<RateLimit | null> {
  if (trust === 'secret') return null;
  const hit = deps.rateLimiter.hit(countersOf(deps, access, trust, visitor.address));
  return hit instanceof Promise ? hit.catch((error: unknown) => refuse(uncounted(error))) : hit;
}

function rateLimited({ limit, resetSeconds }: RateLimit): IngestError {
  return new IngestError('rate_limited', `more than ${limit} requests a minute`, {
    retryAfterSeconds: resetSeconds,
  });
}

function uncounted(error: unknown): IngestError {
  return new IngestError('unavailable', 'cannot take messages now; nothing was accepted', {
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
