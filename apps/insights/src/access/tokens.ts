import { jwtVerify } from 'jose';
import { JOSEError } from 'jose/errors';

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

/** The user a Gatrix token is of; undefined where the token is not valid. Expects an HMAC signature. */
export async function userOf(token: string, settings: JwtSettings): Promise<TokenUser | undefined> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(settings.secret), {
      algorithms: ['HS256', 'HS384', 'HS512'],
      ...(settings.issuer === undefined ? {} : { issuer: settings.issuer }),
      ...(settings.audience === undefined ? {} : { audience: settings.audience }),
    });
    // Gatrix has `userId`, numbers in its older versions; `sub` is the standard's name.
    const id = payload.userId ?? payload.sub ?? payload.id;
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
    const name = [payload.name, payload.username, payload.email].find(isName);
    return { id: String(id), ...(name !== undefined && { name: name.trim() }) };
  } catch (error) {
    if (error instanceof JOSEError) return undefined;
    throw error;
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
