import {
  type Envelope,
  maxBatchMessages,
  parseInstant,
  parseMessage,
  type RejectedMessage,
} from '@gatrix/analytics-protocol/track';
import {
  type Delivery,
  type Outcome,
  type OwnMessage,
  type WireAnswer,
  type WireFormat,
  WireProblem,
  type WireRequest,
} from '@gatrix/analytics-wire-formats';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptBatch } from '../accept/accept-request.ts';
import type { RequestFacts } from '../accept/request-facts.ts';
import type { Credentials } from '../access/authorize.ts';
import { headerText } from '../access/credentials.ts';
import { IngestError, statusOf } from '../errors.ts';
import { decode } from '../plugins/body.ts';
import { toIngestError } from '../plugins/errors.ts';
import { setHeaders } from '../plugins/reply-headers.ts';
import type { RouteDeps } from '../route-deps.ts';

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
  try {
    const encoding = request.headers['content-encoding'];
    if (isEncoded && encoding !== undefined)
      wireRequest = { ...sent, body: await decode(sent.body, encoding) };
    const outcome = await accept(deps, format, request, route.read(wireRequest), route.isCheck === true);
    setHeaders(request, reply);
    send(reply, 200, format.accepted(wireRequest, outcome));
  } catch (error) {
    const refusal = ingestErrorOf(error);
    if (refusal.code === 'internal')
      request.log.error({ err: error, requestId: request.id }, 'request failed');
    if (refusal.code === 'unavailable') request.server.logRefusal(request, error);
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
  isCheck: boolean,
): Promise<Outcome> {
  const { messages, perRecord = messages.map(() => 1) } = delivery;
  const recordOf = perRecord.flatMap((count, record) => Array.from({ length: count }, () => record));
  const entries = messages.map((message, at) => ({ message, index: recordOf[at] ?? at }));
  const sound = entries.filter(({ message }) => message.problem === undefined);
  const envelope = envelopeOf(
    delivery,
    sound.map(({ message }) => message),
  );
  const credentials = { ...credentialsOf(format, delivery), origin: headerText(request.headers.origin) };
  const facts = await deps.gate(request, envelope, { credentials, kind: delivery.sender });
  const wrong = sound.length === 0 ? [] : isCheck ? problemsOf(envelope) : await rejectedOf(deps, facts);
  const rejected = [
    ...entries.flatMap(({ message: { problem: message }, index }) =>
      message === undefined ? [] : [{ index, code: 'invalid_message' as const, message }],
    ),
    ...wrong.map((one) => ({ ...one, index: sound[one.index]?.index ?? one.index })),
  ];
  const [first] = rejected;
  if (first && !isCheck && rejected.length === messages.length)
    throw new IngestError('invalid_message', first.message);
  const refused = new Set(rejected.map(({ index }) => index)).size;
  return { accepted: perRecord.length - refused, refused, rejected };
}

/** Stores the messages of a request, but those that it tells of. */
async function rejectedOf(deps: RouteDeps, facts: RequestFacts): Promise<readonly RejectedMessage[]> {
  const { body } = await acceptBatch(deps, facts);
  if (!('rejected' in body)) throw new Error('a batch has a list of what was rejected');
  return body.rejected;
}

function problemsOf({ messages }: Envelope): readonly RejectedMessage[] {
  return messages.flatMap((message, index) => {
    const parsed = parseMessage(message);
    return parsed.ok ? [] : [{ index, code: parsed.code, message: parsed.message }];
  });
}

function envelopeOf({ sentAt, sdk }: Delivery, messages: readonly OwnMessage[]): Envelope {
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
