import { Readable } from 'node:stream';

/**
 * The same bytes, for a reader of whom nothing is known. One who takes nothing for `patienceMs` while there is something
 * to take is cut off, and the source with them: it holds a place that others wait for.
 */
export function cutOffStalled(source: AsyncIterable<string | Uint8Array>, patienceMs: number): Readable {
  const readable = Readable.from(guarded(), { objectMode: false });
  return readable;

  async function* guarded() {
    for await (const chunk of source) {
      const cutOff = () => readable.destroy(new Error(`the reader took nothing for ${patienceMs / 1_000} s`));
      const timer = setTimeout(cutOff, patienceMs);
      try {
        yield chunk;
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
