import { type JWTPayload, jwtVerify } from 'jose';
import { JOSEError, JWTClaimValidationFailed } from 'jose/errors';
import { InsightsError } from '../errors.ts';

export interface JwtSettings {
  readonly secret: string;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** A user by a token, with the name that the token says. */
export interface TokenUser {
  readonly id: string;
  readonly name?: string;
}

/** Why a token is refused, by jose's code of the error. */
const problems: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'it is not signed with JWT_SECRET',
  ERR_JOSE_ALG_NOT_ALLOWED: 'it has to be signed by HS256, HS384 or HS512',
};

/**
 * The user a Gatrix token is of. Expects an HMAC signature. Throws `unauthorized`, which says why in a detail of the field `token`.
 */
export async function userOf(token: string, settings: JwtSettings | undefined): Promise<TokenUser> {
  if (settings === undefined) throw refused('this server takes none, as JWT_SECRET is not set');
  const payload = await verified(token, settings);
  // Gatrix has `userId`, numbers in its older versions; `sub` is the standard's name.
  const id = payload.userId ?? payload.sub ?? payload.id;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw refused('it names no user: userId, sub or id is missing');
  const name = [payload.name, payload.username, payload.email].find(isName);
  return { id: String(id), ...(name !== undefined && { name: name.trim() }) };
}

async function verified(token: string, { secret, issuer, audience }: JwtSettings): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256', 'HS384', 'HS512'],
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    });
    return payload;
  } catch (error) {
    if (error instanceof JWTClaimValidationFailed)
      throw refused(`its claim ${error.claim} is not as it has to be`);
    if (error instanceof JOSEError) throw refused(problems[error.code] ?? 'it is not a signed JWT');
    throw error;
  }
}

function refused(problem: string): InsightsError {
  return new InsightsError('unauthorized', `the token is not valid: ${problem}`, [
    { field: 'token', message: problem },
  ]);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
