import { isHttpLibrary } from '@gatrix/analytics-normalizer';
import { createMemo } from '../access/memo.ts';

/** Whether a user agent is an HTTP library's; remembered, because asking takes two dozen regular expressions. */
export function createHttpLibraryTest(): (userAgent: string) => boolean {
  const known = createMemo<boolean>(2_000);
  return (userAgent) => known(userAgent, () => isHttpLibrary(userAgent));
}
