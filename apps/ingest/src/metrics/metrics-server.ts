import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorAnswer } from '@gatrix/analytics-protocol/track';
import type { IngestMetrics } from './ingest-metrics.ts';

/** `GET /metrics` on a port of its own, which is not for the public. Port 0 is a free one. */
export async function startMetricsServer(
  metrics: IngestMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    const refuse = (status: number, code: string, message: string) =>
      answer(status, 'application/json', JSON.stringify(errorAnswer(code, message)));
    if (request.method !== 'GET' || request.url !== '/metrics')
      refuse(404, 'not_found', 'there is only GET /metrics');
    else {
      metrics.text().then(
        (text) => answer(200, metrics.contentType, text),
        () => refuse(500, 'internal', 'the metrics cannot be read'),
      );
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
