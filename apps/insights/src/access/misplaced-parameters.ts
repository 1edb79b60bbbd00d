import type { FastifyRequest } from 'fastify';
import { InsightsError } from '../errors.ts';
import { queryOf, withoutCredentials } from './credentials.ts';

/** For a request whose parameters are in its body. One in the address would be ignored: throws 400 with its name. */
export function refuseParametersInAddress(request: FastifyRequest): void {
  const names = Object.keys(withoutCredentials(queryOf(request)));
  if (names.length === 0) return;
  throw new InsightsError(
    'invalid_parameters',
    `the parameters of ${request.method} are in its body, not in its address`,
    names.map((field) => ({ field, message: 'belongs in the body' })),
  );
}
