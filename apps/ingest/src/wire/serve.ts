import { type Envelope, maxBatchMessages, parseInstant } from '@gatrix/analytics-protocol/track';
import {
  type Delivery,
  type Outcome,
  type WireAnswer,
  type WireFormat,
  WireProblem,
  type WireRequest,
} from '@gatrix/analytics-wire-formats';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptBatch } from '../accept/accept-request.ts';
import type { Credentials } from '../access/authorize.ts';
import { headerText } from '../access/credentials.ts';
import type { RouteDeps } from '../deps.ts';
import { IngestError, statusOf } from '../errors.ts';
import { decode } from '../plugins/body.ts';
import { toIngestError } from '../plugins/errors.ts';
import { setHeaders } from '../plugins/reply-headers.ts';

/** Takes a request in a vendor's form, and answers in that form: success only once the queue has it. */
export async function serve(
  deps: RouteDeps,
  format: WireFormat,
  route: WireFormat['routes'][number],
  request: FastifyRequest,
  reply: FastifyReply,
  sent: WireRequest,
  isEncoded = true,
): Promise<void> {
  if ('answer' in route) return send(reply, 200, route.answer(sent));
  let wireRequest = sent;
  if (format.sendsCredentials) reply.header('access-control-allow-credentials', 'true');
  try {
    const encoding = request.headers['content-encoding'];
    if (isEncoded && encoding !== undefined)
      wireRequest = { ...sent, body: await decode(sent.body, encoding) };
    const outcome = await accept(deps, format, request, route.read(wireRequest));
    setHeaders(request, reply);
    send(reply, 200, format.accepted(wireRequest, outcome));
  } catch (error) {
    const refusal = ingestErrorOf(error);
    const requestId = request.id;
    if (refusal.code === 'internal') request.log.error({ err: error, requestId }, 'request failed');
    if (refusal.code === 'unavailable') request.log.warn({ err: error, requestId }, 'request refused');
    setHeaders(request, reply);
    sendRefusal(format, wireRequest, reply, refusal);
  }
}

/** A refusal in the vendor's form; `retry-after` is what SDKs of all vendors know. */
export function sendRefusal(
  format: WireFormat,
  request: WireRequest,
  reply: FastifyReply,
  { code, message, retryAfterSeconds }: IngestError,
): void {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const status = statusOf[code];
  send(reply, status, format.refused(request, { status, code, message }));
}

async function accept(
  deps: RouteDeps,
  format: WireFormat,
  request: FastifyRequest,
  delivery: Delivery,
): Promise<Outcome> {
  const envelope = envelopeOf(delivery);
  const credentials = { ...credentialsOf(format, delivery), origin: headerText(request.headers.origin) };
  const facts = await deps.gate(request, envelope, { credentials, kind: delivery.sender });
  const { messages, perRecord = messages.map(() => 1) } = delivery;
  if (messages.length === 0) return { accepted: perRecord.length, refused: 0, rejected: [] };
  const { body } = await acceptBatch(deps, facts);
  if (!('rejected' in body)) throw new Error('a batch has a list of what was rejected');
  if (!body.success)
    throw new IngestError('invalid_message', body.rejected[0]?.message ?? body.error.message);
  const accepted = acceptedRecords(perRecord, body.rejected);
  return { accepted, refused: perRecord.length - accepted, rejected: body.rejected };
}

function acceptedRecords(perRecord: readonly number[], rejected: Outcome['rejected']): number {
  const refused = new Set(rejected.map(({ index }) => index));
  let start = 0;
  return perRecord.filter((messages) => {
    const indices = Array.from({ length: messages }, (_, at) => start + at);
    start += messages;
    return !indices.some((index) => refused.has(index));
  }).length;
}

function envelopeOf({ messages, sentAt, sdk }: Delivery): Envelope {
  if (messages.length > maxBatchMessages) {
    throw new IngestError('batch_too_large', `at most ${maxBatchMessages} messages travel in one request`);
  }
  return {
    messages,
    isBatch: true,
    clientId: undefined,
    clientSecret: undefined,
    // Some SDKs put a counter where others have a time; without one the sender's clock is taken as right.
    sentAt: sentAt === undefined ? undefined : parseInstant(sentAt),
    sdk: sdk?.slice(0, 256),
  };
}

const secretInKey = /^(.+):(gxs_.+)$/;

/** The key may hold the secret, too, for a server whose SDK has no place for one. */
function credentialsOf(
  { vendor, keyField }: WireFormat,
  { key, secret, signature }: Delivery,
): Omit<Credentials, 'origin'> {
  const [, id = key, secretOfKey] = secretInKey.exec(key ?? '') ?? [];
  return { clientId: id, clientSecret: secret ?? secretOfKey, signature, wireFormat: { vendor, keyField } };
}

function ingestErrorOf(error: unknown): IngestError {
  if (error instanceof WireProblem) return new IngestError(error.code, error.message, { cause: error });
  return toIngestError(error instanceof Error ? error : new Error(String(error)));
}

function send(reply: FastifyReply, status: number, answer: WireAnswer): void {
  if (answer.headers) reply.headers(answer.headers);
  void reply
    .code(answer.status ?? status)
    .type(answer.type ?? 'application/json; charset=utf-8')
    .send(answer.body);
}
