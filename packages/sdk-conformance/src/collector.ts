import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { ScriptedAnswer } from './scenario.ts';

export interface Message {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Request {
  /** By this process's clock, milliseconds. */
  readonly at: number;
  readonly sentAt: unknown;
  /** After decompression. */
  readonly bytes: number;
  readonly messages: readonly Message[];
}

/** A server whose answers are scripted, and that remembers what came. */
export interface Collector {
  readonly url: string;
  readonly requests: readonly Request[];
  /** One for each id, as it came first, in the order in which they were stored. */
  readonly stored: readonly Message[];
  readonly answer: (script: readonly ScriptedAnswer[]) => void;
  readonly goDown: () => Promise<void>;
  readonly goUp: () => Promise<void>;
  /** A page of this origin, for clients that live in one. */
  readonly close: () => Promise<void>;
}

const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' };

export async function startCollector(): Promise<Collector> {
  const requests: Request[] = [];
  const stored = new Map<unknown, Message>();
  let script: readonly ScriptedAnswer[] = [200];
  let answered = 0;
  let server: Server | undefined;
  let port = 0;

  const store = (messages: readonly Message[]) => {
    for (const message of messages)
      if (!stored.has(message.payload.id)) stored.set(message.payload.id, message);
  };
  const reply = (scripted: ScriptedAnswer, { messages }: Request, response: ServerResponse): void => {
    const end = (status: number, body: object, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { ...cors, 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    if (scripted === 'lost') store(messages);
    if (scripted === 'lost' || scripted === 'reset') {
      response.socket?.destroy();
      return;
    }
    if (typeof scripted === 'object' && 'maxMessages' in scripted && messages.length > scripted.maxMessages) {
      end(413, { success: false });
      return;
    }
    const status = statusOf(scripted);
    const rejects = typeof scripted === 'object' && 'reject' in scripted ? scripted.reject : [];
    const isRejected = ({ payload }: Message) => rejects.includes(`${payload.name}`);
    if (status === 200) store(messages.filter((message) => !isRejected(message)));
    const rejected = messages.flatMap((message, index) =>
      isRejected(message) ? [{ index, code: 'invalid_message', message: 'it is bad' }] : [],
    );
    const accepted = messages.length - rejected.length;
    end(status, { success: status === 200, accepted, bots: 0, rejected }, retryAfterOf(scripted));
  };
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (incoming.method !== 'POST') {
      response
        .writeHead(200, { ...cors, 'content-type': 'text/html' })
        .end('<!doctype html><title>Page</title>');
      return;
    }
    const at = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const text = `${incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw}`;
    const { sentAt, batch } = JSON.parse(text);
    const request = { at, sentAt, bytes: Buffer.byteLength(text), messages: batch };
    requests.push(request);
    reply(script[Math.min(answered++, script.length - 1)] ?? 200, request, response);
  };
  const goUp = async () => {
    server = createServer((incoming, response) => {
      // The client has given the request up.
      handle(incoming, response).catch(() => response.destroy());
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const goDown = async () => {
    if (!server) return;
    server.closeAllConnections();
    const closed = once(server, 'close');
    server.close();
    server = undefined;
    await closed;
  };
  await goUp();
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get stored() {
      return [...stored.values()];
    },
    answer: (next) => {
      script = next;
      answered = 0;
    },
    goDown,
    goUp,
    close: goDown,
  };
}

function statusOf(scripted: ScriptedAnswer): number {
  if (typeof scripted === 'number') return scripted;
  return typeof scripted === 'object' && 'status' in scripted ? scripted.status : 200;
}

function retryAfterOf(scripted: ScriptedAnswer): Record<string, string> {
  if (typeof scripted !== 'object' || !('retryAfter' in scripted) || scripted.retryAfter === undefined)
    return {};
  const at = new Date(Date.now() + scripted.retryAfter * 1_000);
  return { 'retry-after': scripted.asDate ? at.toUTCString() : `${scripted.retryAfter}` };
}
