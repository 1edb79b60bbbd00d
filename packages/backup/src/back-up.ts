import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { backUpTables, type EraseTarget } from '@gatrix/analytics-clickhouse-schema';
import type { Metadata } from '@gatrix/analytics-metadata';
import { type Manifest, placeOf, writeManifest } from './manifest.ts';

export interface BackUpOptions {
  readonly store: EraseTarget;
  readonly metadata: Pick<Metadata, 'backUp'>;
  /** Absolute, as this process and ClickHouse see it; empty, or not there yet. */
  readonly directory: string;
  readonly of: Manifest['of'];
  readonly version: string;
  /** A disk of the ClickHouse server that the tables go to; without it they go into the directory. */
  readonly disk?: string | undefined;
  /** Files that are copied as they are, where they exist. */
  readonly files?: readonly string[];
}

/**
 * Writes a back-up while events come in: whatever was stored when it began is in it. The metadata and the files come
 * last, so that they know of every project and client that the events are of.
 */
export async function backUp(options: BackUpOptions): Promise<Manifest> {
  const { store, directory, of, version } = options;
  const startedAt = new Date().toISOString();
  await makeEmpty(directory);
  const folder = `${basename(directory)}-${startedAt.replace(/\D/g, '')}`;
  const disk = options.disk === undefined ? null : { name: options.disk, folder };
  await backUpTables(store, placeOf(directory, disk));
  const metadata = await options.metadata.backUp();
  await writeFile(join(directory, 'metadata.json'), `${JSON.stringify(metadata)}\n`, { mode: 0o600 });
  const files: string[] = [];
  for (const path of (options.files ?? []).filter((one) => existsSync(one))) {
    await copyFile(path, join(directory, basename(path)));
    files.push(basename(path));
  }
  const endedAt = new Date().toISOString();
  const manifest: Manifest = {
    ...{ format: 1, of, version, startedAt, endedAt },
    ...{ database: store.database, disk, files },
  };
  await writeManifest(directory, manifest);
  return manifest;
}

async function makeEmpty(directory: string): Promise<void> {
  if (!isAbsolute(directory)) throw new Error(`the directory must be an absolute path, not ${directory}`);
  // It holds credentials.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await readdir(directory)).length > 0)
    throw new Error(`${directory} is not empty: a back-up goes into a directory of its own`);
}
