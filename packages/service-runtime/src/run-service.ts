import type { Logger } from 'pino';
import { type Dependency, waitForDependencies } from './wait-for-dependencies.ts';

export interface RunningService {
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly name: string;
  readonly logger: Logger;
  /** What must answer before `start`; all are waited for, at the same time. */
  readonly dependencies: readonly Dependency[];
  readonly start: () => Promise<RunningService>;
  /** From the first signal to exit code 1 where `close` has not ended. Default 10,000. */
  readonly shutdownTimeoutMs?: number;
}

/**
 * Runs the one service of this process: waits for its dependencies, starts it, and on SIGTERM or SIGINT closes it
 * once and exits with 0, or with 1 where that takes too long. A start that fails, an unhandled rejection or an
 * uncaught exception is logged and exits with 1. Resolves when the service has started.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { name, logger, shutdownTimeoutMs = 10_000 } = options;
  const stopping = new AbortController();

  const fail = (error: unknown, message: string): never => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => fail(error, 'uncaught exception'));
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));

  let started: Promise<RunningService | undefined> | undefined;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping.signal.aborted) return;
    logger.info(`${signal}: ${name} closes`);
    stopping.abort();
    setTimeout(() => {
      logger.error(`${name} did not close within ${shutdownTimeoutMs} ms`);
      process.exit(1);
    }, shutdownTimeoutMs);
    try {
      await (await started)?.close();
    } catch (error) {
      fail(error, `${name} failed to close`);
    }
    logger.info(`${name} closed`);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (received) => void stop(received));

  started = startWhenReady(options, stopping.signal);
  try {
    const service = await started;
    if (service) logger.info(`${name} started`);
  } catch (error) {
    fail(error, `${name} failed to start`);
  }
}

/** Undefined where a signal came first. */
async function startWhenReady(
  { dependencies, logger, start }: ServiceOptions,
  stopping: AbortSignal,
): Promise<RunningService | undefined> {
  await waitForDependencies(dependencies, { logger, signal: stopping });
  return stopping.aborted ? undefined : start();
}
