import { redisAnswers } from './answers.ts';
import { requireProgram } from './programs.ts';
import type { Service, ServiceOptions } from './service.ts';
import { startService } from './start-service.ts';

export interface RedisOptions extends ServiceOptions {
  /** Default: true, with `appendfsync everysec`. */
  readonly appendonly?: boolean | undefined;
  /** In Redis' notation: `100mb`. With `noeviction`, as a queue needs it. Default: no limit. */
  readonly maxmemory?: string | undefined;
}

/** Starts a `redis-server` on 127.0.0.1. */
export function startRedis(options: RedisOptions = {}): Promise<Service> {
  return startService(
    {
      name: 'redis-server',
      command: (dir, port) => [
        requireProgram('redis-server', 'redis-server'),
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
        ...[
          '--appendonly',
          (options.appendonly ?? true) ? 'yes' : 'no',
          '--appendfsync',
          'everysec',
          '--save',
          '',
        ],
        ...['--maxmemory', options.maxmemory ?? '0', '--maxmemory-policy', 'noeviction'],
      ],
      isReady: redisAnswers,
      url: (port) => `redis://127.0.0.1:${port}`,
    },
    options,
  );
}
