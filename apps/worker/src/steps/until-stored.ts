import { setTimeout as delay } from 'node:timers/promises';
import { ClickHouseError } from '@clickhouse/client';
import { RowValueError } from '@gatrix/analytics-clickhouse-schema';
import { RetryLaterError } from '@gatrix/analytics-queue';
import type { PipelineContext } from '../pipeline-types.ts';

/**
 * ClickHouse's codes for data it can never take, beside what the encoding of rows refuses itself: 6 26 27 33 38 41 53 69 72 117 131 376 407 (CANNOT_PARSE_…,
 * TYPE_MISMATCH, ARGUMENT_OUT_OF_BOUND, INCORRECT_DATA, TOO_LARGE_STRING_SIZE, DECIMAL_OVERFLOW).
 */
const dataErrors = new Set(['6', '26', '27', '33', '38', '41', '53', '69', '72', '117', '131', '376', '407']);

export function isDataError(error: unknown): boolean {
  return error instanceof RowValueError || (error instanceof ClickHouseError && dataErrors.has(error.code));
}

/**
 * Does something in ClickHouse, again and again while it is away, for as long as the pipeline has patience.
 * `attempt` is told how often it failed before. Data that ClickHouse can never take is thrown at once.
 */
export async function untilStored<T>(
  context: PipelineContext,
  attempt: (failures: number) => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + context.insertPatienceMs;
  for (let failures = 0; ; failures++) {
    try {
      return await unlessClosing(context.closing, attempt(failures));
    } catch (error) {
      if (isDataError(error)) throw error;
      if (context.closing.aborted || performance.now() >= giveUpAt) {
        throw new RetryLaterError('ClickHouse did not take the batch', { cause: error });
      }
      const waitMs = Math.min(100 * 2 ** failures, 5_000);
      context.observer?.retried(error);
      context.stores?.failed(error);
      context.logger.warn(
        { err: error, failures: failures + 1, waitMs },
        'ClickHouse did not answer; trying again',
      );
      await delay(waitMs, undefined, { signal: context.closing }).catch(() => undefined);
    }
  }
}

/** An answer that does not come in time to close is not waited for: who gets the batch next asks again. */
function unlessClosing<T>(closing: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('closing'));
    if (closing.aborted) onAbort();
    closing.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => closing.removeEventListener('abort', onAbort));
  });
}
