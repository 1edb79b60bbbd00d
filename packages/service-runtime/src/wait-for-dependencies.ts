import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

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
    return signal.aborted ? undefined : describe(error);
  } finally {
    done.abort();
    await timeout.catch(onlyAbort);
  }
}

/** What went wrong, causes included. Node's refusal of `localhost` (two addresses) has an empty message of its own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(', ');
  if (!(error instanceof Error)) return String(error);
  const own = error.message || ('code' in error ? String(error.code) : error.name);
  return error.cause === undefined ? own : `${own}: ${describe(error.cause)}`;
}

function onlyAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
