import { Router } from 'express';
import { z } from 'zod';
import type { Flags } from '../flags.ts';
import type { OperatorOf } from './auth.ts';

const change = z.object({ isEnabled: z.boolean() });

/** `GET /`: the flags, each with what its gauge says (null: nothing). `PUT /:flagName` `{ isEnabled }`, for operators. */
export function flagRoutes(
  flags: Flags,
  operatorOf: OperatorOf,
  readGauges: () => Promise<ReadonlyMap<string, number>>,
): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const gauges = await readGauges();
    const data = flags.list().map((flag) => ({ ...flag, value: gauges.get(flag.gauge) ?? null }));
    response.json({ success: true, data });
  });
  router.put('/:flagName', async (request, response) => {
    const operator = await operatorOf(request);
    const parsed = change.safeParse(request.body);
    if (!operator || !parsed.success) {
      const code = operator ? 'invalid_parameters' : 'unauthorized';
      response.status(operator ? 400 : 401).json({ success: false, error: { code, message: code } });
      return;
    }
    const flag = flags.set(request.params.flagName, parsed.data.isEnabled, operator.name);
    if (flag) response.json({ success: true, data: flag });
    else response.status(404).json({ success: false, error: { code: 'not_found', message: 'no such flag' } });
  });
  return router;
}
