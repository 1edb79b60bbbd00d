import { parseArgs } from 'node:util';
import { startClickHouseHttp } from './http/server.ts';

const usage = `usage: node main.js --path <data directory> [--host 127.0.0.1] [--port 8123]
       [--user <name>] [--password <secret>] [--connections 4] [--memory-limit <bytes>] [--backups <directory>]`;

try {
  const { values } = parseArgs({
    options: {
      path: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string', default: '8123' },
      user: { type: 'string' },
      password: { type: 'string' },
      connections: { type: 'string', default: '4' },
      'memory-limit': { type: 'string' },
      backups: { type: 'string' },
    },
  });
  if (values.path === undefined) throw new Error(usage);
  const server = await startClickHouseHttp({
    path: values.path,
    host: values.host,
    port: Number(values.port),
    user: values.user,
    password: values.password,
    connections: Number(values.connections),
    backupsPath: values.backups,
    memoryLimitBytes: values['memory-limit'] === undefined ? undefined : Number(values['memory-limit']),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
  console.log(server.url);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
