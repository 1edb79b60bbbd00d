import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type EraseTarget, refuseFilled, restoreTables } from '@gatrix/analytics-clickhouse-schema';
import type { BackedUpMetadata, Metadata } from '@gatrix/analytics-metadata';
import { placeOf, readManifest } from './manifest.ts';

export interface RestoreOptions {
  readonly store: EraseTarget;
  readonly metadata: Pick<Metadata, 'restore'>;
  /** The back-up, as this process and ClickHouse see it. */
  readonly directory: string;
  /** Where the copied files go. */
  readonly filesTo?: string | undefined;
}

/** Restores a back-up into an empty place. Throws where that is not empty, or the back-up is of a later version. */
export async function restore({ store, metadata, directory, filesTo }: RestoreOptions): Promise<void> {
  const { disk, startedAt, endedAt, files, database } = await readManifest(directory);
  if (database !== store.database)
    throw new Error(`the back-up is of the database ${database}, not of ${store.database}`);
  await refuseFilled(store);
  const text = await readFile(join(directory, 'metadata.json'), 'utf8');
  // The metadata refuses what a later version wrote, before anything is there.
  await metadata.restore(JSON.parse(text) as BackedUpMetadata);
  const tookMs = Date.parse(endedAt) - Date.parse(startedAt);
  await restoreTables(store, placeOf(directory, disk), tookMs);
  if (filesTo === undefined) return;
  for (const file of files) await copyFile(join(directory, basename(file)), join(filesTo, basename(file)));
}
