export {
  createEmbeddedClickHouse,
  type EmbeddedClickHouse,
  type EmbeddedClickHouseOptions,
} from './client.ts';
export { serverCommand } from './server/command.ts';
export type { ServerOptions } from './server/config.ts';
