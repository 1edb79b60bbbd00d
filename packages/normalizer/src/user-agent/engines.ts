import type { Agent, Device } from './device.ts';

/** What the user agent of a game engine says: its own name and version, and the system that the game runs on. */
export type EngineAgent = Pick<Agent, 'browser' | 'browserVersion' | 'os' | 'osVersion'> & {
  readonly device: Device;
  readonly brand: string;
  readonly model: string;
};

interface Platform {
  readonly os: string;
  readonly device: Device;
  readonly brand?: string;
  readonly model?: string;
}

const desktop = (os: string): Platform => ({ os, device: 'desktop' });
const mac: Platform = { os: 'macOS', device: 'desktop', brand: 'Apple', model: 'Mac' };
const playStation = (kind: string): Platform => ({
  os: `PlayStation ${kind}`,
  device: 'console',
  brand: 'Sony',
  model: `PlayStation ${kind}`,
});
const xbox = (model: string): Platform => ({ os: 'Xbox', device: 'console', brand: 'Microsoft', model });
const nintendo = (model: string): Platform => ({
  os: `Nintendo ${model}`,
  device: 'console',
  brand: 'Nintendo',
  model,
});

/** Platforms as engines call them, in small letters. */
const platforms: Readonly<Record<string, Platform>> = {
  windows: desktop('Windows'),
  wingdk: desktop('Windows'),
  win64: desktop('Windows'),
  uwp: desktop('Windows'),
  mac,
  macos: mac,
  osx: mac,
  linux: desktop('Linux'),
  linuxarm64: desktop('Linux'),
  x11: desktop('Linux'),
  freebsd: desktop('FreeBSD'),
  netbsd: desktop('NetBSD'),
  openbsd: desktop('OpenBSD'),
  bsd: desktop('BSD'),
  android: { os: 'Android', device: 'mobile' },
  ios: { os: 'iOS', device: 'mobile', brand: 'Apple' },
  iphone: { os: 'iOS', device: 'mobile', brand: 'Apple', model: 'iPhone' },
  ipados: { os: 'iOS', device: 'tablet', brand: 'Apple', model: 'iPad' },
  tvos: { os: 'tvOS', device: 'tv', brand: 'Apple', model: 'Apple TV' },
  visionos: { os: 'visionOS', device: 'wearable', brand: 'Apple', model: 'Vision Pro' },
  ps4: playStation('4'),
  ps5: playStation('5'),
  playstation4: playStation('4'),
  playstation5: playStation('5'),
  xboxone: xbox('Xbox One'),
  xboxonegdk: xbox('Xbox One'),
  xb1: xbox('Xbox One'),
  xsx: xbox('Xbox Series X'),
  xss: xbox('Xbox Series S'),
  switch: nintendo('Switch'),
  switch2: nintendo('Switch 2'),
};
const unknownPlatform = desktop('');

/** `Game/++UE5+Release-5.3-CL-29314046 (http-eventloop) PS5/9.0`; the branch can be the studio's own. */
const unrealBuild = /\/(?:\S*\+\+\S+|[\w.+-]*CL-\d+\S*)(?: \([^)]*\))?(?: ([A-Za-z][\w]*)(?:\/([\w.]+))?)?/;
const unrealVersion = /\+\+UE\d\+Release-(\d+(?:\.\d+)*)|\bUE(\d+(?:\.\d+)*)-CL-/;
/** `GodotEngine/4.2.1.stable.official (Windows)`. */
const godot = /\bGodotEngine\/(\d+(?:\.\d+)*)[^( ]*(?: \((\w+)\))?/;
/** `UnrealEngine/5.3 (PS5)`, `Unreal Engine/5.3`. */
const unrealName = /\bUnreal ?Engine\/(\d+(?:\.\d+)*)[^( ]*(?: \((\w+)\))?/i;
const engineWord = /GodotEngine\/|Unreal ?Engine\/|\+\+|CL-\d/i;

/** The client behind an engine's own user agent; undefined for every other. */
export function engineAgent(userAgent: string): EngineAgent | undefined {
  if (!engineWord.test(userAgent)) return undefined;
  const ofGodot = godot.exec(userAgent);
  if (ofGodot) return agentOf('Godot', ofGodot[1], ofGodot[2], '');
  const byName = unrealName.exec(userAgent);
  if (byName) return agentOf('Unreal Engine', byName[1], byName[2], '');
  const ofUnreal = unrealBuild.exec(userAgent);
  if (!ofUnreal || userAgent.startsWith('Mozilla/')) return undefined;
  const version = unrealVersion.exec(userAgent);
  return agentOf('Unreal Engine', version?.[1] ?? version?.[2], ofUnreal[1], ofUnreal[2] ?? '');
}

function agentOf(browser: string, browserVersion = '', platform = '', platformVersion: string): EngineAgent {
  const key = platform.toLowerCase();
  const entry = Object.hasOwn(platforms, key) ? platforms[key] : undefined;
  const { os, device, brand = '', model = '' } = entry ?? unknownPlatform;
  return { browser, browserVersion, os, osVersion: versionOf(os, platformVersion), device, brand, model };
}

/** `10.0.19044.1.256.64bit` is Windows 10; builds from 22000 on are 11. */
function versionOf(os: string, version: string): string {
  const numbers = /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '';
  if (os !== 'Windows') return numbers;
  const [major = '', , build = '0'] = numbers.split('.');
  return major === '10' && Number(build) >= 22000 ? '11' : major;
}
