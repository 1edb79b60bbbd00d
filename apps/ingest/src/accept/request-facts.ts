import type { ClientWithProject } from '@gatrix/analytics-metadata';
import { clientHintsFrom } from '@gatrix/analytics-normalizer';
import type { Envelope } from '@gatrix/analytics-protocol/track';
import type { RequestContext } from '@gatrix/analytics-queue';
import type { FastifyRequest } from 'fastify';
import type { Trust } from '../access/authorize.ts';
import { headerText } from '../access/credentials.ts';
import type { RouteDeps } from '../deps.ts';

/** What is known of a request whose sender may write. */
export interface RequestFacts {
  readonly access: ClientWithProject;
  readonly trust: Trust;
  readonly envelope: Envelope;
  readonly requestId: string;
  readonly receivedAt: number;
  /** What order its first message has among those received in the same millisecond; the others follow. */
  readonly firstSequence: number;
  readonly headers: FastifyRequest['headers'];
  /** Whom the request speaks for; a verified sender may say so for each message. */
  readonly visitor: Visitor;
  /** Whether an address is on the project's block list. */
  readonly isBlocked: (address: string) => boolean;
}

export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

/** The facts that travel with the messages: the address is turned into a place here, and goes no further. */
export function requestContext(deps: RouteDeps, facts: RequestFacts, visitor: Visitor): RequestContext {
  const { project } = facts.access;
  const own = visitor === facts.visitor;
  const clientHints = own ? clientHintsFrom(facts.headers) : undefined;
  return {
    projectId: project.id,
    requestId: facts.requestId,
    receivedAt: facts.receivedAt,
    userAgent: visitor.userAgent,
    ...(clientHints ? { clientHints: { ...clientHints } } : {}),
    geo: deps.geoOf(visitor.address),
    sdk: facts.envelope.sdk ?? sdkFromHeaders(facts.headers),
    isServer: isServer(deps, facts, visitor),
    ownDomains: [project.domain, ...(project.settings.ownDomains ?? [])].filter((domain) => domain !== ''),
    retentionDays: project.settings.retentionDays ?? 0,
  };
}

/** Servers send with an HTTP library's user agent, or with a secret and none. */
export function isServer(
  deps: Pick<RouteDeps, 'isHttpLibrary'>,
  { trust }: Pick<RequestFacts, 'trust'>,
  { userAgent }: Visitor,
): boolean {
  return deps.isHttpLibrary(userAgent) || (trust === 'secret' && userAgent === '');
}

function sdkFromHeaders(headers: FastifyRequest['headers']): string {
  const name = headerText(headers['openpanel-sdk-name'])?.slice(0, 100);
  return name ? `${name}@${headerText(headers['openpanel-sdk-version'])?.slice(0, 50) ?? ''}` : '';
}
