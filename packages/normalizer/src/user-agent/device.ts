/** What an event was sent from. */
export type Device = 'desktop' | 'mobile' | 'tablet' | 'tv' | 'console' | 'wearable' | 'bot' | 'server';

/** Everything that user agent and client hints say. Absent strings are ''. */
export interface Agent {
  readonly os: string;
  readonly osVersion: string;
  readonly browser: string;
  readonly browserVersion: string;
  readonly device: Device;
  readonly brand: string;
  readonly model: string;
}

/** Names and versions are cut to so many bytes of UTF-8. */
export const maxAgentBytes = 256;

const devices: Readonly<Record<string, Device>> = {
  desktop: 'desktop',
  mobile: 'mobile',
  phone: 'mobile',
  smartphone: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
  smarttv: 'tv',
  console: 'console',
  wearable: 'wearable',
  bot: 'bot',
  server: 'server',
};

/** The device of that name, also as other libraries write it (`smarttv`, `phone`); undefined for any other word. */
export function toDevice(name: string): Device | undefined {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(devices, key) ? devices[key] : undefined;
}
