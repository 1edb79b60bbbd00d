import { type LookupAddress, lookup as lookupHost } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.ts';

export interface PostOptions {
  /** Whether an address may be sent to; default: those of the public internet. */
  readonly mayReach?: (address: string) => boolean;
  /** Milliseconds for a request and its redirects together. */
  readonly timeoutMs?: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
  /** `retry-after`, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** An address that must not be sent to: trying again changes nothing. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
}

/** It was sent, and no answer came: the receiver may have it. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<PostAnswer>;

const maxRedirects = 3;
const maxAnswerBytes = 2_000;
/** The method and body are kept: what is sent is a message, and no form. */
const redirects = new Set([301, 302, 307, 308]);

/**
 * Posts to addresses that others typed in. Each host is looked up once, and what was looked up is what is connected to,
 * so that no name can change in between; that holds for redirects, too.
 */
export function createPost({ mayReach = isPublicAddress, timeoutMs = 15_000 }: PostOptions = {}): Post {
  return async (url, headers, body) => {
    const signal = AbortSignal.timeout(timeoutMs);
    let target = new URL(url);
    let sent = headers;
    for (let redirect = 0; ; redirect += 1) {
      const answer = await postOnce(target, sent, body, { mayReach, signal });
      const { location } = answer.headers;
      if (!redirects.has(answer.statusCode ?? 0) || location === undefined) return answerOf(answer);
      answer.destroy();
      if (redirect === maxRedirects) throw new RefusedAddressError(`more than ${maxRedirects} redirects`);
      const next = new URL(location, target);
      if (next.origin !== target.origin) sent = withoutCredentials(sent);
      target = next;
    }
  };
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
}

interface Guard {
  readonly mayReach: (address: string) => boolean;
  readonly signal: AbortSignal;
}

function postOnce(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { mayReach, signal }: Guard,
): Promise<IncomingMessage> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new RefusedAddressError(`${url.protocol} is not http or https`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A name is checked where it is looked up; an address is not looked up.
  if (isIP(host) !== 0 && !mayReach(host)) throw refused(host, host);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal,
    // A connection that is kept was looked up earlier.
    agent: false,
    lookup: guardedLookup(mayReach),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, resolve).on('error', (cause) => {
      if (cause instanceof RefusedAddressError) return reject(cause);
      const message = signal.aborted ? 'no answer in time' : cause.message;
      reject(sent.writableFinished ? new NoAnswerError(message, { cause }) : new Error(message, { cause }));
    });
    sent.end(body);
  });
}

function guardedLookup(mayReach: Guard['mayReach']): LookupFunction {
  return (hostname, options, done) => {
    lookupHost(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const bad = addresses.find(({ address }) => !mayReach(address));
      if (bad) return done(refused(hostname, bad.address), []);
      const [first]: LookupAddress[] = addresses;
      if (!first) return done(new Error(`${hostname} has no address`), []);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

function refused(host: string, address: string): RefusedAddressError {
  const what = host === address ? host : `${host} (${address})`;
  const why = 'is not an address of the public internet; WEBHOOK_ALLOW_PRIVATE=true allows it';
  return new RefusedAddressError(`${what} ${why}`);
}

async function answerOf(response: IncomingMessage): Promise<PostAnswer> {
  let text = Buffer.alloc(0);
  for await (const chunk of response) {
    text = Buffer.concat([text, chunk]);
    // Leaving the loop closes the connection.
    if (text.length >= maxAnswerBytes) break;
  }
  const seconds = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    text: text.subarray(0, maxAnswerBytes).toString('utf8'),
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined,
  };
}
