import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fromEngine } from '../errors.ts';
import { headerLength } from './formats.ts';
import type { NativeBinding, NativeConnection } from './native.ts';
import { type Cancellation, nativeCall } from './native-call.ts';

/** A result that the engine computes as it is read. */
export interface Cursor {
  readonly rows: number;
  readonly bytes: number;
  /** The next bytes, `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** To be called once, with no `next` under way. */
  free(): void;
}

/** @param headerLines lines that the engine repeats in every chunk of this format, and that belong in the first only. */
export function openCursor(
  native: NativeBinding,
  connection: NativeConnection,
  query: { readonly sql: string; readonly format: string; readonly headerLines: number },
  cancellation: Cancellation,
): Cursor {
  const handle = native.StreamQuery(connection, query.sql, query.format);
  let open = true;
  let rows = 0;
  let bytes = 0;
  let header: Uint8Array = new Uint8Array();
  const fetch = async () => {
    try {
      const chunk = await native.StreamFetch(handle);
      if (chunk.done) open = false;
      return chunk;
    } catch (error) {
      open = false;
      throw error;
    }
  };
  return {
    get rows() {
      return rows;
    },
    get bytes() {
      return bytes;
    },
    async next() {
      const chunk = await nativeCall(cancellation, fetch());
      if (chunk.done) return undefined;
      const isFirst = bytes === 0;
      rows += chunk.numRows;
      bytes += chunk.bytes.length;
      if (isFirst) {
        header = chunk.bytes.subarray(0, headerLength(chunk.bytes, query.format, query.headerLines));
        return chunk.bytes;
      }
      // That of `extremes` begins without a header.
      const repeated = Buffer.compare(chunk.bytes.subarray(0, header.length), header) === 0;
      return repeated ? chunk.bytes.subarray(header.length) : chunk.bytes;
    },
    free() {
      // TRICKY: only an open handle may be cancelled; one that ended or failed is gone already.
      if (open) native.StreamCancel(handle);
      open = false;
    },
  };
}

/**
 * A reader is given so much in one turn of the event loop. A block of the engine may have 64 MB: the lines of a whole one
 * took 16 s, in which nobody else was answered.
 */
const pieceBytes = 128 * 1_024;

function piecesOf(chunk: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(chunk.length / pieceBytes) }, (_, index) =>
    chunk.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
}

/** What was read of a cursor, then the rest of it on demand. `onEnd` is called once, when nothing of it runs any more. */
export function cursorStream(
  cursor: Cursor,
  first: readonly Uint8Array[],
  cancellation: Cancellation,
  onEnd: () => void,
): Readable {
  let ready = first.flatMap(piecesOf);
  let pulling: Promise<void> | undefined;
  const pull = async () => {
    await nextTurn();
    while (ready.length === 0) {
      const chunk = await cursor.next();
      if (!chunk) return undefined;
      ready = piecesOf(chunk);
    }
    return ready.shift();
  };
  const onAbort = () => readable.destroy(reason(cancellation.signal));
  const readable = new Readable({
    read() {
      pulling = pull().then(
        (chunk) => {
          pulling = undefined;
          readable.push(chunk ?? null);
        },
        (error: unknown) => {
          pulling = undefined;
          readable.destroy(cancellation.signal.aborted ? reason(cancellation.signal) : fromEngine(error));
        },
      );
    },
    destroy(error, callback) {
      cancellation.signal.removeEventListener('abort', onAbort);
      const end = () => {
        cursor.free();
        onEnd();
      };
      if (pulling) {
        // The handle must not be freed under a fetch that is running on another thread.
        cancellation.kill();
        void pulling.then(end);
      } else end();
      callback(error);
    },
  });
  cancellation.signal.addEventListener('abort', onAbort, { once: true });
  return quiet(readable);
}

/** A result in memory. */
export function bytesStream(chunks: readonly Uint8Array[]): Readable {
  return quiet(Readable.from(piecesInTurns(chunks.flatMap(piecesOf)), { objectMode: false }));
}

async function* piecesInTurns(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await nextTurn();
    yield piece;
  }
}

/** `ResultSet.close()` destroys an unread stream with an error that no one listens for; who reads gets it anyway. */
function quiet(readable: Readable): Readable {
  return readable.on('error', () => {});
}

function reason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}
