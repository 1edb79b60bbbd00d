import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from './listen.ts';

export type InsertPhase = 'before' | 'after';

/** What the proxy does to requests; each field can be changed at any time. */
export interface ClickHouseFaults {
  /** Connections are cut as soon as a request comes. */
  away: boolean;
  /** Requests are taken and not forwarded until this is false again. */
  stalled: boolean;
  /** Milliseconds before an answer is passed on. */
  answerDelayMs: number;
  /** The share of inserts that are done and whose answer is dropped. */
  droppedAnswers: number;
  /** The share of inserts whose body is cut in the middle. */
  cutBodies: number;
  /** Told before an insert is forwarded, and after it was done but before the answer is passed on. */
  onInsert: ((table: string, phase: InsertPhase) => Promise<void> | void) | undefined;
}

export interface ClickHouseProxy {
  readonly url: string;
  readonly faults: ClickHouseFaults;
  /** Passes everything again. */
  heal(): void;
  close(): Promise<void>;
}

const harmless: ClickHouseFaults = {
  away: false,
  stalled: false,
  answerDelayMs: 0,
  droppedAnswers: 0,
  cutBodies: 0,
  onInsert: undefined,
};

/** Stands between the workers and ClickHouse and does what networks do. `next` gives numbers in [0, 1). */
export async function startClickHouseProxy(targetUrl: string, next: () => number): Promise<ClickHouseProxy> {
  const target = new URL(targetUrl);
  const faults: ClickHouseFaults = { ...harmless };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const table = tableOfInsert(url);
    const body = await read(request);
    while (faults.stalled && !request.destroyed) await delay(50);
    if (faults.away) return cut(request);
    if (table !== undefined) await faults.onInsert?.(table, 'before');
    const isCut = table !== undefined && next() < faults.cutBodies;
    const answer = await forward(target, request, url, body, isCut);
    if (!answer) return cut(request);
    if (table !== undefined) await faults.onInsert?.(table, 'after');
    if (faults.answerDelayMs > 0) await delay(faults.answerDelayMs);
    if (faults.away || (table !== undefined && next() < faults.droppedAnswers)) return cut(request);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer({ maxHeaderSize: 2_000_000 }, (request, response) => {
    handle(request, response).catch(() => cut(request));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    heal: () => void Object.assign(faults, harmless),
    async close() {
      faults.stalled = false;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function cut(request: IncomingMessage): void {
  request.socket.destroy();
}

function tableOfInsert(url: string): string | undefined {
  const query = new URL(url, 'http://x').searchParams.get('query') ?? '';
  return /^\s*INSERT INTO \w+\.(\w+)/.exec(query)?.[1];
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Undefined where ClickHouse did not answer to the end. */
function forward(
  target: URL,
  from: IncomingMessage,
  path: string,
  body: Buffer,
  isCut: boolean,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const { 'transfer-encoding': _, connection: __, ...headers } = from.headers;
    const request = send(
      {
        hostname: target.hostname,
        port: target.port,
        path,
        method: from.method,
        headers: { ...headers, 'content-length': body.length },
        maxHeaderSize: 2_000_000,
      },
      (response) => {
        read(response).then(
          (answer) => {
            const { 'transfer-encoding': _, connection: __, ...passed } = response.headers;
            resolve({ status: response.statusCode ?? 502, headers: passed, body: answer });
          },
          () => resolve(undefined),
        );
      },
    );
    request.on('error', () => resolve(undefined));
    if (isCut) {
      request.write(body.subarray(0, Math.floor(body.length / 2)), () => request.destroy());
    } else request.end(body);
  });
}
