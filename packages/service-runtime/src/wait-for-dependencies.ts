import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { reasonOf } from './work-watch.ts';

export interface Dependency {
  readonly name: string;
  /** Rejects, with the reason, while the dependency cannot be used. */
  readonly check: () => Promise<void>;
}

const firstDelayMs = 250;
const maxDelayMs = 5_000;
/** A server behind a firewall neither answers nor refuses. */
const checkTimeoutMs = 5_000;

/** Resolves when every dependency's check passed, or when `signal` aborts. Each failed check is a log line. */
export async function waitForDependencies(
  dependencies: readonly Dependency[],
  options: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  await Promise.all(dependencies.map((dependency) => waitFor(dependency, options)));
}

async function waitFor(
  { name, check }: Dependency,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    const failure = await failureOf(check, signal);
    if (failure === undefined) {
      if (attempt > 1 && !signal.aborted) logger.info(`${name} is up`);
      return;
    }
    const retryInMs = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
    logger.warn({ dependency: name, attempt, retryInMs }, `waiting for ${name}: ${failure}`);
    await delay(retryInMs, undefined, { signal }).catch(onlyAbort);
  }
}

async function failureOf(check: () => Promise<void>, signal: AbortSignal): Promise<string | undefined> {
  const done = new AbortController();
  const ends = AbortSignal.any([signal, done.signal]);
  const timeout = delay(checkTimeoutMs, `no answer within ${checkTimeoutMs} ms`, { signal: ends });
  try {
    return await Promise.race([check().then(() => undefined), timeout]);
  } catch (error) {
    return signal.aborted ? undefined : reasonOf(error);
  } finally {
    done.abort();
    await timeout.catch(onlyAbort);
  }
}

function onlyAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
