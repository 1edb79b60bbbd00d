import { createHash } from 'node:crypto';
import QuickLRU from 'quick-lru';

/** Copies lie closer together than this in an export. */
const maxRemembered = 20_000;

/** Counts how many records before one said the same, for exports that give events no ids; in a bounded memory. */
export function createOccurrences(): (text: string) => number {
  const seen = new QuickLRU<string, number>({ maxSize: maxRemembered });
  return (text) => {
    const key = createHash('sha1').update(text).digest('base64');
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return nth;
  };
}
