import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentMessage {
  readonly type: string;
  readonly payload: {
    readonly id: string;
    readonly name?: string;
    readonly timestamp: string;
    readonly sessionId?: string;
    readonly deviceId?: string;
    readonly path?: string;
    readonly properties?: Record<string, unknown>;
    readonly [key: string]: unknown;
  };
}

/** One request to `/track`, as it arrived. */
export interface Arrival {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly clientId: string;
    readonly sentAt: string;
    readonly sdk: string;
    readonly batch: readonly SentMessage[];
  };
}

export interface Reply {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What to answer: a status, all of it, `reset` to cut the connection, or nothing at all. */
export type Script = (arrival: Arrival) => number | Reply | 'reset' | 'silence';

/** The server of the tests: answers as its script says and remembers all that arrived. */
export interface Collector {
  readonly url: string;
  readonly arrivals: Arrival[];
  readonly preflights: number;
  script: Script;
  /** Messages of the requests that were answered with 200, in order, copies included. */
  readonly accepted: () => SentMessage[];
  /** Names of the accepted tracks, one for each id, in order of arrival. */
  readonly names: () => string[];
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' };

export async function startCollector(): Promise<Collector> {
  const arrivals: Arrival[] = [];
  const acceptedArrivals: Arrival[] = [];
  const state = { preflights: 0, script: (() => 200) as Script };

  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') {
      state.preflights += 1;
      response.writeHead(204, { 'access-control-allow-headers': '*' }).end();
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // The browser gave the request up before it was complete.
    }
    const text = Buffer.concat(chunks).toString();
    const arrival = { at: Date.now(), headers: request.headers, text, body: JSON.parse(text) };
    arrivals.push(arrival);
    const scripted = state.script(arrival);
    if (scripted === 'silence') return;
    if (scripted === 'reset') {
      request.socket.destroy();
      return;
    }
    const reply: Reply = typeof scripted === 'number' ? { status: scripted } : scripted;
    if (reply.status === 200) acceptedArrivals.push(arrival);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body ?? { success: reply.status === 200 }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const accepted = () => acceptedArrivals.flatMap(({ body }) => body.batch);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    get preflights() {
      return state.preflights;
    },
    get script() {
      return state.script;
    },
    set script(script) {
      state.script = script;
    },
    accepted,
    names: () => {
      const byId = new Map(accepted().map((message) => [message.payload.id, `${message.payload.name}`]));
      return [...byId.values()];
    },
    reset: () => {
      arrivals.length = 0;
      acceptedArrivals.length = 0;
      state.preflights = 0;
      state.script = () => 200;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
