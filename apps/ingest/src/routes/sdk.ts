import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { IngestError } from '../errors.ts';

/** The script build of the browser SDK, and what it weighs less when it is sent. */
interface Script {
  readonly hash: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** Fixes reach pages within a day; the name with the hash is for pages that pin a version. */
const shortCache = 'public, max-age=86400, stale-while-revalidate=604800';
const longCache = 'public, max-age=31536000, immutable';

/** `GET /sdk.js` and `/sdk.<hash>.js`: the browser SDK, first-party. 503 where the bundle was not built. */
export function registerSdk(app: FastifyInstance, read = readBuild): void {
  const script = rememberSuccess(() => loadScript(read));
  app.get('/sdk.js', async (request, reply) => sendScript(request, reply, await script(), shortCache));
  for (const path of ['/sdk.:hash.js', '/sdk-:hash.js']) {
    app.get<{ Params: { hash: string } }>(path, async (request, reply) => {
      const current = await script();
      if (request.params.hash !== current.hash) {
        throw new IngestError('not_found', `this server has /sdk.${current.hash}.js`);
      }
      return sendScript(request, reply, current, longCache);
    });
  }
}

function sendScript(request: FastifyRequest, reply: FastifyReply, script: Script, cache: string) {
  const encoding = encodingFor(request.headers['accept-encoding'] ?? '');
  const etag = `"${script.hash}${encoding === undefined ? '' : `-${encoding}`}"`;
  reply.headers({
    'cache-control': cache,
    etag,
    vary: 'Accept-Encoding',
    'access-control-allow-origin': '*',
    'timing-allow-origin': '*',
  });
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.type('text/javascript; charset=utf-8').send(script[encoding ?? 'plain']);
}

function encodingFor(accepted: string): 'br' | 'gzip' | undefined {
  const isAccepted = (name: string) =>
    new RegExp(`(?:^|,)\\s*${name}\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[\\d.]+\\s*)?(?:,|$)`, 'i').test(
      accepted,
    );
  return (['br', 'gzip'] as const).find(isAccepted);
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

async function loadScript(read: typeof readBuild): Promise<Script> {
  try {
    const { code, hash } = await read();
    const plain = Buffer.from(code);
    const [small, smaller] = await Promise.all([promisify(gzip)(plain), promisify(brotliCompress)(plain)]);
    return { hash, plain, gzip: small, br: smaller };
  } catch (error) {
    throw new IngestError('unavailable', 'the browser SDK is not built here: run pnpm build', {
      cause: error,
      retryAfterSeconds: 60,
    });
  }
}

/** Loaded when it is asked for: ingest starts where the SDK was never built. */
async function readBuild(): Promise<{ readonly code: string; readonly hash: string }> {
  const { readScriptBuild } = await import('@gatrix/analytics-sdk/script');
  return readScriptBuild();
}

/** What was loaded once is kept; what failed is tried again by whoever asks next. */
function rememberSuccess<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
