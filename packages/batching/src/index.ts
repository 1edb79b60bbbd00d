export { type BatcherOptions, createBatcher } from './batcher.ts';
export { type Batches, type BatchesOptions, createBatches } from './batches.ts';
export { joined } from './joined.ts';
