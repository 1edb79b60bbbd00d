import { isHttpLibrary } from '@gatrix/analytics-normalizer';

const maxKnown = 2_000;

/** Whether a user agent is an HTTP library's; remembered, because asking takes two dozen regular expressions. */
export function createHttpLibraryTest(): (userAgent: string) => boolean {
  const known = new Map<string, boolean>();
  return (userAgent) => {
    const remembered = known.get(userAgent);
    if (remembered !== undefined) return remembered;
    // Simple and bounded: real traffic has far fewer, and a flood of made-up ones costs what it did without.
    if (known.size >= maxKnown) known.clear();
    const answer = isHttpLibrary(userAgent);
    known.set(userAgent, answer);
    return answer;
  };
}
