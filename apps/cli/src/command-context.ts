import { createMetadata, type Metadata, MetadataUnavailableError } from '@gatrix/analytics-metadata';
import type { Command } from 'commander';
import { type CliConfig, loadCliConfig } from './config.ts';
import { createOutput, type Output } from './output.ts';

export interface CommandContext {
  readonly config: CliConfig;
  readonly output: Output;
}

/** A failure that the user can do something about: its message is printed, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** For who has neither a stand-alone run here nor databases that the environment names. */
export const nothingRuns =
  'nothing runs here: start it with npm start, set DATA_DIR to the data of a stand-alone run, or name the databases (DATABASE_URL, CLICKHOUSE_URL, REDIS_URL)';

export function contextOf(command: Command): CommandContext {
  const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
  return { config: loadCliConfig(process.env), output: createOutput(json) };
}

/** Opens the metadata, migrated or not, but not a later version's, and closes it behind the work. */
export async function withMetadata<T>(
  { config }: CommandContext,
  work: (metadata: Metadata) => Promise<T>,
): Promise<T> {
  const metadata = createMetadata(config.database);
  try {
    await metadata.refuseNewer();
    return await work(metadata);
  } catch (error) {
    const isAbsent = error instanceof MetadataUnavailableError && !config.isStandalone;
    throw isAbsent && !config.namesServices ? new CommandError(nothingRuns) : error;
  } finally {
    await metadata.close();
  }
}
