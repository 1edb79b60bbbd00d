export {
  connectForRequests,
  connectForWork,
  durabilityProblems,
  nodeInfos,
  pingRedis,
  type RedisConnection,
} from './connections.ts';
