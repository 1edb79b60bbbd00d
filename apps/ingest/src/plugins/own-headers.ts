import type { FastifyRequest } from 'fastify';

/**
 * `POST /track` writes its headers by itself, in one list: through Fastify's reply each of them costs 0.3 µs, and the
 * hooks that set them as much again. The hooks leave such a request alone.
 */
export function writesOwnHeaders({ raw }: Pick<FastifyRequest, 'raw'>): boolean {
  return raw.url === '/track' && raw.method === 'POST';
}
