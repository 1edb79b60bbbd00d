import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import {
  type AssignedSession,
  maxSessionsPerDevice,
  type SessionRequest,
  type SessionStore,
  sessionIdleMs,
  sessionMaxMs,
} from './session-store.ts';

/** A late event finds its session for this long after the device was last heard of. */
const memorySeconds = 48 * 3_600;

/** The same rules as session-intervals.ts, in Redis, where all instances see the same sessions. */
const assignScript = `
local idle, longest, most = ${sessionIdleMs}, ${sessionMaxMs}, ${maxSessionsPerDevice}
local answers = {}
local known = {}
local function load(key)
  if known[key] == nil then
    local packed = redis.call('GET', key)
    known[key] = packed and cmsgpack.unpack(packed) or {}
  end
  return known[key]
end
local function save(key, intervals)
  redis.call('SET', key, cmsgpack.pack(intervals), 'EX', ${memorySeconds})
end
local i = 1
while i <= #ARGV do
  local project, timestamp, count = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local found, device
  for d = 1, count do
    device = ARGV[i + 2 + d]
    local key = KEYS[1] .. ':sessions:' .. project .. ':' .. device
    local intervals = load(key)
    local best, bestGap = nil, math.huge
    for _, interval in ipairs(intervals) do
      local gap = math.max(interval[2] - timestamp, timestamp - interval[3], 0)
      local length = math.max(interval[3], timestamp) - math.min(interval[2], timestamp)
      if gap <= idle and length <= longest and gap < bestGap then best, bestGap = interval, gap end
    end
    if best then
      best[2] = math.min(best[2], timestamp)
      best[3] = math.max(best[3], timestamp)
      save(key, intervals)
      found = best[1]
      break
    elseif d == count then
      local id = string.sub(redis.sha1hex(project .. '\\n' .. device .. '\\n' .. ARGV[i + 1]), 1, 32)
      intervals[#intervals + 1] = { id, timestamp, timestamp }
      if #intervals > most then table.remove(intervals, 1) end
      save(key, intervals)
      found = id
    end
  end
  answers[#answers + 1] = device
  answers[#answers + 1] = found
  i = i + 3 + count
end
return answers`;

const assignSha = createHash('sha1').update(assignScript).digest('hex');

/** Sessions in Redis. Requests of one turn of the event loop go in one call. */
export function createRedisSessionStore(redis: Redis | Cluster, prefix: string): SessionStore {
  let waiting: {
    request: SessionRequest;
    resolve: (session: AssignedSession) => void;
    reject: (error: unknown) => void;
  }[] = [];

  async function send(): Promise<void> {
    const taken = waiting;
    waiting = [];
    try {
      const args = taken.flatMap(({ request }) => [
        request.projectId,
        String(request.timestamp),
        String(request.deviceIds.length),
        ...request.deviceIds,
      ]);
      const answers = await run(args);
      if (!Array.isArray(answers)) throw new Error('unexpected answer of the session script');
      taken.forEach(({ resolve }, index) => {
        resolve({ deviceId: String(answers[index * 2]), sessionId: String(answers[index * 2 + 1]) });
      });
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  /** By its hash: Redis keeps scripts, and the text would be most of what is sent. */
  async function run(args: readonly string[]): Promise<unknown> {
    try {
      return await redis.evalsha(assignSha, 1, prefix, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await redis.eval(assignScript, 1, prefix, ...args);
    }
  }

  return {
    assign: (requests) =>
      Promise.all(
        requests.map(
          (request) =>
            new Promise<AssignedSession>((resolve, reject) => {
              if (waiting.length === 0) setImmediate(() => void send());
              waiting.push({ request, resolve, reject });
            }),
        ),
      ),
  };
}
