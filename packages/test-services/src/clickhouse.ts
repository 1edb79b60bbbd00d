import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clickHouseAnswers } from './answers.ts';
import type { Service, ServiceOptions } from './service.ts';
import { startService } from './start-service.ts';

export interface ClickHouseOptions extends ServiceOptions {
  /** How many queries run at once. Default: 4. */
  readonly connections?: number | undefined;
  /** Who may ask; without them everyone, under any name. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Where BACKUP may write to. */
  readonly backups?: string | undefined;
}

/** Starts ClickHouse's engine behind ClickHouse's HTTP interface, as a process of its own, on 127.0.0.1. */
export function startClickHouse(options: ClickHouseOptions = {}): Promise<Service> {
  const { connections, user, password, backups } = options;
  const flags = { connections, user, password, backups };
  return startService(
    {
      name: 'clickhouse-embedded',
      command: (dir, port) => [
        'env',
        // Queries take threads of this pool, and compression must not wait behind them.
        'UV_THREADPOOL_SIZE=16',
        process.execPath,
        ...['--import', require.resolve('tsx'), mainFile()],
        ...['--path', join(dir, 'data'), '--port', String(port)],
        ...Object.entries(flags).flatMap(([name, value]) =>
          value === undefined ? [] : [`--${name}`, String(value)],
        ),
      ],
      isReady: clickHouseAnswers,
      url: (port) => `http://127.0.0.1:${port}`,
    },
    options,
  );
}

const require = createRequire(import.meta.url);

/** The source, so that it is never older than what is tested. */
function mainFile(): string {
  return join(
    dirname(require.resolve('@gatrix/analytics-clickhouse-embedded/package.json')),
    'src',
    'main.ts',
  );
}
