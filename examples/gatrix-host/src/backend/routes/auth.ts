import { Router } from 'express';
import { SignJWT } from 'jose';
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
