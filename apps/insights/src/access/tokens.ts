import { jwtVerify } from 'jose';
import { JOSEError } from 'jose/errors';

export interface JwtSettings {
  readonly secret: string;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** The user a Gatrix token is of; undefined where the token is not valid. Expects an HMAC signature. */
export async function userOf(token: string, settings: JwtSettings): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(settings.secret), {
      algorithms: ['HS256', 'HS384', 'HS512'],
      ...(settings.issuer === undefined ? {} : { issuer: settings.issuer }),
      ...(settings.audience === undefined ? {} : { audience: settings.audience }),
    });
    // Gatrix has `userId`, numbers in its older versions; `sub` is the standard's name.
    const id = payload.userId ?? payload.sub ?? payload.id;
    return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  } catch (error) {
    if (error instanceof JOSEError) return undefined;
    throw error;
  }
}
