import { serverCommand } from '@gatrix/analytics-clickhouse-embedded';
import { clickHouseAnswers } from './answers.ts';
import { requireProgram } from './programs.ts';
import type { Service, ServiceOptions } from './service.ts';
import { startService } from './start-service.ts';

export interface ClickHouseOptions extends ServiceOptions {
  /** Of the native protocol; without it that port is closed. */
  readonly tcpPort?: number | undefined;
  /** Who may ask; without them `default`, with no password. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Where BACKUP may write to. */
  readonly backups?: string | undefined;
  /** Shards of one replica each, by their native ports on this machine. */
  readonly cluster?: { readonly name: string; readonly tcpPorts: readonly number[] } | undefined;
}

/** Starts a ClickHouse server, which is the engine of the npm package chdb, on 127.0.0.1. */
export function startClickHouse(options: ClickHouseOptions = {}): Promise<Service> {
  return startService(
    {
      name: 'clickhouse-server',
      command: (dir, port) =>
        serverCommand(requireProgram('cc', 'gcc libc6-dev'), { ...options, dir, httpPort: port }),
      isReady: clickHouseAnswers,
      url: (port) => `http://127.0.0.1:${port}`,
    },
    options,
  );
}
