import { parseArgs } from 'node:util';
import { startClickHouseHttp } from './http/server.ts';

const { values } = parseArgs({
  options: {
    path: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
    user: { type: 'string' },
    password: { type: 'string' },
    connections: { type: 'string' },
    'memory-limit': { type: 'string' },
  },
});
if (values.path === undefined) {
  console.error(
    'usage: node main.js --path <data directory> [--host 127.0.0.1] [--port 8123] [--user <name>] [--password <secret>] [--connections 4] [--memory-limit <bytes>]',
  );
  process.exit(2);
}

const server = await startClickHouseHttp({
  path: values.path,
  host: values.host,
  port: values.port === undefined ? 8123 : Number(values.port),
  user: values.user,
  password: values.password,
  connections: values.connections === undefined ? undefined : Number(values.connections),
  memoryLimitBytes: values['memory-limit'] === undefined ? undefined : Number(values['memory-limit']),
});
console.log(server.url);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
