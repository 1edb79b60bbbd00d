import { createHash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import type { Flags } from '../flags.ts';

/** What each signal does. */
const endpoints = new Map([['new-shop-off', { flagName: 'new_shop', isEnabled: false }]]);

const message = z.object({ state: z.enum(['ok', 'firing', 'no_data']).optional() });

const digestOf = (text: string) => createHash('sha256').update(text).digest();

/**
 * `POST /:endpoint` with a bearer token, as Gatrix' signals: an alert that fires switches a flag. What comes twice switches
 * it once, and an alert that is over switches nothing back: that is for people.
 */
export function signalRoutes(flags: Flags, token: string): Router {
  const router = Router();
  router.post('/:endpoint', (request, response) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digestOf(given), digestOf(token))) {
      response
        .status(401)
        .json({ success: false, error: { code: 'unauthorized', message: 'not the token' } });
      return;
    }
    const endpoint = endpoints.get(request.params.endpoint);
    if (!endpoint) {
      response.status(404).json({ success: false, error: { code: 'not_found', message: 'no such signal' } });
      return;
    }
    const fires = message.safeParse(request.body).data?.state === 'firing';
    if (fires) flags.set(endpoint.flagName, endpoint.isEnabled, `Signal ${request.params.endpoint}`);
    response.status(202).json({ success: true, data: { acted: fires } });
  });
  return router;
}
