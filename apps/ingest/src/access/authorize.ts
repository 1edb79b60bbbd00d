import type { ClientDirectory, ClientWithProject } from '@gatrix/analytics-metadata';
import type { IngestErrorCode } from '@gatrix/analytics-protocol/track';
import { type Awaitable, andThen } from '../accept/and-then.ts';

/** What a request says about who sends it. */
export interface Credentials {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly origin: string | undefined;
  /** Whether the request is signed with the key that is made of the client's secret. */
  readonly signature?: ((key: string) => boolean) | undefined;
  /** The vendor whose form the request has, and the field in which it names the client. */
  readonly wireFormat?: { readonly vendor: string; readonly keyField: string } | undefined;
}

/** Why a request may write; `key`: a vendor's SDK that the project takes, from no page. */
export type Trust = 'secret' | 'origin' | 'key' | 'default-client';

export interface Authorized {
  readonly ok: true;
  readonly trust: Trust;
  readonly access: ClientWithProject;
}

export type Authorization =
  | Authorized
  | {
      readonly ok: false;
      readonly code: Extract<IngestErrorCode, 'unauthorized' | 'forbidden'>;
      readonly message: string;
    };

export interface AuthorizeDeps {
  readonly directory: ClientDirectory;
  /** `DEFAULT_CLIENT_ID`: whom a request that names no client counts as. */
  readonly defaultClientId: string | undefined;
  readonly originMatches: (origin: string, registration: ClientWithProject) => boolean;
}

/**
 * Who may write. A secret that was sent is verified and decides alone; else the origin must be the project's
 * or one of the client's; else nobody. Throws MetadataUnavailableError where that cannot be found out.
 */
export function authorize(deps: AuthorizeDeps, credentials: Credentials): Awaitable<Authorization> {
  const { clientSecret, wireFormat } = credentials;
  const clientId = credentials.clientId ?? (wireFormat ? undefined : deps.defaultClientId);
  if (clientId === undefined) {
    return unauthorized(
      wireFormat
        ? `no client: ${wireFormat.keyField} must hold a client id`
        : 'no client: send openpanel-client-id, X-API-Token or clientId',
    );
  }
  if (clientSecret !== undefined) {
    return andThen(deps.directory.verify(clientId, clientSecret), (verified) =>
      verified.ok
        ? (takes(verified, wireFormat) ?? mayWrite('secret', verified))
        : unauthorized(refusals[verified.reason]),
    );
  }
  if (credentials.signature) {
    // Its key is in every copy of the game: it says which game, and no more.
    return andThen(deps.directory.verifySigned(clientId, credentials.signature), (signed) =>
      signed.ok
        ? (takes(signed, wireFormat) ?? mayWrite('key', signed))
        : unauthorized(refusals[signed.reason]),
    );
  }
  return andThen(deps.directory.find(clientId), (registration) =>
    withoutSecret(deps, credentials, registration),
  );
}

function withoutSecret(
  { originMatches }: AuthorizeDeps,
  { clientId, origin, wireFormat }: Credentials,
  registration: ClientWithProject | undefined,
): Authorization {
  if (!registration)
    return unauthorized(wireFormat ? `${wireFormat.keyField} is no known client id` : 'unknown client');
  const refusal = takes(registration, wireFormat);
  if (refusal) return refusal;
  if (origin !== undefined && originMatches(origin, registration)) return mayWrite('origin', registration);
  if (clientId === undefined) return mayWrite('default-client', registration);
  if (origin === undefined && wireFormat) return mayWrite('key', registration);
  if (origin !== undefined) return forbidden(`origin ${origin.slice(0, 200)} is not allowed`);
  return unauthorized('a secret, or a request from an allowed origin, is required');
}

const refusals = {
  unknown_client: 'unknown client',
  revoked: 'the client was revoked',
  wrong_secret: 'wrong secret',
  wrong_signature: 'the signature is not of this client’s secret',
} as const;

/** Undefined where the project takes what is sent in this form. */
function takes(
  { project }: ClientWithProject,
  wireFormat: Credentials['wireFormat'],
): Authorization | undefined {
  if (!wireFormat || project.settings.wireFormats?.includes(wireFormat.vendor)) return undefined;
  return forbidden(
    `the project does not take ${wireFormat.vendor}: add "${wireFormat.vendor}" to its settings.wireFormats`,
  );
}

function mayWrite(trust: Trust, { client, project }: ClientWithProject): Authorization {
  if (client.type === 'read') return forbidden('a read client may not write');
  return { ok: true, trust, access: { client, project } };
}

const unauthorized = (message: string) => ({ ok: false, code: 'unauthorized', message }) as const;
const forbidden = (message: string) => ({ ok: false, code: 'forbidden', message }) as const;
