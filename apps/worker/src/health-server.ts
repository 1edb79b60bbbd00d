import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

/**
 * `/health` answers as long as the process lives, `/ready` 503 with the names of the dependencies that are down,
 * `/metrics` in Prometheus' form. The port is not for the public.
 */
export async function startHealthServer(
  options: HealthServerOptions,
): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/health') answer(200, { status: 'ok', uptime: process.uptime() });
    else if (request.url === '/ready') {
      void problemsOf(options.checks).then((details) => {
        if (details.length === 0) return answer(200, { status: 'ok' });
        const message = `not ready: ${details.map(({ field }) => field).join(', ')} down`;
        answer(503, { success: false, error: { code: 'unavailable', message, details } });
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
  return { port, close: () => server.close() };
}

async function problemsOf(
  checks: HealthServerOptions['checks'],
): Promise<{ field: string; message: string }[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([field, check]) => {
      try {
        await check();
        return [];
      } catch (error) {
        return [{ field, message: error instanceof Error ? error.message : String(error) }];
      }
    }),
  );
  return results.flat();
}
