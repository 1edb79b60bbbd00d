import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from './readiness.ts';
import { reasonOf } from './work-watch.ts';

export interface HealthServerOptions {
  readonly host: string;
  /** 0 is a free one. */
  readonly port: number;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** Without it there is no `/ready`, as where the service's own server has one. */
  readonly readiness?: Readiness | undefined;
}

/**
 * `/metrics` in Prometheus' form, `/health` as long as the process lives, and `/ready`, on a port of their own, which is not
 * for the public.
 */
export async function startHealthServer({
  host,
  port,
  metrics,
  readiness,
}: HealthServerOptions): Promise<{ readonly port: number; close(): void }> {
  const answerTo = async (path: string | undefined): Promise<[status: number, body: object | string]> => {
    if (path === '/metrics') return [200, await metrics.text()];
    if (path === '/health') return [200, { status: 'ok', uptime: process.uptime() }];
    if (path !== '/ready' || !readiness) return [404, errorBody('not_found', 'not found')];
    const { status, body } = await readiness.answer();
    return [status, body];
  };
  const server = createServer(async ({ url }, response) => {
    const [status, body] = await answerTo(url).catch((error: unknown): [number, object] => [
      503,
      errorBody('unavailable', `the metrics cannot be read: ${reasonOf(error)}`),
    ]);
    const [type, text] =
      typeof body === 'string' ? [metrics.contentType, body] : ['application/json', JSON.stringify(body)];
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      readiness?.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function errorBody(code: string, message: string) {
  return { success: false, error: { code, message, details: [] } };
}
