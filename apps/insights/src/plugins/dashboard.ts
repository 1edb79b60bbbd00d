import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export interface DashboardOptions {
  /** The built page: `index.html` and its `assets`. */
  readonly directory: string;
  /** Where browsers find it, for a proxy that takes a prefix off. Default `/`. */
  readonly basePath?: string | undefined;
  /** Origins whose pages may frame it, such as `https://admin.example.com`. Default: its own alone. */
  readonly embedOrigins?: readonly string[] | undefined;
}

/** First segments that belong to APIs: an unknown path below them is their 404, not a page. */
const apiSegments = new Set([
  'assets',
  'decrement',
  'health',
  'identify',
  'increment',
  'insights',
  'manage',
  'metrics',
  'ready',
  'track',
  'trpc',
]);

/**
 * Serves the dashboard at `/`: its files, and its page for every other path that a browser opens and no API owns.
 * Give it a scope of its own. Rejects where the directory has no page.
 */
export async function registerDashboard(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  const embedOrigins = options.embedOrigins ?? [];
  let page = await pageOf(options);
  const ownPolicy = policy(["'self'", ...embedOrigins]);
  // A share link is the key itself: no session is needed, so that any page may show it.
  const sharedPolicy = policy(['*']);
  const headers = {
    'content-security-policy': ownPolicy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });

  await app.register(fastifyStatic, {
    root: join(options.directory, 'assets'),
    prefix: '/assets/',
    // Looks at the disk with every request: the page may be built again under a running server.
    wildcard: true,
    allowedPath: (path) => /^\/\w[\w.-]*$/.test(path),
    index: false,
    preCompressed: true,
    // Their names carry their hash.
    immutable: true,
    maxAge: '365d',
  });
  app.get('/*', async (request, reply) => {
    const segment = request.url.split(/[/?]/)[1] ?? '';
    const wantsPage = (request.headers.accept ?? '').includes('text/html');
    if (segment !== '' && (!wantsPage || apiSegments.has(segment) || segment.includes('.'))) {
      return reply.callNotFound();
    }
    // While it is built again there is none: the one before stands in.
    page = await pageOf(options).catch((error) => (isAbsence(error) ? page : Promise.reject(error)));
    if (segment === 'shared') void reply.header('content-security-policy', sharedPolicy);
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
  });
}

async function pageOf({ directory, basePath = '/', embedOrigins = [] }: DashboardOptions): Promise<string> {
  const page = await readFile(join(directory, 'index.html'), 'utf8');
  const base = basePath.endsWith('/') ? basePath : `${basePath}/`;
  return page
    .replace('<base href="/" />', `<base href="${attribute(base)}" />`)
    .replace(
      '<meta name="embed-origins" content="" />',
      `<meta name="embed-origins" content="${attribute(embedOrigins.join(' '))}" />`,
    );
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function policy(framedBy: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${framedBy.join(' ')}`,
  ].join('; ');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
