import { envUrl } from '@gatrix/analytics-service-runtime';
import { z } from 'zod';
import type { ProviderSettings } from './access/provider.ts';

/** The environment of a process whose people may sign in at an OpenID provider. */
export const providerEnv = {
  OIDC_ISSUER: envUrl('http', 'https').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(50).default('OpenID'),
  OIDC_SCOPE: z.string().default('openid profile email'),
  OIDC_ROLE_CLAIM: z.string().optional(),
  /** Where people open the dashboard: the provider sends them back there. */
  PUBLIC_URL: envUrl('http', 'https').optional(),
};

type ProviderEnv = z.output<z.ZodObject<typeof providerEnv>>;

/** Says what else is needed where an issuer is set; for `superRefine`. */
export function checkProviderEnv(
  values: ProviderEnv & { readonly ANALYTICS_USERS_TABLE?: string | undefined },
  context: z.RefinementCtx,
  needsPublicUrl: boolean,
): void {
  if (values.OIDC_ISSUER === undefined) return;
  const refuse = (variable: string, message: string) =>
    context.addIssue({ code: 'custom', path: [variable], message });
  const needed = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', ...(needsPublicUrl ? ['PUBLIC_URL'] : [])] as const;
  for (const name of needed) {
    if (Reflect.get(values, name) === undefined) refuse(name, 'is required where OIDC_ISSUER is set');
  }
  if (!values.OIDC_SCOPE.split(' ').includes('openid')) refuse('OIDC_SCOPE', 'must contain openid');
  if (!isSafe(values.OIDC_ISSUER)) refuse('OIDC_ISSUER', 'must begin with https://, except on this machine');
  if (values.ANALYTICS_USERS_TABLE !== undefined)
    refuse('OIDC_ISSUER', "cannot be used with ANALYTICS_USERS_TABLE, whose people are the host's");
}

/** What `createProvider` takes; undefined where no issuer is set. */
export function providerSettings(values: ProviderEnv, url?: string): ProviderSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  const publicUrl = (values.PUBLIC_URL ?? url)?.replace(/\/+$/, '');
  if (!issuer || !clientId || !clientSecret || publicUrl === undefined) return undefined;
  return {
    ...{ issuer, clientId, clientSecret, publicUrl },
    ...{ name: values.OIDC_NAME, scope: values.OIDC_SCOPE, roleClaim: values.OIDC_ROLE_CLAIM },
  };
}

function isSafe(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
