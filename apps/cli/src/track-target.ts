import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type CommandContext, CommandError, withMetadata } from './command-context.ts';
import type { TrackTarget } from './track-client.ts';

export interface TargetOptions {
  readonly project: string;
  readonly url?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

const credentialsSchema = z.object({
  url: z.string(),
  projectId: z.string(),
  root: z.object({ id: z.string(), secret: z.string() }),
});

/** Runs the work with a client that may write to the project, at ingest; and ask what is stored, which takes a root client. */
export function withTrackTarget<T>(
  context: CommandContext,
  options: TargetOptions,
  work: (target: TrackTarget) => Promise<T>,
): Promise<T> {
  return withClient(context, { ...options, url: ingestUrl(context, options.url) }, 'root', work);
}

/**
 * Runs the work with a client of the project: the one that was named, the stand-alone run's own, or one that is made
 * for this run and revoked behind it.
 */
export async function withClient<T>(
  context: CommandContext,
  options: TargetOptions & { readonly url: string },
  type: 'root' | 'read',
  work: (target: TrackTarget) => Promise<T>,
): Promise<T> {
  const { config } = context;
  const { url } = options;
  const credentials = readCredentials(config.dataDir);
  const clientId = options.clientId ?? config.GATRIX_CLIENT_ID;
  const clientSecret = options.clientSecret ?? config.GATRIX_CLIENT_SECRET;
  if (clientId && clientSecret) return work({ url, clientId, clientSecret });
  if (config.isStandalone && credentials?.projectId === options.project) {
    return work({ url, clientId: credentials.root.id, clientSecret: credentials.root.secret });
  }
  return withMetadata(context, async (metadata) => {
    if (!(await metadata.projects.get(options.project)))
      throw new CommandError(`there is no project ${options.project}`);
    const { client, secret } = await metadata.clients.create({
      projectId: options.project,
      name: type === 'root' ? 'import' : 'export',
      type,
    });
    try {
      return await work({ url, clientId: client.id, clientSecret: secret });
    } finally {
      await metadata.clients.revoke(client.id);
    }
  });
}

/** Where ingest is: as it was named, else the stand-alone run's own address. */
export function ingestUrl({ config }: CommandContext, named?: string): string {
  const standaloneUrl = config.isStandalone ? readCredentials(config.dataDir)?.url : undefined;
  return named ?? config.GATRIX_URL ?? standaloneUrl ?? `http://127.0.0.1:${config.PORT}`;
}

/** Where insights is: as it was named, else where ingest is, which forwards to it. */
export function insightsUrl(context: CommandContext, named?: string): string {
  return named ?? context.config.INSIGHTS_URL ?? ingestUrl(context);
}

export function readCredentials(dataDir: string): z.infer<typeof credentialsSchema> | undefined {
  const path = join(dataDir, 'credentials.json');
  if (!existsSync(path)) return undefined;
  const parsed = credentialsSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new CommandError(`${path} cannot be understood`);
  return parsed.data;
}
