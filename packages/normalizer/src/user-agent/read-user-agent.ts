import type { UAParser } from 'ua-parser-js';
import { looksLikeBotName, suspectedBotName } from '../bot-name.ts';
import { appleSystem } from './apple-system.ts';
import { type Client, type Device, toDevice } from './device.ts';
import { browserName, osName, vendorName } from './names.ts';
import { appOnCFNetwork, clientRuntimes, httpLibraries, type Program } from './programs.ts';

type System = Pick<Client, 'os' | 'osVersion'>;
type Browser = Pick<Client, 'browser' | 'browserVersion'>;
type Hardware = Pick<Client, 'brand' | 'model'>;

const unknownClient: Client = {
  os: '',
  osVersion: '',
  browser: '',
  browserVersion: '',
  device: 'desktop',
  brand: '',
  model: '',
};
const noHardware: Hardware = { brand: '', model: '' };

/** What a user agent says. `rules` is a parser that this call points at the text. */
export function readUserAgent(rules: UAParser, userAgent: string): Client {
  if (userAgent === '') return unknownClient;
  rules.setUA(userAgent);
  const library = program(httpLibraries, userAgent);
  const known = library ?? appOnCFNetwork(userAgent) ?? program(clientRuntimes, userAgent);
  const bot = known ? null : suspectedBotName(userAgent);
  const system = systemOf(rules, userAgent);
  const found = rules.getDevice();
  const kind = deviceOf(found.type, system.os, userAgent);
  const named = bot !== null && looksLikeBotName(bot) ? botProgram(bot, userAgent) : undefined;
  return {
    ...system,
    ...(known ?? named ?? browserOf(rules, system, userAgent)),
    device: library ? 'server' : bot !== null ? 'bot' : kind,
    ...(library ? noHardware : hardware(kind, system.os, found, userAgent)),
  };
}

/** Who makes a model, asked of the same rules by a user agent that carries it. */
export function vendorOfModel(rules: UAParser, model: string): string {
  rules.setUA(
    `Mozilla/5.0 (Linux; Android 10; ${model}) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36`,
  );
  return vendorName(rules.getDevice().vendor ?? '');
}

function program(programs: readonly Program[], userAgent: string): Browser | undefined {
  for (const { name, pattern } of programs) {
    const match = pattern.exec(userAgent);
    if (match) return { browser: name, browserVersion: match[1] ?? '' };
  }
  return undefined;
}

function botProgram(bot: string, userAgent: string): Browser {
  const rest = userAgent.slice(userAgent.indexOf(bot) + bot.length);
  return { browser: bot, browserVersion: /^\/v?(\d[\w.]*)/.exec(rest)?.[1] ?? '' };
}

function browserOf(rules: UAParser, system: System, userAgent: string): Browser {
  const { name, version } = rules.getBrowser();
  const browser = browserName(name ?? '');
  if (browser === 'Android Browser') {
    // Android's own browser came with the system and says "4.0" for ever; with Chrome inside it is a web view.
    const chrome = /\bchrome\/([\d.]+)/i.exec(userAgent)?.[1];
    if (chrome) return { browser: 'Chrome WebView', browserVersion: chrome };
    return { browser, browserVersion: system.osVersion };
  }
  // A page inside an iOS app sends nothing but the system it runs on.
  const isBare = browser === '' || browser === 'WebKit';
  if (isBare && system.os === 'iOS' && userAgent.startsWith('Mozilla')) {
    return { browser: 'Mobile Safari WebView', browserVersion: system.osVersion };
  }
  if (browser === '') return appOf(userAgent);
  return { browser, browserVersion: version && /^\d/.test(version) ? version : '' };
}

/** Apps that put their own name first: `MyGame/1.4 (iPhone; iOS 17.0)`. */
function appOf(userAgent: string): Browser {
  const match = /^(?!mozilla)([a-z][\w +-]{1,40}?)[/ ]v?(\d[\w.]*)/i.exec(userAgent);
  return { browser: match?.[1]?.trim() ?? '', browserVersion: match?.[2] ?? '' };
}

function systemOf(rules: UAParser, userAgent: string): System {
  const apple = appleSystem(userAgent);
  if (apple) return apple;
  const { name, version = '' } = rules.getOS();
  const os = osName(name ?? '');
  if (os === 'Windows') return { os, osVersion: windowsVersion(version) };
  if (os === '' && /\bwindows\b/i.test(userAgent)) return { os: 'Windows', osVersion: '' };
  return { os, osVersion: /^\d+(?![a-z\d]*86)/i.test(version) ? version : '' };
}

function windowsVersion(version: string): string {
  if (version.startsWith('10.0')) return '10';
  return /^(?:XP|Vista|ME|RT|CE|NT(?: \d[\d.]*)?|\d[\d.]*)/i.exec(version)?.[0] ?? '';
}

function deviceOf(type: string | undefined, os: string, userAgent: string): Device {
  const found = toDevice(type ?? '');
  const isDesktop = os === 'Windows' || os === 'macOS' || os === 'Chrome OS';
  // A desktop's user agent can hold letters that are also a phone's name.
  if (found && !(isDesktop && (found === 'mobile' || found === 'tablet'))) return found;
  if (/\b(?:hbbtv|googletv|google tv|smart-?tv|viera|bravia|roku|nettv|dtv)\b/i.test(userAgent)) return 'tv';
  if (os === 'Android')
    return /\bmobile\b/i.test(userAgent) || !/mozilla/i.test(userAgent) ? 'mobile' : 'tablet';
  if (os === 'iOS') return /ipad/i.test(userAgent) ? 'tablet' : 'mobile';
  if (/^(?:Windows Phone|Windows Mobile|Symbian OS|BlackBerry OS|KaiOS|Java ME|Nokia Series 40)$/.test(os))
    return 'mobile';
  if (os === 'tvOS') return 'tv';
  if (os === 'watchOS') return 'wearable';
  return /^okhttp\//.test(userAgent) ? 'mobile' : 'desktop';
}

function hardware(
  device: Device,
  os: string,
  found: { readonly vendor: string | undefined; readonly model: string | undefined },
  userAgent: string,
): Hardware {
  if (device === 'desktop') return os === 'macOS' ? { brand: 'Apple', model: 'Mac' } : noHardware;
  if (os === 'iOS') {
    const exact = /\b(?:iphone|ipad|ipod)\d+,\d+/i.exec(userAgent)?.[0];
    const family = /iphone|ipad|ipod/i.exec(userAgent)?.[0]?.toLowerCase() ?? '';
    return { brand: 'Apple', model: exact ?? family.replace('ip', 'iP') };
  }
  // "Android 10; K" is what Chrome sends in place of every model.
  if (found.model === 'K' && / Android 10; K\)/.test(userAgent)) return noHardware;
  return { brand: vendorName(found.vendor ?? ''), model: found.model ?? '' };
}
