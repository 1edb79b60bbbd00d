import type { UAParser } from 'ua-parser-js';
import { looksLikeBotName, suspectedBotName } from '../bot-name.ts';
import { androidModel } from './android-model.ts';
import { appleSystem } from './apple-system.ts';
import type { Agent, Device } from './device.ts';
import { deviceKind } from './device-kind.ts';
import { engineAgent } from './engines.ts';
import { mayNameMaker } from './known-makers.ts';
import { browserName, osName, vendorName } from './names.ts';
import { plainBrowser } from './plain-browsers.ts';
import { appOnCFNetwork, clientRuntime, httpLibrary } from './programs.ts';
import { appleMobileSystem, isPadAsMac, type System, specialSystem, systemByWord } from './systems.ts';

type Browser = Pick<Agent, 'browser' | 'browserVersion'>;
type Hardware = Pick<Agent, 'brand' | 'model'>;

interface Found {
  readonly type?: string | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
}

const unknownAgent: Agent = {
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
export function readUserAgent(rules: UAParser, userAgent: string): Agent {
  if (userAgent === '') return unknownAgent;
  const engine = engineAgent(userAgent);
  if (engine) return engine;
  rules.setUA(userAgent);
  const library = httpLibrary(userAgent);
  const program = library ?? appOnCFNetwork(userAgent) ?? clientRuntime(userAgent);
  const bot = program ? null : suspectedBotName(userAgent);
  const system = systemOf(rules, userAgent);
  const named = bot !== null && looksLikeBotName(bot) ? botProgram(bot, userAgent) : undefined;
  const browser = program ?? named ?? browserOf(rules, system, userAgent);
  const model = androidModel(userAgent);
  const hardware = hardwareOf(rules, system.os, model, userAgent);
  const device = deviceKind({ userAgent, os: system.os, model, type: hardware.type });
  return {
    ...system,
    ...browser,
    device: library ? 'server' : bot !== null ? 'bot' : device,
    ...(library ? noHardware : shownHardware(device, system.os, hardware, userAgent)),
  };
}

/** Who makes a model, asked of the same rules by a user agent that carries it. */
export function vendorOfModel(rules: UAParser, model: string): string {
  rules.setUA(
    `Mozilla/5.0 (Linux; Android 10; ${model}) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36`,
  );
  return vendorName(rules.getDevice().vendor ?? '');
}

function botProgram(bot: string, userAgent: string): Browser {
  const rest = userAgent.slice(userAgent.indexOf(bot) + bot.length);
  return { browser: bot, browserVersion: /^\/v?(\d[\w.]*)/.exec(rest)?.[1] ?? '' };
}

function browserOf(rules: UAParser, system: System, userAgent: string): Browser {
  const plain = plainBrowser(userAgent);
  if (plain) return plain;
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
  const isSafari = isBare || browser === 'Safari' || browser === 'Mobile Safari';
  if (isSafari && system.os === 'Android' && /applewebkit|^mozilla/i.test(userAgent)) {
    return { browser: 'Android Browser', browserVersion: system.osVersion };
  }
  const hbbTv = isBare ? /\bhbbtv\/([\d.]+)/i.exec(userAgent)?.[1] : undefined;
  if (hbbTv) return { browser: 'HbbTV', browserVersion: hbbTv };
  if (browser === '') return appOf(userAgent);
  return { browser, browserVersion: version && /^\d/.test(version) ? version : '' };
}

/** Apps that put their own name first: `MyGame/1.4 (iPhone; iOS 17.0)`. */
function appOf(userAgent: string): Browser {
  const match = /^(?!mozilla)([a-z][\w +-]{1,40}?)[/ ]v?(\d[\w.]*)/i.exec(userAgent);
  return { browser: match?.[1]?.trim() ?? '', browserVersion: match?.[2] ?? '' };
}

function systemOf(rules: UAParser, userAgent: string): System {
  const certain = appleSystem(userAgent) ?? specialSystem(userAgent);
  if (certain) return certain;
  const { name, version = '' } = rules.getOS();
  const os = osName(name ?? '');
  if (os === 'Windows') return { os, osVersion: windowsVersion(version) };
  if (os === '') return systemByWord(userAgent);
  return appleMobileSystem(userAgent, {
    os,
    osVersion: /^\d+(?![a-z\d]*86)/i.test(version) ? version : '',
  });
}

function windowsVersion(version: string): string {
  if (version.startsWith('10.0')) return '10';
  return /^(?:XP|Vista|ME|RT|CE|NT(?: \d[\d.]*)?|\d[\d.]*)/i.exec(version)?.[0] ?? '';
}

/**
 * Asking for a device costs more than all else, and tells nothing of desktops and of Apple's devices. Of an Android
 * device the rules are asked with a short text that holds its model.
 */
function hardwareOf(rules: UAParser, os: string, model: string, userAgent: string): Found {
  const isPlainDesktop = os === 'Windows' || os === 'macOS' || os === 'Chrome OS';
  if (os === 'iOS' || (isPlainDesktop && !/valve|steam|quest|oculus|tesla/i.test(userAgent))) return {};
  if (os !== 'Android' || !userAgent.startsWith('Mozilla/5.0 (')) return rules.getDevice();
  const isMobile = /\bmobile\b/i.test(userAgent);
  if (/ Android 10; K\)/.test(userAgent)) return { type: isMobile ? 'mobile' : 'tablet' };
  if (model === '') return rules.getDevice();
  const type = isMobile ? 'mobile' : 'tablet';
  const build = /\bBuild\/?[^;)]*/i.exec(userAgent)?.[0] ?? 'Build/';
  const text = `(Linux; Android 9; ${model} ${build}) AppleWebKit ${isMobile ? 'Mobile ' : ''}Safari`;
  if (!mayNameMaker(text)) return { type, model };
  rules.setUA(text);
  const parsed = rules.getDevice();
  return isMistaken(parsed.vendor, userAgent) ? { type, model } : parsed;
}

/** Vendors whose models ua-parser-js takes from letters that others use, too (`A502DL`, `Young Y55`). */
function isMistaken(vendor: string | undefined, userAgent: string): boolean {
  if (vendor === 'Acer') return !/acer|iconia|[; ][ab]\d-/i.test(userAgent);
  return vendor === 'Dragon Touch' && !/dragon|touch|\bdt\d/i.test(userAgent);
}

function shownHardware(device: Device, os: string, found: Found, userAgent: string): Hardware {
  if (device === 'desktop') return os === 'macOS' ? { brand: 'Apple', model: 'Mac' } : noHardware;
  if (os === 'iOS') {
    if (isPadAsMac(userAgent)) return { brand: 'Apple', model: 'iPad' };
    const exact = /\b(?:iphone|ipad|ipod)\d+,\d+/i.exec(userAgent)?.[0];
    const family = /iphone|ipad|ipod/i.exec(userAgent)?.[0]?.toLowerCase() ?? '';
    return { brand: 'Apple', model: exact ?? family.replace('ip', 'iP') };
  }
  return { brand: vendorName(found.vendor ?? ''), model: found.model ?? '' };
}
