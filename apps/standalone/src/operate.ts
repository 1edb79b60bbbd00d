import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackUpOptions, backUp, type Manifest } from '@gatrix/analytics-backup';
import { acceptMissingRows } from '@gatrix/analytics-clickhouse-schema';
import { type Logger, reasonOf } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

/** How the last back-up goes, or went. */
type BackupState =
  | { readonly status: 'none' | 'running' }
  | { readonly status: 'done'; readonly manifest: Manifest }
  | { readonly status: 'failed'; readonly message: string };

export interface OperateDeps extends Omit<BackUpOptions, 'directory' | 'of'> {
  readonly token: string;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** Looks for damage again. */
  readonly lookForDamage: () => Promise<void>;
}

const bodySchema = z.strictObject({ directory: z.string().startsWith('/', 'must be an absolute path') });

/** A secret of this run, for who may read the data directory: the command line on this machine. */
export function writeOperatorToken(dataDir: string): { readonly token: string; remove(): void } {
  const path = join(dataDir, 'operator-token');
  const token = randomBytes(32).toString('base64url');
  // Made anew: the mode of a file that is there would stay.
  rmSync(path, { force: true });
  writeFileSync(path, token, { mode: 0o600 });
  return { token, remove: () => rmSync(path, { force: true }) };
}

/** What only the process that holds the data can do, for the operator of this machine. */
export function registerOperate(app: FastifyInstance, deps: OperateDeps): void {
  let state: BackupState = { status: 'none' };
  app.addHook('onRequest', async (request, reply) => {
    if (!isToken(request.headers.authorization, deps.token))
      return fail(reply, 401, 'unauthorized', 'this needs the token of the data directory');
  });

  app.get('/operate/backup', async () => state);

  app.post('/operate/accept-loss', async () => {
    const accepted = await acceptMissingRows(deps.store);
    await deps.lookForDamage();
    return { accepted };
  });

  app.post('/operate/backup', async (request, reply) => {
    const body = bodySchema.safeParse(request.body);
    if (!body.success) return fail(reply, 400, 'invalid_body', z.prettifyError(body.error));
    if (state.status === 'running') return fail(reply, 409, 'conflict', 'a back-up is being made already');
    state = { status: 'running' };
    const { directory } = body.data;
    backUp({ ...deps, directory, of: 'standalone' }).then(
      (manifest) => {
        state = { status: 'done', manifest };
        deps.logger.info({ directory }, 'a back-up was made');
      },
      (error: unknown) => {
        state = { status: 'failed', message: reasonOf(error) };
        deps.logger.error({ err: error, directory }, 'a back-up failed');
      },
    );
    return reply.status(202).send(state);
  });
}

function fail(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ success: false, error: { code, message, details: [] } });
}

function isToken(header: string | undefined, token: string): boolean {
  const [given, expected] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
