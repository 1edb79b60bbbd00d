import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReadiness, type ReadinessOptions } from '@gatrix/analytics-service-runtime';

export interface HealthServerOptions extends ReadinessOptions {
  readonly host: string;
  readonly port: number;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

/**
 * `/health` answers as long as the process lives, `/ready` 503 with the names of what is down,
 * `/metrics` in Prometheus' form. The port is not for the public.
 */
export async function startHealthServer(
  options: HealthServerOptions,
): Promise<{ port: number; close(): void }> {
  const readiness = createReadiness(options);
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/health') answer(200, { status: 'ok', uptime: process.uptime() });
    else if (request.url === '/ready') {
      void readiness.read().then(({ isReady, parts }) => {
        const down = parts.filter(({ status }) => status === 'down');
        if (isReady) return answer(200, { status: down.length === 0 ? 'ok' : 'degraded', parts });
        const details = down.map(({ name, message }) => ({ field: name, message }));
        const message = `not ready: ${down.map(({ name }) => name).join(', ')} down`;
        answer(503, { success: false, error: { code: 'unavailable', message, details }, parts });
      });
    } else if (request.url === '/metrics') {
      options.metrics.text().then(
        (text) => response.writeHead(200, { 'content-type': options.metrics.contentType }).end(text),
        (error: unknown) => {
          const message = `the metrics cannot be read: ${error instanceof Error ? error.message : error}`;
          answer(503, { success: false, error: { code: 'unavailable', message, details: [] } });
        },
      );
    } else answer(404, { success: false, error: { code: 'not_found', message: 'not found', details: [] } });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      readiness.close();
      server.close();
    },
  };
}
