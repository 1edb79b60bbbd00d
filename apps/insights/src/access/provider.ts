import type { Configuration } from 'openid-client';
import { z } from 'zod';

/** What a server knows of the OpenID provider that its people sign in at. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it. */
  readonly name: string;
  readonly scope: string;
  /** The claim that says what a person may; undefined where invitations do. */
  readonly roleClaim: string | undefined;
  /** Where the dashboard is open, without a slash at its end. */
  readonly publicUrl: string;
}

/** What the browser keeps until it comes back. */
export const keptSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The page to go back to, relative to the dashboard's base. */
  to: z.string(),
});
export type Kept = z.infer<typeof keptSchema>;

export interface ProviderPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** What stands in the claim of roles. */
  readonly roles: unknown;
}

export interface Provider extends ProviderSettings {
  /** Where the browser goes, and what it keeps. */
  begin(to: string): Promise<{ readonly url: string; readonly kept: Kept }>;
  /** Who came back with this query string. */
  finish(search: string, kept: Kept): Promise<ProviderPerson>;
}

/** The path that the provider sends browsers back to, behind the public address. */
export const callbackPath = '/insights/session/oidc/callback';

const timeoutSeconds = 10;

/** Loaded with the first sign-in: most installations have no provider. */
const loadClient = () => import('openid-client');

/** Asks the issuer for its addresses and keys with the first sign-in, and again after one that failed. */
export function createProvider(settings: ProviderSettings): Provider {
  const { issuer, clientId, clientSecret, publicUrl, scope, roleClaim } = settings;
  const redirectUri = `${publicUrl}${callbackPath}`;
  let discovered: Promise<Configuration> | undefined;
  const configuration = () => {
    discovered ??= discover(issuer, clientId, clientSecret).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  return {
    ...settings,
    begin: async (to) => {
      const [client, config] = await Promise.all([loadClient(), configuration()]);
      const verifier = client.randomPKCECodeVerifier();
      const kept = { state: client.randomState(), nonce: client.randomNonce(), verifier, to };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope,
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, kept };
    },
    finish: async (search, { state, nonce, verifier }) => {
      const [client, config] = await Promise.all([loadClient(), configuration()]);
      const tokens = await client.authorizationCodeGrant(config, new URL(`${redirectUri}${search}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      const more = config.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
        : {};
      const all = { ...more, ...claims };
      return {
        issuer: claims.iss,
        subject: claims.sub,
        name: nameIn(all),
        roles: roleClaim === undefined ? undefined : valueAt(all, roleClaim),
      };
    },
  };
}

async function discover(issuer: string, clientId: string, clientSecret: string): Promise<Configuration> {
  const client = await loadClient();
  const url = new URL(issuer);
  // The ID token's signature is checked, though it comes straight from the provider.
  const execute = [client.enableNonRepudiationChecks];
  if (url.protocol === 'http:') execute.push(client.allowInsecureRequests);
  return client.discovery(url, clientId, undefined, client.ClientSecretBasic(clientSecret), {
    execute,
    timeout: timeoutSeconds,
  });
}

function nameIn(claims: Readonly<Record<string, unknown>>): string {
  const names = [claims.name, claims.preferred_username, claims.email, claims.sub];
  return names.find((name): name is string => typeof name === 'string' && name.trim() !== '') ?? '';
}

/** A claim by its name, or by a path of names with dots, as `realm_access.roles`. */
function valueAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}
