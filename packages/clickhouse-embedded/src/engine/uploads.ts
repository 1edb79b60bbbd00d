import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file that holds the body of one insert. */
export interface Upload {
  readonly path: string;
  remove(): Promise<void>;
}

export interface Uploads {
  /** Writes `data`, then `body`. */
  store(data: string, body: Readable | undefined, signal?: AbortSignal): Promise<Upload>;
}

/**
 * Bodies go through files because the engine's other way in, text behind the statement, ends at an empty line and
 * takes what follows as SQL; and because it reads a file ten times as fast (measured: 32 MB in 70 ms against 650 ms).
 */
export async function openUploads(dataDirectory: string): Promise<Uploads> {
  const directory = join(dataDirectory, '.uploads');
  const own = `${process.pid}-`;
  await mkdir(directory, { recursive: true });
  // What a killed process left behind; the engine's lock makes sure that no other process lives here.
  const left = (await readdir(directory)).filter((name) => !name.startsWith(own));
  await Promise.all(left.map((name) => rm(join(directory, name), { force: true })));

  return {
    async store(data, body, signal) {
      const path = join(directory, own + randomUUID());
      const upload: Upload = { path, remove: () => rm(path, { force: true }) };
      try {
        await pipeline(Readable.from(chunks(data, body)), createWriteStream(path), signal ? { signal } : {});
      } catch (error) {
        await upload.remove();
        throw error;
      }
      return upload;
    },
  };
}

async function* chunks(data: string, body: Readable | undefined): AsyncGenerator<string | Uint8Array> {
  if (data !== '') yield data;
  if (!body) return;
  for await (const chunk of body)
    yield typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : String(chunk);
}
