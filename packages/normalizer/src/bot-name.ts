import { isbotMatch } from 'isbot';
import { isInAppBrowser, withoutDevice } from './people.ts';
import { isClientRuntime, isHttpLibrary } from './user-agent/programs.ts';

/** The readable name of the robot that sends this user agent, or null. Not cached: a few microseconds. */
export function botName(userAgent: string): string | null {
  if (userAgent === '' || isClientRuntime(userAgent) || isHttpLibrary(userAgent)) return null;
  return suspectedBotName(userAgent);
}

/** The same where client runtimes and HTTP libraries count as robots, too. */
export function suspectedBotName(userAgent: string): string | null {
  const match = isInAppBrowser(userAgent) ? null : isbotMatch(withoutDevice(userAgent));
  return match === null ? null : readableName(userAgent, match);
}

/** Whether a word is what robots call themselves, and not a browser that isbot suspects for another reason. */
export function looksLikeBotName(word: string): boolean {
  return botWord.test(word);
}

const address = /https?:|@|^\+|^www\.|^\w+(?:\.\w+)+$|=/i;
const browserWord =
  /^(?:mozilla|compatible|windows|macintosh|linux|x11|u$|i$|n$|like|khtml|gecko|applewebkit|safari|version|chrome|msie|firefox|opera|trident|rv:|wow64|win64|x64|intel|user-agent:|[a-z]{2}-[a-z]{2}$|\.net|mobile)/i;
const botWord =
  /bot\b|bot[-_/]|spider|crawl|slurp|fetch|archiver|preview|monitor|externalhit|proxy|validator|scan/i;

/** `Googlebot` for `Mozilla/5.0 (compatible; Googlebot/2.1; +http://…)`: the product that looks most like a robot's. */
function readableName(userAgent: string, match: string): string {
  const products = userAgent
    .split(/[();,]|\s[+-]\s?/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !address.test(part));
  const words = products.flatMap((part) => part.split(/\s+/)).filter((word) => !browserWord.test(word));
  const candidate =
    words.find((word) => botWord.test(word)) ??
    products.find((part) => part.includes(match) && !browserWord.test(part)) ??
    products.find((part) => !browserWord.test(part)) ??
    match;
  const name = (candidate.split('/')[0] ?? '').trim().replace(/[^\p{L}\p{N}]+$/u, '');
  return (/[\p{L}\p{N}]/u.test(name) ? name : 'unnamed').slice(0, 64);
}
