import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A server that takes the events of any of the SDKs, and can go away. */
export interface Collector {
  readonly url: string;
  readonly requests: number;
  /** Distinct events that arrived. */
  readonly arrived: number;
  /** Those that arrived again under another id, or without any: a server cannot know that they are the same. */
  readonly doubled: number;
  readonly goDown: () => Promise<void>;
  readonly goUp: () => Promise<void>;
}

interface Message {
  readonly event?: string;
  readonly uuid?: string;
  readonly messageId?: string;
  readonly properties?: { readonly $insert_id?: string };
  readonly payload?: { readonly name?: string; readonly id?: string };
}

export async function startCollector(): Promise<Collector> {
  const copies = new Map<string, Set<string>>();
  const state = { requests: 0, port: 0, server: undefined as Server | undefined };

  const take = (text: string) => {
    for (const { event, uuid, messageId, properties, payload } of messagesIn(text)) {
      const name = payload?.name ?? event;
      if (name === undefined || !/^event-\d+$/.test(name)) continue;
      const known = copies.get(name) ?? new Set<string>();
      copies.set(name, known);
      known.add(uuid ?? messageId ?? payload?.id ?? properties?.$insert_id ?? `no id ${known.size}`);
    }
  };
  const goUp = async () => {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of request) chunks.push(chunk);
      } catch {
        return; // The client is gone.
      }
      state.requests += 1;
      const body = Buffer.concat(chunks);
      const text = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body).toString() : body.toString();
      take(text === '' ? (new URL(request.url ?? '/', 'http://a').searchParams.get('data') ?? '') : text);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(request.url?.startsWith('/track?') ? '1' : '{"status":1,"success":true}');
    });
    // As ingest does: of a burst of connections beyond Node's 511 Linux resets some.
    server.listen(state.port, '127.0.0.1', 4_096);
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address) state.port = address.port;
    state.server = server;
  };
  await goUp();
  return {
    url: `http://127.0.0.1:${state.port}`,
    get requests() {
      return state.requests;
    },
    get arrived() {
      return copies.size;
    },
    get doubled() {
      return [...copies.values()].reduce((sum, { size }) => sum + size - 1, 0);
    },
    goUp,
    goDown: async () => {
      const { server } = state;
      if (!server) return;
      state.server = undefined;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A list, one object, or either within `batch`; some wrap it into base64 and a form. */
function messagesIn(text: string): readonly Message[] {
  if (text === '') return [];
  const form = text.startsWith('data=') ? (new URLSearchParams(text).get('data') ?? '') : text;
  const json = /^[\w+/]+=*$/.test(form) ? Buffer.from(form, 'base64').toString() : form;
  const parsed: { readonly batch?: readonly Message[] } | readonly Message[] = JSON.parse(json);
  if (Array.isArray(parsed)) return parsed;
  return 'batch' in parsed && parsed.batch ? parsed.batch : [parsed as Message];
}
