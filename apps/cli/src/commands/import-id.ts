import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandError } from '../command-context.ts';
import type { TrackTarget } from '../track-client.ts';

/** How much of the beginning of a file makes it known again, also where a log has grown since. */
const knownBytes = 65_536;
const pattern = /^[\w.-]{1,100}$/;

/** What an import is known by: by its files, so that the same files again go on with it; or as it was named. */
export async function importIdOf(
  source: string,
  files: readonly string[],
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) {
    if (pattern.test(named)) return named;
    throw new CommandError(`--import-id ${named} is not an id: letters, digits, - _ and .`);
  }
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(file === '-' ? '-' : basename(file));
    if (file !== '-') hash.update(await beginningOf(file));
  }
  return `${source}-${hash.digest('hex').slice(0, 10)}`;
}

async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file).catch((error: unknown) => {
    throw new CommandError(`${file} cannot be read`, { cause: error });
  });
  try {
    // A log that is shorter than this now may be longer next time: its first line is always the same.
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(knownBytes), 0, knownBytes, 0);
    const start = buffer.subarray(0, bytesRead);
    const end = start.indexOf(10);
    return bytesRead < knownBytes && end >= 0 ? start.subarray(0, end) : start;
  } finally {
    await handle.close();
  }
}

export interface StoredImport {
  readonly id: string;
  readonly events: number;
  readonly robots: number;
  readonly changes: number;
  readonly totals: number;
  readonly undoneAt: number | null;
}

/** The project's imports; undefined where the client may not ask, or insights is not there. */
export async function storedImports(
  url: string,
  target: TrackTarget,
  projectId: string,
): Promise<readonly StoredImport[] | undefined> {
  const response = await askImports(url, target, projectId, 'GET', '').catch(() => undefined);
  return response?.ok ? ((await response.json()) as { data: StoredImport[] }).data : undefined;
}

export function askImports(
  url: string,
  { clientId, clientSecret }: TrackTarget,
  projectId: string,
  method: 'GET' | 'DELETE',
  path: string,
): Promise<Response> {
  return fetch(new URL(`manage/projects/${encodeURIComponent(projectId)}/imports${path}`, url), {
    method,
    headers: { 'openpanel-client-id': clientId, 'openpanel-client-secret': clientSecret },
  });
}

/**
 * The id under which messages are stored now. What was undone is known as duplicates for a day: after an undo the same
 * import has another id, `….2`, and its messages ids that follow from it.
 */
export function currentId(base: string, imports: readonly StoredImport[] | undefined): string {
  const undone = new Set(imports?.flatMap(({ id, undoneAt }) => (undoneAt === null ? [] : [id])));
  let id = base;
  for (let run = 2; undone.has(id); run++) id = `${base}.${run}`;
  return id;
}

/** A message's id in an import that is made again after it was undone. */
export function idInRun(id: string, importId: string): string {
  const hex = createHash('sha256').update(`${id} ${importId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
