import { isTabletModel } from './android-model.ts';
import { type Device, toDevice } from './device.ts';
import { isTelevision } from './televisions.ts';

const phoneSystems =
  /^(?:Windows Phone|Windows Mobile|Windows CE|Symbian OS|BlackBerry OS|KaiOS|Java ME|Nokia Series 40|Firefox OS|Bada|MRE|BREW|MeeGo|Maemo|Palm|Sailfish)$/;
const harmonyForms: Readonly<Record<string, Device>> = {
  phone: 'mobile',
  tablet: 'tablet',
  pc: 'desktop',
  '2in1': 'desktop',
  tv: 'tv',
  wearable: 'wearable',
};

export interface Seen {
  readonly userAgent: string;
  readonly os: string;
  /** The model of an Android device, or ''. */
  readonly model: string;
  /** What ua-parser-js calls the device. */
  readonly type: string | undefined;
}

/** What an event was sent from, by its system first, then by the words of televisions and the names of models. */
export function deviceKind(seen: Seen): Device {
  const { os, userAgent, type } = seen;
  if (/^(?:Nintendo|PlayStation|Xbox)/.test(os)) return 'console';
  if (os === 'watchOS' || os === 'visionOS') return 'wearable';
  if (os === 'tvOS') return 'tv';
  if (os === 'iOS') return /ipad|tablet/i.test(userAgent) || isMacUserAgent(userAgent) ? 'tablet' : 'mobile';
  const kind = toDevice(type ?? '');
  const isDesktop = os === 'Windows' || os === 'macOS' || os === 'Chrome OS';
  // A desktop's user agent can hold letters that are also a phone's name.
  if (isDesktop) return kind === undefined || kind === 'mobile' || kind === 'tablet' ? 'desktop' : kind;
  if (os === 'Windows Phone') return 'mobile';
  if (kind === 'wearable' || kind === 'console' || kind === 'tv') return kind;
  if (isTelevision(userAgent, seen.model)) return 'tv';
  if (os.endsWith('Harmony') || os === 'HarmonyOS') return onHarmony(seen, kind);
  if (os === 'Android') return onAndroid(seen, kind);
  if (kind) return kind;
  if (phoneSystems.test(os)) return 'mobile';
  return /^okhttp\//.test(userAgent) ? 'mobile' : 'desktop';
}

function isMacUserAgent(userAgent: string): boolean {
  return userAgent.startsWith('Mozilla/5.0 (Macintosh;');
}

function onAndroid({ userAgent, model }: Seen, found: Device | undefined): Device {
  if (isTabletModel(model) || userAgent.includes('/apad')) return 'tablet';
  if (found) return found;
  return /\bmobile\b/i.test(userAgent) || !userAgent.startsWith('Mozilla') ? 'mobile' : 'tablet';
}

/** `(Phone; OpenHarmony 5.0)`; versions on Android's base are read as Android's. */
function onHarmony(seen: Seen, found: Device | undefined): Device {
  const form = /\((\w+); ?OpenHarmony/i.exec(seen.userAgent)?.[1]?.toLowerCase() ?? '';
  return harmonyForms[form] ?? onAndroid(seen, found);
}
