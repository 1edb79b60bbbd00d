import { createHash } from 'node:crypto';
import type { Device } from './devices.ts';

/** A message as `/track` takes it. */
export interface DemoMessage {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Recorder {
  readonly messages: DemoMessage[];
  /** How many of them are events. */
  readonly eventCount: () => number;
  /** What follows happens on this device. */
  use(device: Used): void;
  track(time: number, name: string, properties?: Readonly<Record<string, unknown>>, more?: object): void;
  say(type: string, time: number, payload: Readonly<Record<string, unknown>>): void;
}

/** A device in somebody's hands. */
export interface Used {
  readonly device: Device;
  readonly deviceId: string;
}

export interface RecorderOptions extends Used {
  /** Sets the ids of this visitor's messages apart from all others. */
  readonly key: string;
  readonly address: string;
  /** What is later did not happen yet. */
  readonly end: number;
}

/** Takes down what one visitor does. The same calls give the same messages, ids included. */
export function createRecorder({ key, address, device, deviceId, end }: RecorderOptions): Recorder {
  const messages: DemoMessage[] = [];
  let used: Used = { device, deviceId };
  let events = 0;
  const say = (type: string, time: number, payload: Readonly<Record<string, unknown>>) => {
    if (time > end) return;
    const id = demoId(`${key} ${messages.length}`);
    messages.push({ type, payload: { id, timestamp: new Date(time).toISOString(), ...payload } });
  };
  return {
    messages,
    eventCount: () => events,
    use: (other) => {
      used = other;
    },
    say,
    track: (time, name, properties = {}, more = {}) => {
      if (time <= end) events += 1;
      const seen = { __ip: address, __userAgent: used.device.userAgent };
      say('track', time, { name, deviceId: used.deviceId, ...more, properties: { ...properties, ...seen } });
    },
  };
}

/** A UUID that follows from the text. */
export function demoId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
