export { cookielessDeviceIds, dayOf } from './cookieless-device.ts';
export { createInProcessSessionStore } from './in-process-store.ts';
export { createRedisSessionStore } from './redis-store.ts';
export {
  type AssignedSession,
  type ProfileRequest,
  type SessionRequest,
  type SessionStore,
  sessionIdleMs,
  sessionMaxMs,
} from './session-store.ts';
