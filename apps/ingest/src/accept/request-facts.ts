import type { ClientWithProject } from '@gatrix/analytics-metadata';
import { clientHintsFrom, type GeoLocation } from '@gatrix/analytics-normalizer';
import type { Envelope } from '@gatrix/analytics-protocol/track';
import type { RequestContext } from '@gatrix/analytics-queue';
import type { FastifyRequest } from 'fastify';
import type { Trust } from '../access/authorize.ts';
import { headerText } from '../access/credentials.ts';
import type { GateDeps, SenderTests } from '../deps.ts';

/** What is known of a request whose sender may write. */
export interface RequestFacts {
  readonly access: ClientWithProject;
  readonly trust: Trust;
  readonly envelope: Envelope;
  readonly requestId: string;
  /** When the request began to arrive, which is when its sender says that it sent it. */
  readonly arrivedAt: number;
  readonly receivedAt: number;
  /** What order its first message has among those received in the same millisecond; the others follow. */
  readonly firstSequence: number;
  readonly headers: FastifyRequest['headers'];
  /** Whom the request speaks for; a verified sender may say so for each message. */
  readonly visitor: Visitor;
  /** What sends, where the sender's form says so rather than its user agent. */
  readonly senderKind?: 'server' | 'app' | undefined;
  /** Whether an address is on the project's block list. */
  readonly isBlocked: (address: string) => boolean;
}

export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
  /** Where the visitor was, from a sender that knows it without an address, such as an import. */
  readonly place?: GeoLocation | undefined;
}

/** The facts that travel with the messages: the address is turned into a place here, and goes no further. */
export function requestContext(
  deps: Pick<GateDeps, 'geoOf'> & SenderTests,
  facts: RequestFacts,
  visitor: Visitor,
): RequestContext {
  const { project } = facts.access;
  const clientHints = visitor === facts.visitor ? clientHintsFrom(facts.headers) : undefined;
  const context: RequestContext = {
    projectId: project.id,
    requestId: facts.requestId,
    receivedAt: facts.receivedAt,
    userAgent: visitor.userAgent,
    geo: visitor.place ?? deps.geoOf(visitor.address),
    sdk: sdkOf(facts),
    isServer: isServer(deps, facts, visitor),
    ownDomains: ownDomainsOf(project),
    retentionDays: project.settings.retentionDays ?? 0,
  };
  return clientHints ? { ...context, clientHints: { ...clientHints } } : context;
}

/** By project, as it was read last: one that was changed is another object. */
const ownDomains = new WeakMap<ClientWithProject['project'], string[]>();

function ownDomainsOf(project: ClientWithProject['project']): string[] {
  const remembered = ownDomains.get(project);
  if (remembered) return remembered;
  const domains = [project.domain, ...(project.settings.ownDomains ?? [])].filter((domain) => domain !== '');
  ownDomains.set(project, domains);
  return domains;
}

/** `name@version`, or ''. */
function sdkOf({ envelope, headers }: RequestFacts): string {
  return envelope.sdk ?? sdkFromHeaders(headers);
}

/** Whether the messages come from another system's records, by the command line. */
export function isImport(facts: RequestFacts): boolean {
  return sdkOf(facts).startsWith('import@');
}

/** Servers send with an HTTP library's user agent, or with a secret and none; apps may as well, and say so. */
export function isServer(deps: SenderTests, facts: SenderFacts, visitor: Visitor): boolean {
  if (facts.senderKind !== undefined && visitor === facts.visitor) return facts.senderKind === 'server';
  if (isAppSdk(facts, visitor)) return false;
  return deps.isHttpLibrary(visitor.userAgent) || (facts.trust === 'secret' && visitor.userAgent === '');
}

/** Whether the sender itself is a person's phone or the like, which some give the secret to. */
export function isApp(deps: SenderTests, facts: SenderFacts, visitor: Visitor): boolean {
  if (visitor !== facts.visitor) return false;
  if (facts.senderKind !== undefined) return facts.senderKind === 'app';
  return isAppSdk(facts, visitor) || deps.isPhone(visitor.userAgent);
}

type SenderFacts = Pick<RequestFacts, 'trust' | 'visitor' | 'headers' | 'senderKind'>;

const appSdk = /^(?:react-native|ios|swift|android|kotlin|flutter)\b/i;

function isAppSdk({ headers, visitor: own }: SenderFacts, visitor: Visitor): boolean {
  const name = headerText(headers['openpanel-sdk-name']);
  return name !== undefined && visitor === own && appSdk.test(name);
}

function sdkFromHeaders(headers: FastifyRequest['headers']): string {
  const name = headerText(headers['openpanel-sdk-name'])?.slice(0, 100);
  return name ? `${name}@${headerText(headers['openpanel-sdk-version'])?.slice(0, 50) ?? ''}` : '';
}
