export {
  createEmbeddedClickHouse,
  type EmbeddedClickHouse,
  type EmbeddedClickHouseOptions,
} from './client.ts';
export { type ClickHouseHttp, type ClickHouseHttpOptions, startClickHouseHttp } from './http/server.ts';
