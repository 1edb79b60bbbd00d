import { joined } from '@gatrix/analytics-batching';
import type { RedisConnection } from '@gatrix/analytics-redis';
import type { Result } from 'ioredis';
import { createRecentSessions } from './recent-sessions.ts';
import {
  type AssignedSession,
  maxSessionsPerDevice,
  type SessionRequest,
  type SessionStore,
  sessionIdleMs,
  sessionMaxMs,
} from './session-store.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    gatrixAssignSessions(prefix: string, ...requests: string[]): Result<unknown, Context>;
    gatrixSessionsOfProfiles(prefix: string, ...requests: string[]): Result<unknown, Context>;
  }
}

/** A late event finds its session for this long after the device was last heard of. */
const memorySeconds = 48 * 3_600;

/** Callers answered by one call to Redis, which does nothing else meanwhile. */
const maxBatch = 200;

/** The same rules as session-intervals.ts, in Redis, where all instances see the same sessions. */
const rules = `
local idle, longest, most = ${sessionIdleMs}, ${sessionMaxMs}, ${maxSessionsPerDevice}
local answers = {}
local known, changed = {}, {}
local function load(key)
  if known[key] == nil then
    local packed = redis.call('GET', key)
    known[key] = packed and cmsgpack.unpack(packed) or {}
  end
  return known[key]
end
local function join(intervals, timestamp, grows)
  local best, bestGap = nil, math.huge
  for _, interval in ipairs(intervals) do
    local gap = math.max(interval[2] - timestamp, timestamp - interval[3], 0)
    local length = math.max(interval[3], timestamp) - math.min(interval[2], timestamp)
    if gap <= idle and length <= longest and gap < bestGap then best, bestGap = interval, gap end
  end
  if best and grows then
    best[2] = math.min(best[2], timestamp)
    best[3] = math.max(best[3], timestamp)
  end
  return best
end
local function save()
  for key, intervals in pairs(changed) do
    redis.call('SET', key, cmsgpack.pack(intervals), 'EX', ${memorySeconds})
  end
  return answers
end
`;

const assignScript = `${rules}
local i = 1
while i <= #ARGV do
  local project, timestamp, profile = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2]
  local grows, count = ARGV[i + 3] ~= 'told', tonumber(ARGV[i + 4])
  local found, device
  for d = 1, count do
    device = ARGV[i + 4 + d]
    local key = KEYS[1] .. ':sessions:' .. project .. ':' .. device
    local intervals = load(key)
    found = join(intervals, timestamp, grows)
    if found then
      if grows then changed[key] = intervals end
      break
    elseif d == count then
      local id = string.sub(redis.sha1hex(project .. '\\n' .. device .. '\\n' .. ARGV[i + 1]), 1, 32)
      found = { id, timestamp, timestamp }
      intervals[#intervals + 1] = found
      if #intervals > most then table.remove(intervals, 1) end
      changed[key] = intervals
    end
  end
  if profile ~= '' then
    redis.call('SET', KEYS[1] .. ':profile-device:' .. project .. ':' .. profile, device, 'EX', ${memorySeconds})
  end
  answers[#answers + 1] = device
  answers[#answers + 1] = found[1]
  answers[#answers + 1] = found[2]
  answers[#answers + 1] = found[3]
  i = i + 5 + count
end
return save()`;

/** Device and session of each profile, '' where none is open. */
const ofProfileScript = `${rules}
for i = 1, #ARGV, 3 do
  local device = redis.call('GET', KEYS[1] .. ':profile-device:' .. ARGV[i] .. ':' .. ARGV[i + 1])
  local session = ''
  if device then
    local key = KEYS[1] .. ':sessions:' .. ARGV[i] .. ':' .. device
    local intervals = load(key)
    local found = join(intervals, tonumber(ARGV[i + 2]), true)
    if found then
      changed[key] = intervals
      session = found[1]
    end
  end
  answers[#answers + 1] = session ~= '' and device or ''
  answers[#answers + 1] = session
end
return save()`;

/** An event that only makes its session longer reaches Redis within this time. */
const deferMs = 1_000;

