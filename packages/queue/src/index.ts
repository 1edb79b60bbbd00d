export { createBullDeadLetters } from './bullmq-dead-letters.ts';
export { type BullEventQueueOptions, createBullEventQueue } from './bullmq-events.ts';
export { createBullTasks } from './bullmq-tasks.ts';
export {
  type ChunkPart,
  type CounterDelta,
  countMessages,
  type EventChunk,
  isUndamaged,
  messageForm,
  type QueuedMessage,
  queuedMessage,
  type RequestContext,
} from './chunk.ts';
export {
  type ChunkHandler,
  type DeadLetter,
  type DeadLetters,
  type EventConsumer,
  type EventQueue,
  type EventQueueState,
  QueueUnavailableError,
  RetryLaterError,
} from './event-queue.ts';
export { createInProcessEventQueue, createInProcessTasks, createStoredDeadLetters } from './in-process.ts';
export { hasLate, isLate } from './late.ts';
export { createQueueWatch, type QueueWatchOptions } from './queue-watch.ts';
export { chunkKey } from './shards.ts';
export type {
  AggregationTask,
  AlertTask,
  DeliveryTask,
  ProfileTask,
  SealTask,
  TaskConsumer,
  TaskQueue,
  Tasks,
} from './task-queues.ts';
export { createWrittenCheck } from './written.ts';
