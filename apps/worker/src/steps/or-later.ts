import { RetryLaterError } from '@gatrix/analytics-queue';

/** What fails because a store is away or full is done later; it is no fault of the chunk's. */
export async function orLater<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new RetryLaterError(`${what} did not answer`, { cause: error });
  }
}