/**
 * Sessions in Redis. One call is on its way at a time; what comes meanwhile goes in the next, together. A device that
 * was heard of a moment ago waits for no answer; what its event changes is sent before whatever the caller sends next
 * over the same connection.
 */
export function createRedisSessionStore(redis: RedisConnection, prefix: string): SessionStore {
  redis.defineCommand('gatrixAssignSessions', { numberOfKeys: 1, lua: assignScript });
  redis.defineCommand('gatrixSessionsOfProfiles', { numberOfKeys: 1, lua: ofProfileScript });
  let extensions: SessionRequest[] = [];
  let deferred = new Map<string, SessionRequest>();
  let isScheduled = false;
  let timer: NodeJS.Timeout | undefined;

  const recent = createRecentSessions({
    extend({ projectId, timestamp }, { deviceId, sessionId }, isUrgent) {
      const extension: SessionRequest = { projectId, deviceIds: [deviceId], timestamp };
      // TRICKY: only those that are a second apart may stand for each other; a later one alone could be too far away.
      if (isUrgent) extensions.push(extension);
      else deferred.set(`${projectId}\n${sessionId}`, extension);
      if (!isUrgent) return sendExtensionsSoon();
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(sendExtensions);
    },
  });

  function sendExtensionsSoon(): void {
    timer ??= setTimeout(sendExtensions, deferMs).unref();
  }

  function sendExtensions(): void {
    clearTimeout(timer);
    timer = undefined;
    isScheduled = false;
    const sent = [...extensions, ...deferred.values()];
    extensions = [];
    deferred = new Map();
    for (let from = 0; from < sent.length; from += maxBatch) {
      const part = sent.slice(from, from + maxBatch);
      redis.gatrixAssignSessions(prefix, ...argumentsOf(part)).catch(() => {
        // Tried again: what only makes a session longer may come twice.
        extensions = [...part, ...extensions];
        sendExtensionsSoon();
      });
    }
  }

  const ask = joined<readonly SessionRequest[], AssignedSession[]>({
    maxItems: maxBatch,
    async work(calls) {
      const answers = await redis.gatrixAssignSessions(prefix, ...calls.flatMap(argumentsOf));
      if (!Array.isArray(answers)) throw new Error('unexpected answer of the session script');
      const now = performance.now();
      let next = 0;
      return calls.map((requests) =>
        requests.map((request) => {
          const session = { deviceId: String(answers[next]), sessionId: String(answers[next + 1]) };
          recent.remember(request, session, Number(answers[next + 2]), Number(answers[next + 3]), now);
          next += 4;
          return session;
        }),
      );
    },
  });

  /** All or none: a request's earlier events count for its later ones. */
  function fromRecent(requests: readonly SessionRequest[]): AssignedSession[] | undefined {
    const now = performance.now();
    const sessions: AssignedSession[] = [];
    for (const request of requests) {
      const session = recent.find(request, now);
      if (!session) return undefined;
      sessions.push(session);
    }
    return sessions;
  }

  return {
    assign: (requests) => fromRecent(requests) ?? ask(requests),
    async ofProfile(requests) {
      const args = requests.flatMap(({ projectId, profileId, timestamp }) => [
        projectId,
        profileId,
        String(timestamp),
      ]);
      const answers = await redis.gatrixSessionsOfProfiles(prefix, ...args);
      if (!Array.isArray(answers)) throw new Error('unexpected answer of the session script');
      return requests.map((_, index) => {
        const [deviceId, sessionId] = [String(answers[index * 2]), String(answers[index * 2 + 1])];
        return sessionId === '' ? undefined : { deviceId, sessionId };
      });
    },
  };
}

function argumentsOf(requests: readonly SessionRequest[]): string[] {
  const args: string[] = [];
  for (const { projectId, timestamp, deviceIds, profileId = '', isTold } of requests) {
    const mode = isTold === true ? 'told' : '';
    args.push(projectId, String(timestamp), profileId, mode, String(deviceIds.length), ...deviceIds);
  }
  return args;
}
