import { createUserAgentParser, isHttpLibrary } from '@gatrix/analytics-normalizer';
import { createMemo } from '../access/memo.ts';
import type { RouteDeps } from '../route-deps.ts';

const inHands: ReadonlySet<string> = new Set(['mobile', 'tablet', 'tv', 'console', 'wearable']);

/** What a sender's user agent says of it; remembered, because asking takes dozens of regular expressions. */
export function createSenderTests(): Pick<RouteDeps, 'isHttpLibrary' | 'isPhone'> {
  const libraries = createMemo<boolean>(2_000);
  const parse = createUserAgentParser();
  return {
    isHttpLibrary: (userAgent) => libraries(userAgent, () => isHttpLibrary(userAgent)),
    isPhone(userAgent) {
      const { device, os } = parse(userAgent);
      // Of a library that apps and servers share (`okhttp/4.9`) the system is not known.
      return inHands.has(device) && os !== '';
    },
  };
}
