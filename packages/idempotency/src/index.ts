export type { ChunkClaim, ChunkKeys, IdempotencyStore } from './idempotency-store.ts';
export { claimMemoryMs } from './idempotency-store.ts';
export { createInProcessIdempotencyStore } from './in-process-store.ts';
export { messageKey } from './message-key.ts';
export { createRedisIdempotencyStore, type RedisStoreOptions } from './redis-store.ts';
