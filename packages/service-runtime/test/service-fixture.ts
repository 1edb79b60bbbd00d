// Runs as a process of its own; `run-service.test.ts` reads its log lines and sends it signals.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createLogger, runService } from '../src/index.ts';

const [mode = 'plain', port = '0'] = process.argv.slice(2);
const logger = createLogger({ name: 'fixture' });

const reach = () =>
  new Promise<void>((resolve, reject) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', (cause) => reject(new Error('not there', { cause })));
  });

await runService({
  name: 'fixture',
  logger,
  dependencies: mode === 'waits' ? [{ name: 'backend', check: reach }] : [],
  shutdownTimeoutMs: mode === 'hangs' ? 200 : 10_000,
  start: async () => {
    if (mode === 'fails') throw new Error('port is taken');
    const alive = setInterval(() => undefined, 1_000);
    if (mode === 'rejects') void Promise.reject(new Error('nobody listens'));
    return {
      close: async () => {
        // A close that is under way until the second signal comes.
        const again = ['SIGTERM', 'SIGINT'].map((signal) => once(process, signal));
        logger.info('close called');
        await Promise.race(mode === 'plain' ? again : [new Promise(() => undefined)]);
        clearInterval(alive);
      },
    };
  },
});
