import type { Agent } from './device.ts';

export type System = Pick<Agent, 'os' | 'osVersion'>;

type Named = string | ((match: RegExpExecArray) => string);
type SystemRule = readonly [pattern: RegExp, name: Named, version?: (match: RegExpExecArray) => string];

const first = (match: RegExpExecArray) => (match[1] ?? '').replaceAll('_', '.');
const second = (match: RegExpExecArray) => match[2] ?? '';

/** Systems that have several spellings, or that pass for another; the first that fits. */
const rules: readonly SystemRule[] = [
  [/\bkaios[/ ]?([\d.]*)/i, 'KaiOS', first],
  [/\bopenharmony[ /-]?([\d.]*)/i, 'OpenHarmony', first],
  [/\bharmonyos[ /]?([\d.]*)/i, 'HarmonyOS', first],
  [/\b(?:windows phone(?: os)?|\bwds) ([\d.]+)/i, 'Windows Phone', first],
  [/\b(?:xblwp7|zunewp7|wpdesktop)\b/i, 'Windows Phone'],
  [/\bnintendo (switch 2|switch|3ds|2ds|dsi|ds|wii ?u|wii)\b/i, nintendoName],
  [
    /\bplaystation ?(vita|portable|\d)(?: pro)?[/;) ]*([\d.]*)/i,
    (match) => `PlayStation ${capital(match[1])}`,
    second,
  ],
  [/\bxbox\b/i, 'Xbox'],
  [/\b(?:web0s|hpwos|webos)\b(?:\.tv-?|[/ ])?([\d.]*)/i, 'webOS', first],
  [/\btizen[/ ]?([\d.]*)/i, 'Tizen', first],
  [/\bvidaa\b(?:\/([\d.]+))?/i, 'VIDAA', first],
  [/\bvizios\b(?:\/([\d.]+))?/i, 'ViziOS', first],
  [/\broku(?:os)?\b(?:\/(?:dvp-)?([\d.]+))?/i, 'Roku OS', first],
  [/\b(?:apple ?tv\d*,?\d*.*?(?:cpu os|tvos)|tvos)[ /]?([\d_.]*)/i, 'tvOS', first],
  [/\bappletv\d+,\d+\/([\d.]+)/i, 'tvOS', first],
  [/\bwatch ?os[/ ,]?([\d_.]*)/i, 'watchOS', first],
  [/\bvisionos[/ ]?([\d_.]*)/i, 'visionOS', first],
  [/\bbada[/ ]([\d.]*)/i, 'Bada', first],
  [/\bbrightsign\//i, 'BrightSignOS'],
  [/\b(?:netrange|nettv|viera|smartt?va?\/|dtv)\b|maple/i, 'Linux'],
  [/\b(?:mre\/?[\d.]+|mre\\)/i, 'MRE'],
  [/\bbrew\b/i, 'BREW'],
  [/\bandr0id ([\d.]+)/i, 'Android', first],
  [/(?:;|\()\s?(?:quest|pico) \d/i, 'Android'],
];
const anyRule =
  /kaios|harmony|windows phone|wds |wp7|wpdesktop|nintendo|playstation|xbox|web0s|webos|hpwos|tizen|vidaa|vizios|roku|tvos|apple ?tv|watch ?os|visionos|bada|brightsign|netrange|nettv|viera|smarttva|dtv|maple|mre|brew|andr0id|; quest|pico \d/i;

/** What apps that are no browsers say of their system, wherever it stands. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iphone|ipad|ipod|ipados|ios|iph)(?:\b|\d)/i, 'iOS'],
  [/\b(?:mac ?os|macbook|macintosh|os ?x)/i, 'macOS'],
  [/\bandroid|\bFB4A\b|\bAFT[A-Z]{1,}\d*\b/i, 'Android'],
  [/\bwin(?:dows|7|8|10|11|32|64)\b/i, 'Windows'],
  [/\b(?:midp|cldc|j2me)\b/i, 'Java ME'],
  [/\bnokia/i, 'Symbian OS'],
  [/\bblackberry/i, 'BlackBerry OS'],
  [/\b(?:linux|x11)\b/i, 'Linux'],
];

/** The system of a user agent that ua-parser-js would read as another one; undefined for all others. */
export function specialSystem(userAgent: string): System | undefined {
  if (!anyRule.test(userAgent)) return undefined;
  for (const [pattern, name, version] of rules) {
    const match = pattern.exec(userAgent);
    if (!match) continue;
    const os = typeof name === 'string' ? name : name(match);
    return { os, osVersion: (version?.(match) ?? '').replace(/\.$/, '') };
  }
  return undefined;
}

/** The system of a user agent in which no rule found one; '' where nothing names it. */
export function systemByWord(userAgent: string): System {
  const os = words.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';
  // Facebook's apps write their fields in a form of their own.
  return { os, osVersion: /\bFBSV\/([\d.]+)/.exec(userAgent)?.[1] ?? '' };
}

/**
 * Safari says iOS 18.6 or 18.7 for ever since iOS 26, and its own version beside it, which is the system's. Pages that
 * iPads ask for as a Mac would are told by what only iPads and iPhones have.
 */
export function appleMobileSystem(userAgent: string, system: System): System {
  if (system.os === 'macOS' && isPadAsMac(userAgent))
    return { os: 'iOS', osVersion: safariVersion(userAgent) };
  if (system.os !== 'iOS') return system;
  const version = safariVersion(userAgent);
  const isFrozen = Number.parseInt(version, 10) >= 26 && Number.parseInt(system.osVersion, 10) < 26;
  return isFrozen ? { os: 'iOS', osVersion: version } : system;
}

/** A browser of iOS behind the user agent of a Mac: an iPad that asks for desktop pages. */
export function isPadAsMac(userAgent: string): boolean {
  return (
    userAgent.startsWith('Mozilla/5.0 (Macintosh;') &&
    /\b(?:CriOS|FxiOS|EdgiOS|OPiOS|OPT|GSA)\/|\bMobile\/\w/.test(userAgent)
  );
}

function safariVersion(userAgent: string): string {
  return /\bVersion\/(\d+(?:\.\d+)*)/.exec(userAgent)?.[1] ?? '';
}

function nintendoName(match: RegExpExecArray): string {
  const kind = (match[1] ?? '').toLowerCase().replace(' ', '');
  const kinds: Readonly<Record<string, string>> = {
    switch2: 'Switch 2',
    switch: 'Switch',
    wiiu: 'Wii U',
    wii: 'Wii',
    dsi: 'DSi',
  };
  return `Nintendo ${kinds[kind] ?? kind.toUpperCase()}`;
}

function capital(word = ''): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
