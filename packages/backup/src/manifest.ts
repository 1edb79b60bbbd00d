import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPlace } from '@gatrix/analytics-clickhouse-schema';
import { z } from 'zod';

const manifestSchema = z.object({
  format: z.literal(1),
  /** Which kind of run it is of, and is restored into. */
  of: z.enum(['standalone', 'services']),
  version: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  database: z.string(),
  /** The ClickHouse server's disk that its tables are on, and their folder there; null where they are in the directory. */
  disk: z.object({ name: z.string(), folder: z.string() }).nullable(),
  files: z.array(z.string()),
});

/** What is in a back-up. It is written last: a directory without it is no back-up. */
export type Manifest = z.infer<typeof manifestSchema>;

const fileName = 'backup.json';

/** Throws where the directory holds no whole back-up. */
export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, fileName);
  if (!existsSync(path)) throw new Error(`${directory} is no whole back-up: it has no ${fileName}`);
  const parsed = manifestSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} cannot be understood: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  return writeFile(join(directory, fileName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Where ClickHouse finds the tables. */
export function placeOf(directory: string, disk: Manifest['disk']): BackupPlace {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  if (disk === null) return (half) => `File(${quoted(join(directory, 'clickhouse', half))})`;
  return (half) => `Disk(${quoted(disk.name)}, ${quoted(`${disk.folder}/${half}`)})`;
}
