import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metadata } from '@gatrix/analytics-metadata';
import { vendors } from '@gatrix/analytics-wire-formats';
import { z } from 'zod';

const pair = z.object({ id: z.string(), secret: z.string() });
const credentialsSchema = z.object({
  url: z.string(),
  projectId: z.string(),
  write: pair,
  read: pair,
  root: pair,
});

/** What `credentials.json` holds: the first project and a client of each type. */
export type Credentials = z.infer<typeof credentialsSchema>;

/**
 * The credentials of a data directory: made once, with a first project, and kept in `credentials.json`, which only
 * the owner can read. Throws where the file is there and cannot be understood.
 */
export async function ensureCredentials(
  dataDir: string,
  metadata: Metadata,
  url: string,
): Promise<Credentials> {
  const path = join(dataDir, 'credentials.json');
  const existing = read(path);
  if (existing && (await metadata.projects.get(existing.projectId))) {
    return existing.url === url ? existing : write(path, { ...existing, url });
  }
  const project = await metadata.projects.create({
    name: 'My project',
    domain: 'localhost',
    settings: { wireFormats: vendors },
  });
  const create = async (type: 'write' | 'read' | 'root') => {
    const { client, secret } = await metadata.clients.create({
      projectId: project.id,
      name: `${type} client`,
      type,
      // The project's domain is localhost; a page of this machine may go by its other names.
      ...(type === 'write' && { cors: ['127.0.0.1', '[::1]'] }),
    });
    return { id: client.id, secret };
  };
  return write(path, {
    url,
    projectId: project.id,
    write: await create('write'),
    read: await create('read'),
    root: await create('root'),
  });
}

function read(path: string): Credentials | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return credentialsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} cannot be understood; repair it, or move it away to get new clients`, {
      cause: error,
    });
  }
}

/** Whole or not at all, and never readable by others. */
function write(path: string, credentials: Credentials): Credentials {
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
  return credentials;
}
