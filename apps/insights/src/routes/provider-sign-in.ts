import type { Metadata } from '@gatrix/analytics-metadata';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../access/credentials.ts';
import { setCookie } from '../access/person.ts';
import { type Kept, keptSchema, type Provider, type ProviderPerson } from '../access/provider.ts';
import { applyRoles, rolesIn } from '../access/provider-roles.ts';
import { returnCookie, returnCookieOf } from '../access/session-cookie.ts';
import type { SessionAccess } from '../access/sessions.ts';

/** How long one may take at the provider. */
const signInMs = 15 * 60_000;
/** After this time the provider is asked again whether the person is still one of its own. */
const sessionMs = 12 * 3_600_000;

type ProviderProblem = 'denied' | 'unreachable' | 'expired' | 'failed';

/**
 * `GET /insights/session/oidc` leads to the provider, `…/callback` back from it: by code with PKCE, state and nonce, which the browser
 * keeps in a cookie, so that any replica may answer. What goes wrong is told on the page.
 */
export function registerProviderSignIn(
  app: FastifyInstance,
  provider: Provider,
  metadata: Pick<Metadata, 'accounts' | 'auditLog' | 'members' | 'projects'>,
  access: SessionAccess,
): void {
  const refuse = (reply: FastifyReply, problem: ProviderProblem) =>
    reply.redirect(`${provider.publicUrl}/#sign-in=${problem}`);

  app.get('/insights/session/oidc', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    try {
      const { url, kept } = await provider.begin(String(queryOf(request).to ?? ''));
      void reply.header('set-cookie', returnCookie(request, sealed(kept), signInMs));
      return reply.redirect(url);
    } catch (error) {
      request.log.error({ err: error, issuer: provider.issuer }, 'the OpenID provider cannot be asked');
      return refuse(reply, 'unreachable');
    }
  });

  app.get('/insights/session/oidc/callback', async (request, reply) => {
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    const kept = keptOf(request);
    void reply.header('set-cookie', returnCookie(request, '', 0));
    const { error: refusal, state } = queryOf(request);
    if (!kept || kept.state !== state) return refuse(reply, 'expired');
    if (refusal === 'access_denied') return refuse(reply, 'denied');
    let person: ProviderPerson;
    try {
      person = await provider.finish(new URL(request.url, provider.publicUrl).search, kept);
    } catch (error) {
      request.log.error({ err: error, issuer: provider.issuer }, 'a sign-in at the OpenID provider failed');
      return refuse(reply, 'failed');
    }
    const account = await metadata.accounts.ofProvider(person);
    if (provider.roleClaim !== undefined) await applyRoles(metadata, account.id, rolesIn(person.roles));
    await setCookie(request, reply, access, { account, endsAt: access.now() + sessionMs });
    return reply.redirect(addressOf(provider, kept.to));
  });
}

/** A page of the dashboard, and of nothing else. */
function addressOf({ publicUrl }: Provider, to: string): string {
  const base = `${publicUrl}/`;
  const address = URL.canParse(to, base) ? new URL(to, base).href : base;
  return address.startsWith(base) ? address : base;
}

function sealed(kept: Kept): string {
  return Buffer.from(JSON.stringify(kept)).toString('base64url');
}

function keptOf(request: FastifyRequest): Kept | undefined {
  const value = returnCookieOf(request);
  if (value === undefined) return undefined;
  try {
    return keptSchema.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
