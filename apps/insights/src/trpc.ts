import type { DataOf, InputOf, ReportAnswer, ReportName } from '@gatrix/analytics-reports';
import { initTRPC, TRPCError, type TRPCQueryProcedure } from '@trpc/server';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authorize } from './access/authorize.ts';
import { credentialsOf } from './access/credentials.ts';
import type { RouteDeps } from './deps.ts';
import { InsightsError, type InsightsErrorCode } from './errors.ts';
import { toInsightsError } from './plugins/errors.ts';
import type { AnyProcedure, Procedures } from './procedures.ts';

interface Context {
  readonly deps: RouteDeps;
  readonly request: FastifyRequest;
}

const trpcCodes: Partial<Record<InsightsErrorCode, TRPCError['code']>> = {
  invalid_json: 'PARSE_ERROR',
  invalid_parameters: 'BAD_REQUEST',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  query_limit: 'UNPROCESSABLE_CONTENT',
  client_gone: 'CLIENT_CLOSED_REQUEST',
  unavailable: 'SERVICE_UNAVAILABLE',
};

/** The procedures as tRPC queries: the input is a report's parameters with `projectId`, the output `{ data, meta }`. */
export function createRouter(procedures: Procedures) {
  const t = initTRPC.context<Context>().create({
    errorFormatter: ({ shape, error }) => {
      const insightsError = error.cause instanceof InsightsError ? error.cause : undefined;
      const { stack: _inside, ...data } = shape.data;
      return {
        ...shape,
        data: { ...data, error: insightsError?.code ?? 'internal', details: insightsError?.details ?? [] },
      };
    },
  });

  const query = (procedure: AnyProcedure) =>
    t.procedure
      .input(z.looseObject({ projectId: z.string() }))
      .query(async ({ ctx, input: { projectId, ...parameters }, signal }) => {
        try {
          const project = await authorize(ctx.deps, credentialsOf(ctx.request), projectId);
          const gone = signal === undefined ? [] : [signal];
          const ends = AbortSignal.any([...gone, ctx.deps.closing]);
          return await procedure.answer(project, parameters, { signal: ends });
        } catch (error) {
          throw asTrpcError(error);
        }
      });

  const queries = Object.entries<AnyProcedure>(procedures).map(([name, one]) => [name, query(one)] as const);
  return t.router(Object.fromEntries(queries) as unknown as Queries);
}

/** What a client sees of each report. */
type Queries = {
  readonly [Name in ReportName]: TRPCQueryProcedure<{
    input: { projectId: string } & InputOf<Name>;
    output: ReportAnswer<DataOf<Name>>;
    meta: unknown;
  }>;
};

export type InsightsRouter = ReturnType<typeof createRouter>;

/** tRPC at `/trpc`. Credentials are those of REST; large inputs go as POST (`methodOverride`). */
export async function registerTrpc(
  app: FastifyInstance,
  deps: RouteDeps,
  procedures: Procedures,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async ({ method, url }) => {
      // The adapter cannot turn all others into its own requests.
      if (!methods.has(method)) throw new InsightsError('not_found', 'tRPC is asked by GET or POST');
      refuseLargeBatch(url);
    });
    await scope.register(fastifyTRPCPlugin<InsightsRouter>, optionsOf(deps, procedures));
  });
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** A page asks some ten questions at once. */
const maxBatch = 20;

function refuseLargeBatch(url: string): void {
  const asked = (url.split('?', 1)[0] ?? '').split(',').length;
  if (asked <= maxBatch) return;
  throw new InsightsError('invalid_parameters', `a batch has at most ${maxBatch} questions, not ${asked}`);
}

function optionsOf(deps: RouteDeps, procedures: Procedures): FastifyTRPCPluginOptions<InsightsRouter> {
  return {
    prefix: '/trpc',
    trpcOptions: {
      router: createRouter(procedures),
      allowMethodOverride: true,
      createContext: ({ req }) => ({ deps, request: req }),
      onError: ({ error, req }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') req.log.error({ err: error.cause ?? error }, 'tRPC');
      },
    },
  };
}

function asTrpcError(error: unknown): TRPCError {
  const insightsError = toInsightsError(error);
  return new TRPCError({
    code: trpcCodes[insightsError.code] ?? 'INTERNAL_SERVER_ERROR',
    message: insightsError.message,
    cause: insightsError,
  });
}
