import { NewerVersionError } from '@gatrix/analytics-metadata';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** What a check found, or why it could not be made. */
export async function finding(
  name: string,
  advice: string,
  check: () => Promise<Omit<Finding, 'name'>>,
): Promise<Finding> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    const message = problemOf(error);
    return { name, ok: false, message, ...(error instanceof NewerVersionError ? {} : { advice }) };
  }
}

export function problemOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(problemOf).join(', ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${problemOf(error.cause)}` : error.message;
}
