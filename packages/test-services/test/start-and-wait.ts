import { readlinkSync } from 'node:fs';
import { startRedis } from '../src/index.ts';

const redis = await startRedis();
console.log(redis.port, redis.pid, readlinkSync(`/proc/${redis.pid}/cwd`));
setInterval(() => {}, 1000);
