import { type Request, Router } from 'express';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { users } from '../users.ts';

const signIn = z.object({ userId: z.string() });

/** `POST /login` `{ userId }` → `{ user, token }`. A real host asks for a password here; the token is what matters. */
export function authRoutes(jwtSecret: string): Router {
  const router = Router();
  const key = new TextEncoder().encode(jwtSecret);
  router.post('/login', async (request, response) => {
    const parsed = signIn.safeParse(request.body);
    const user = users.find(({ id }) => id === parsed.data?.userId);
    if (!user) {
      response.status(401).json({ success: false, error: { code: 'unauthorized', message: 'no such user' } });
      return;
    }
    const token = await new SignJWT({ userId: user.id })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
    response.json({ success: true, data: { user, token } });
  });
  return router;
}

/** The operator who asks, by the token that signing in gave; undefined for others. */
export type OperatorOf = (request: Request) => Promise<(typeof users)[number] | undefined>;

export function operatorsBy(jwtSecret: string): OperatorOf {
  const key = new TextEncoder().encode(jwtSecret);
  return async ({ headers }) => {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const verified = await jwtVerify(token, key).catch(() => undefined);
    return users.find(({ id, role }) => id === verified?.payload.userId && role === 'operator');
  };
}
